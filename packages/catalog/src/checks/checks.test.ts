import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { envFault, isOwnEnv } from "./env.ts";
import { headerNameFault, headerValueFault, keyHeaderFault } from "./header.ts";
import { regexFault, wholeRegexFault } from "./regex.ts";
import { looksLikeKey } from "./secret.ts";
import { suggest } from "./suggest.ts";
import { toolIdPatternFault } from "./tool-id-pattern.ts";
import { hiddenCharacters, mixedScripts } from "./text.ts";
import { baseUrlFault, isLoopbackUrl, pageUrlFault, pathFault } from "./url.ts";

describe("regexFault", () => {
  it.each([
    "^[a-zA-Z0-9]{9}$",
    "quota|billing",
    "(?:a|b) c",
    "context length.*tokens",
    "a{2,3}",
    "\\(x+\\)",
    "[()*+]+x",
    "(?<year>\\d{4})",
  ])("accepts %s", (pattern) => {
    expect(regexFault(pattern)).toBeUndefined();
  });

  it.each([
    "(a+)+",
    "(a|a)*",
    "((a|b))+",
    "(a?)+",
    "([a-z]+\\.)*x",
    "(?:x{1,9}){1,9}",
    "(a)\\1",
    "(?=a)b",
    "(?<!a)b",
    "a*b*c*d*",
    "[",
    "a{2,1}",
    "x".repeat(201),
  ])("refuses %s", (pattern) => {
    expect(regexFault(pattern)).toBeTypeOf("string");
  });

  it("wants both ends of a whole pattern", () => {
    expect(wholeRegexFault("^[a-z]{9}$")).toBeUndefined();
    for (const pattern of ["[a-z]{9}$", "^[a-z]{9}", "^[a-z]\\$"])
      expect(wholeRegexFault(pattern)).toContain("from ^ to $");
  });
});

describe("toolIdPatternFault", () => {
  // Core's test of `mapToolIds` makes ids of the same patterns.
  it.each([
    "^[a-z]{1,8}$",
    "^[A-Z]{10}$",
    "^fn-[0-9a-f]{8}$",
    "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    "^call_[0-9]{3,5}-[a-z]{4}$",
    "^x?\\.\\d{5}\\w+[^\\]a-z\\s]*$",
  ])("accepts %s", (pattern) => {
    expect(toolIdPatternFault(pattern)).toBeUndefined();
  });

  it.each([
    "[a-z]{9}",
    "^(?:a|b)[0-9]{9}$",
    "^[a-z]{9}|[0-9]{9}$",
    "^[a-z]+?$",
    "^[0-9]{9}\\b$",
    "^\\u0041[0-9]{9}$",
    "^\\p{L}{9}$",
    "^[\\u4e00-\\u9fff]{9}$",
    "^[0-9]{3}$",
    "^call$",
    "^$",
  ])("refuses %s", (pattern) => {
    expect(toolIdPatternFault(pattern)).toBeTypeOf("string");
  });
});

describe("URLs", () => {
  it.each([
    "https://api.acme.com/v1",
    "https://{resource}.openai.azure.com/openai/v1",
    "https://bedrock-runtime.{region}.amazonaws.com",
    "http://localhost:11434/v1",
    "http://127.0.0.1:1234/v1",
    "http://[::1]:8000",
  ])("accept the base %s", (url) => {
    expect(baseUrlFault(url)).toBeUndefined();
  });

  it.each([
    "http://api.acme.com",
    "https://API.acme.com",
    "https://10.0.0.1/v1",
    "https://0x7f.1/v1",
    "https://acme.com.",
    "https://{a}.{b}",
    "https://{a}{b}/",
    "http://localhost.evil.com",
    "http://localhost@evil.com",
    "https://user@acme.com",
    "https://acme.com#x",
    "https:/acme.com",
    "https:acme.com",
    "//acme.com",
    "ftp://acme.com",
    "https://acme .com",
    "https://acme.com/{a b}",
    "https://acme.com/{",
    "https://router.local",
    "http://0.0.0.0:80",
  ])("refuse the base %s", (url) => {
    expect(baseUrlFault(url)).toBeTypeOf("string");
  });

  it("refuse pages on the user's machine and on ports", () => {
    for (const url of [
      "http://localhost/keys",
      "https://acme.com:444/",
      "https://{x}.acme.com",
      "javascript:alert(1)",
    ])
      expect(pageUrlFault(url)).toBeTypeOf("string");
    expect(pageUrlFault("https://acme.com/keys?tab=1#new")).toBeUndefined();
  });

  it("never accept a base URL whose host the parser reads as another machine's", () => {
    fc.assert(
      fc.property(
        fc.webUrl({
          withQueryParameters: true,
          withFragments: true,
          validSchemes: ["http", "https"],
        }),
        fc.constantFrom("", "localhost@", "localhost:80@", "127.0.0.1\\"),
        (url, prefix) => {
          const text = url.replace("://", `://${prefix}`);
          if (baseUrlFault(text) !== undefined) return;
          const host = new URL(text).hostname;
          expect(isLoopbackUrl(text)).toBe(["localhost", "127.0.0.1", "[::1]"].includes(host));
          if (!isLoopbackUrl(text)) expect(text.startsWith("https://")).toBe(true);
        },
      ),
    );
  });

  it("know a path from a host", () => {
    for (const path of ["/chat/completions", "/v1/{model}:generate", "/x?api-version={apiVersion}"])
      expect(pathFault(path)).toBeUndefined();
    for (const path of ["chat", "//evil", "/a/../b", "/a b", "/a\\b", "/{A}", "/a#b", ""])
      expect(pathFault(path)).toBeTypeOf("string");
  });
});

