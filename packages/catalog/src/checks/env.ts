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

/**
 * Whether an environment name belongs to a platform: one of its words begins with a word of the platform's id, name or
 * aliases. What every key is called (`API`, `TOKEN`) does not count.
 *
 * @param name - The environment name.
 * @param platformNames - The platform's id, name and aliases.
 */
export function isOwnEnv(name: string, platformNames: readonly string[]): boolean {
  const segments = name.split("_");
  // AWS_BEDROCK and AWSBEDROCK are the same words, so a name may go on over an underscore.
  const rests = segments.map((_, index) => segments.slice(index).join(""));
  return platformNames
    .map((each) => each.toUpperCase())
    .flatMap((each) => [each.replaceAll(/[^A-Z0-9]/g, ""), ...each.split(/[^A-Z0-9]+/)])
    .filter((word) => word !== "" && !GENERIC.has(word))
    .some((word) =>
      word.length < 4 ? segments.includes(word) : rests.some((rest) => rest.startsWith(word)),
    );
}

/** Words that say nothing of whose a name is. */
const GENERIC = new Set(
  (
    "ACCESS AI API APIS APP APPS AUTH BASE CHAT CLIENT CLOUD CODE COMPATIBLE DATA DEV ENDPOINT HOST ID INFERENCE KEY " +
    "KEYS LLM LLMS LOCAL ML MODEL MODELS OPEN PASSWORD PLATFORM PRIVATE PROVIDER PUBLIC SDK SECRET SECRETS SERVER " +
    "SERVICE SERVICES STUDIO TEST TOKEN TOKENS URL USER"
  ).split(" "),
);

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

const STEERING_PREFIX = new RegExp(
  [
    "^PYTHON",
    // PostgreSQL's have no underscore.
    "^PG[A-Z]+$",
    "^SSLKEYLOGFILE$",
    // An account of Azure as a whole; a model's key is called otherwise.
    "^AZURE_(CLIENT_(SECRET|CERTIFICATE)|PASSWORD|STORAGE|FEDERATED|DEVOPS)(_|$)",
    "^(NODE|NPM|PNPM|YARN|BUN|DENO|COREPACK|LD|DYLD|LC|BASH|ZSH|PERL5?|JAVA|JDK|RUST|RUSTUP|GO|PIP|UV)(_|OPT|PATH|LIB|HOME|CONFIG|FLAGS|PROXY|$)",
    "^(GIT|GITHUB|GH|GITLAB|CI|ACTIONS|RUNNER|SSH|SSL|GPG|GNUPG|SUDO|XDG|DOCKER|KUBE|KUBERNETES|CURL|WGET|OPENSSL|ELECTRON)(_|OPT|PATH|LIB|HOME|CONFIG|$)",
    "^(CARGO|PYPI|TWINE|RUBYGEMS|NUGET|MYSQL|REDIS|STRIPE|SLACK|TWILIO|SENTRY|SENDGRID|JWT|SECRET|SESSION|BYOK)(_|$)",
  ].join("|"),
);
