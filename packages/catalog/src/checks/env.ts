/**
 * What is wrong with the name of an environment variable that a platform asks for; undefined when nothing is.
 * Names that steer programs or hold the keys of something else are refused.
 */
export function envFault(name: string): string | undefined {
  if (!/^[A-Z][A-Z0-9_]{2,63}$/.test(name)) {
    return "must be an environment name: 3 to 64 capital letters, digits and underscores, beginning with a letter";
  }
  if (STEERING.has(name) || STEERING_PREFIX.test(name)) {
    return "steers other programs, or holds another program's secret: a platform must not use it";
  }
  return undefined;
}

/** Whether a name is one of AWS's own credentials or settings, which only a signing platform may read. */
export function isAwsCredential(name: string): boolean {
  return name.startsWith("AWS_") && name !== "AWS_BEARER_TOKEN_BEDROCK" && name !== "AWS_REGION";
}

const STEERING = new Set([
  "PATH",
  "HOME",
  "HOST",
  "HOSTNAME",
  "SHELL",
  "USER",
  "USERNAME",
  "LOGNAME",
  "PWD",
  "OLDPWD",
  "IFS",
  "ENV",
  "LANG",
  "LANGUAGE",
  "TERM",
  "DISPLAY",
  "EDITOR",
  "VISUAL",
  "PAGER",
  "BROWSER",
  "TMP",
  "TEMP",
  "TMPDIR",
  "APPDATA",
  "LOCALAPPDATA",
  "USERPROFILE",
  "SYSTEMROOT",
  "WINDIR",
  "COMSPEC",
  "PATHEXT",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
  "RUBYOPT",
  "RUBYLIB",
  "CLASSPATH",
  "DATABASE_URL",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "VAULT_TOKEN",
]);

const STEERING_PREFIX =
  /^PYTHON|^(NODE|NPM|PNPM|YARN|BUN|DENO|COREPACK|LD|DYLD|LC|BASH|ZSH|PERL5?|JAVA|JDK|GIT|GITHUB|GH|GITLAB|CI|ACTIONS|RUNNER|SSH|SSL|GPG|GNUPG|SUDO|XDG|DOCKER|KUBE|KUBERNETES|CURL|WGET|OPENSSL|ELECTRON|PG|MYSQL|REDIS|STRIPE|SLACK|BYOK)(_|OPT|PATH|LIB|HOME|CONFIG|$)/;