describe("headers", () => {
  it("refuse what the engine owns, in any case", () => {
    for (const name of [
      "Authorization",
      "HOST",
      "cookie",
      "Content-Length",
      "Proxy-Authorization",
      "sec-fetch-mode",
      "a b",
      "",
      "a:b",
      "ä",
    ])
      expect(headerNameFault(name)).toBeTypeOf("string");
    for (const name of ["x-title", "anthropic-version", "HTTP-Referer"])
      expect(headerNameFault(name)).toBeUndefined();
    expect(keyHeaderFault("authorization")).toBeUndefined();
    expect(keyHeaderFault("cookie")).toBeTypeOf("string");
    expect(headerValueFault("2023-06-01")).toBeUndefined();
    for (const value of ["a\r\nb: c", " a", "a ", "ä", ""])
      expect(headerValueFault(value)).toBeTypeOf("string");
  });
});

describe("environment names", () => {
  it.each([
    "NODE_OPTIONS",
    "NODE_EXTRA_CA_CERTS",
    "LD_PRELOAD",
    "DYLD_INSERT_LIBRARIES",
    "NPM_TOKEN",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "SSH_AUTH_SOCK",
    "PATH",
    "HOME",
    "HTTPS_PROXY",
    "BASH_ENV",
    "JAVA_TOOL_OPTIONS",
    "GIT_SSH_COMMAND",
    "SSL_CERT_FILE",
    "RUBYOPT",
    "PERL5LIB",
    "PGPASSWORD",
    "PGHOST",
    "PGSSLKEY",
    "SSLKEYLOGFILE",
    "JWT_SECRET",
    "SECRET_KEY_BASE",
    "CARGO_REGISTRY_TOKEN",
    "PYPI_TOKEN",
    "TWINE_PASSWORD",
    "SENTRY_AUTH_TOKEN",
    "TWILIO_AUTH_TOKEN",
    "AZURE_CLIENT_SECRET",
    "AZURE_STORAGE_KEY",
    "MYSQL_PWD",
    "AB",
    "lower_case",
    "1ABC",
    "A".repeat(65),
  ])("refuse %s", (name) => {
    expect(envFault(name)).toBeTypeOf("string");
  });

  it.each([
    "ACME_API_KEY",
    "NODEX_KEY",
    "GHOST_KEY",
    "CICADA_TOKEN",
    "PGVECTOR_KEY",
    "LDAP_AI_KEY",
    "AZURE_OPENAI_API_KEY",
    "HF_TOKEN",
    "CLOUDFLARE_API_TOKEN",
    "SECRETARY_API_KEY",
    "SSLVPN_KEY",
    "PG_AI_KEY",
  ])("allow %s", (name) => {
    expect(envFault(name)).toBeUndefined();
  });

  it.each([
    ["ACME_API_KEY", ["acme"]],
    ["ACMEAI_KEY", ["acme"]],
    ["ACME_CLOUD_KEY", ["acme-cloud"]],
    ["ACMECLOUD_KEY", ["acme-cloud"]],
    ["AWS_BEARER_TOKEN_BEDROCK", ["bedrock"]],
    ["YI_API_KEY", ["yi"]],
    ["DASHSCOPE_API_KEY", ["qwen", "Qwen (Alibaba Cloud)", "dashscope"]],
    ["HF_TOKEN", ["huggingface", "Hugging Face", "hf"]],
    ["SECRETAI_KEY", ["secret-ai"]],
  ])("%s is of a platform called %s", (name, names) => {
    expect(isOwnEnv(name, names)).toBe(true);
  });

  it.each([
    ["HF_TOKEN", ["acme"]],
    ["CLOUDFLARE_API_TOKEN", ["acme-cloud"]],
    ["AIRFLOW_API_KEY", ["silicon-flow"]],
    // Two letters stand for a word of their own, not for its beginning.
    ["YIELD_API_KEY", ["yi"]],
    // Words that every key has say nothing.
    ["MYAPP_API_KEY", ["api", "key-cloud", "acme api key"]],
    ["MYAPP_TOKEN", ["token"]],
    ["MYAPP_API_KEY", ["", "智谱"]],
  ])("%s is not of a platform called %s", (name, names) => {
    expect(isOwnEnv(name, names)).toBe(false);
  });
});

describe("texts", () => {
  it("find what cannot be seen, with its place", () => {
    expect(hiddenCharacters("ab\u200bc\u202e")).toEqual([
      { offset: 2, message: "has an invisible character (U+200B)" },
      { offset: 4, message: "has a character that changes the reading direction (U+202E)" },
    ]);
    expect(hiddenCharacters("plain\r\ntext äöü 零 😀")).toEqual([]);
    expect(hiddenCharacters("\u{e0041}")).toHaveLength(1);
  });

  it("find scripts that are mixed in a word", () => {
    expect(mixedScripts("pаypal")).toBe('mixes Latin and Cyrillic letters in "pаypal"');
    expect(mixedScripts("Кириллица and Latin 零一")).toBeUndefined();
  });

  it("find keys", () => {
    for (const key of [
      `sk-${"a1".repeat(20)}`,
      `key is gsk_${"a1".repeat(20)}`,
      `AKIA${"A1".repeat(8)}`,
    ])
      expect(looksLikeKey(key)).toBe(true);
    for (const text of ["sk-ant-", "gsk_", "risk-assessment-of-a-long-model-name-with-hyphens"])
      expect(looksLikeKey(text)).toBe(false);
  });

  it("suggest what is near, and nothing else", () => {
    const known = ["keysUrl", "docsUrl", "baseUrl", "name"];
    expect(suggest("keyUrl", known)).toBe("keysUrl");
    expect(suggest("base_url", known)).toBe("baseUrl");
    expect(suggest("nmae", known)).toBe("name");
    expect(suggest("temperature", known)).toBeUndefined();
  });
});
