import { acme, edit } from "./acme.ts";

/** An entry that must be refused, and the problems it must print, without the file's name. */
export interface BrokenEntry {
  name: string;
  text: string;
  problems: readonly string[];
}

/** Broken and malicious entries. */
export const BROKEN_ENTRIES: readonly BrokenEntry[] = [
  {
    name: "an alias bomb",
    text: "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    problems: [
      "1:1 configName: is missing",
      "1:1 endpoints: is missing",
      "1:1 env: is missing",
      "1:1 kind: must be one of direct, connector, local",
      "1:1 name: is missing",
      "1:1 surfaces: is missing",
      "1:7 a: anchors (&a) are not allowed",
      "2:7 b: anchors (&b) are not allowed",
      "2:8 b[0]: aliases (*a) are not allowed: write the value out",
      "2:12 b[1]: aliases (*a) are not allowed: write the value out",
      "3:1 c: unknown key",
      "3:5 c[0]: aliases (*b) are not allowed: write the value out",
      "3:9 c[1]: aliases (*b) are not allowed: write the value out",
    ],
  },
  {
    name: "an anchor",
    text: acme("name: Acme\n", "name: &n Acme\n"),
    problems: [
      "1:10 name: anchors (&n) are not allowed",
    ],
  },
  {
    name: "a merge key",
    text: acme("zone: { env: [ACME_ZONE], default: a }", "zone: { <<: { env: [] }, env: [ACME_ZONE] }"),
    problems: [
      "9:11 vars.zone: merge keys (<<) are not allowed",
    ],
  },
  {
    name: "an unknown tag",
    text: acme("name: Acme\n", "name: !!js/function 'function(){}'\n"),
    problems: [
      "1:21 name: tags (!!js/function) are not allowed",
    ],
  },
  {
    name: "a known tag",
    text: acme("name: Acme\n", "name: !!binary QWNtZQ==\n"),
    problems: [
      "1:16 name: tags (!!binary) are not allowed",
    ],
  },
  {
    name: "a timestamp tag",
    text: acme("name: docs, date: 2026-11-01", "name: docs, date: !!timestamp 2026-11-01"),
    problems: [
      "39:37 sources[0].date: tags (!!timestamp) are not allowed",
    ],
  },
  {
    name: "a directive",
    text: acme("name: Acme\n", "%YAML 1.1\n---\nname: Acme\n"),
    problems: [
      "1:1 directives (%) are not allowed",
    ],
  },
  {
    name: "two documents",
    text: acme("sources:\n", "---\nsources:\n"),
    problems: [
      "38:1 has more than one document (---)",
    ],
  },
  {
    name: "a tab as indentation",
    text: acme("    auth: bearer", "\tauth: bearer"),
    problems: [
      "17:1 has a tab: use spaces",
    ],
  },
  {
    name: "a tab inside a line",
    text: acme("kind: direct", "kind:\tdirect"),
    problems: [
      "2:6 has a tab: use spaces",
    ],
  },
  {
    name: "a NUL byte",
    text: acme("name: Acme\n", "name: Ac\u0000me\n"),
    problems: [
      "1:9 has a NUL byte",
    ],
  },
  {
    name: "an escaped NUL",
    text: acme("name: Acme\n", "name: \"Ac\\0me\"\n"),
    problems: [
      "1:7 name: has a NUL byte, written as an escape",
    ],
  },
  {
    name: "a byte order mark",
    text: acme("name: Acme\n", "\ufeffname: Acme\n"),
    problems: [
      "1:1 has a byte order mark (U+FEFF): save the file as UTF-8 without it",
    ],
  },
  {
    name: "a bidi override",
    text: acme("name: Acme\n", "name: Ac\u202eme\n"),
    problems: [
      "1:9 has a character that changes the reading direction (U+202E)",
    ],
  },
  {
    name: "an escaped bidi override",
    text: acme("name: Acme\n", "name: \"Ac\\u202Eme\"\n"),
    problems: [
      "1:7 name: has a character that changes the reading direction (U+202E), written as an escape",
    ],
  },
  {
    name: "a bidi override in a comment",
    text: acme("kind: direct", "kind: direct # \u2066hidden"),
    problems: [
      "2:16 has a character that changes the reading direction (U+2066)",
    ],
  },
  {
    name: "a zero-width space",
    text: acme("id: default", "id: def\u200bault"),
    problems: [
      "11:9 endpoints[0].id: must be lower-case letters, digits and single hyphens, beginning with a letter",
      "11:12 has an invisible character (U+200B)",
    ],
  },
  {
    name: "a C1 control character",
    text: acme("name: Acme\n", "name: Ac\u0085me\n"),
    problems: [
      "1:9 has a control character (U+0085)",
    ],
  },
  {
    name: "a lone carriage return",
    text: acme("kind: direct", "kind: direct\rx: 1"),
    problems: [
      "2:7 is not YAML: Nested mappings are not allowed in compact mappings",
      "2:13 has a carriage return that ends no line",
    ],
  },
  {
    name: "an escaped zero-width space in a key",
    text: acme("x-acme:", "\"x-ac\\u200bme\":"),
    problems: [
      "19:12 headers.fixed: has an invisible character (U+200B), written as an escape",
      "19:12 headers.fixed[\"x-ac\\u{200b}me\"]: the name is not a header name (RFC 9110)",
    ],
  },
  {
    name: "half a surrogate pair",
    text: acme("name: Acme\n", "name: \"\\uD800\"\n"),
    problems: [
      "1:7 name: has half a character (U+D800), written as an escape",
    ],
  },
  {
    name: "a duplicate key",
    text: acme("kind: direct", "kind: direct\nname: Other"),
    problems: [
      "3:1 name: is written twice",
    ],
  },
  {
    name: "a duplicate nested key",
    text: acme("auth: bearer", "auth: bearer\n    wire: openai-chat"),
    problems: [
      "18:5 surfaces[0].wire: is written twice",
    ],
  },
  {
    name: "a duplicate model",
    text: acme("  acme-2:\n", "  acme-1:\n    context: 1\n  acme-2:\n"),
    problems: [
      "34:3 models.acme-1: is written twice",
    ],
  },
  {
    name: "__proto__ as a key",
    text: acme("vars:\n", "__proto__:\n  kind: local\nvars:\n"),
    problems: [
      "8:1 __proto__: is not allowed as a key",
    ],
  },
  {
    name: "constructor as a key",
    text: acme("fixed: { x-acme: \"1\" }", "fixed: { constructor: \"1\" }"),
    problems: [
      "19:12 headers.fixed.constructor: is not allowed as a key",
    ],
  },
  {
    name: "a __proto__ model",
    text: acme("  acme-2:\n", "  __proto__:\n"),
    problems: [
      "34:3 models.__proto__: is not allowed as a key",
    ],
  },
  {
    name: "a model toString",
    text: acme("  acme-2:\n", "  toString:\n"),
    problems: [
      "34:3 models.toString: is not allowed as a key",
    ],
  },
  {
    name: "a model hasOwnProperty",
    text: acme("  acme-2:\n", "  hasOwnProperty:\n"),
    problems: [
      "34:3 models.hasOwnProperty: is not allowed as a key",
    ],
  },
  {
    name: "a model valueOf",
    text: acme("  acme-2:\n", "  valueOf:\n"),
    problems: [
      "34:3 models.valueOf: is not allowed as a key",
    ],
  },
  {
    name: "an alias toString",
    text: acme("    inherits: acme/acme-1\n", "    inherits: acme/acme-1\n    aliases: [toString]\n"),
    problems: [
      "36:15 models.acme-2.aliases[0]: is a name that every JavaScript object has",
    ],
  },
  {
    name: "a list as a key",
    text: acme("vars:\n", "? [a, b]\n: c\nvars:\n"),
    problems: [
      "8:3 has a key that is not a plain text",
    ],
  },
  {
    name: "an empty key",
    text: acme("vars:\n", ": c\nvars:\n"),
    problems: [
      "8:1 has an empty key",
    ],
  },
  {
    name: "an open bracket",
    text: acme("aliases: [acme-ai]", "aliases: [acme-ai"),
    problems: [
      "5:1 is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
  },
  {
    name: "an open quote",
    text: acme("name: Acme\n", "name: \"Acme\n"),
    problems: [
      "1:12 is not YAML: Missing closing \"quote",
    ],
  },
  {
    name: "deep brackets",
    text: "[".repeat(20_000),
    problems: [
      "1:41 nests too deep",
    ],
  },
  {
    name: "deep braces",
    text: "{a: ".repeat(20_000),
    problems: [
      "1:161 nests too deep",
    ],
  },
  {
    name: "deep pairs in brackets",
    text: `[${"a: ".repeat(20_000)}]`,
    problems: [
      "1:123 nests too deep",
    ],
  },
  {
    name: "deep pairs on lines in brackets",
    text: `[${"a:\n ".repeat(20_000)}]`,
    problems: [
      "41:3 nests too deep",
    ],
  },
  {
    name: "deep dashes",
    text: "- ".repeat(20_000),
    problems: [
      "1:81 nests too deep",
    ],
  },
  {
    name: "deep indentation",
    text: Array.from({ length: 1400 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
    problems: [
      "162:1 nests too deep",
    ],
  },
  {
    name: "a huge file",
    text: "# ".padEnd(1_048_600, "x"),
    problems: [
      "1:1 is larger than 1 MiB",
    ],
  },
  {
    name: "an empty file",
    text: "",
    problems: [
      "1:1 is empty",
    ],
  },
  {
    name: "a file of comments",
    text: "# nothing\n",
    problems: [
      "1:1 is empty",
    ],
  },
  {
    name: "a list at the top",
    text: "- name: Acme\n",
    problems: [
      "1:1 must be a map, not a list",
    ],
  },
  {
    name: "a text at the top",
    text: "Acme\n",
    problems: [
      "1:1 must be a map, not a text",
    ],
  },
  {
    name: "true where a text is expected",
    text: acme("name: Acme\n", "name: true\n"),
    problems: [
      "1:7 name: must be a text, not true or false: write it in quotes",
    ],
  },
  {
    name: "null where a text is expected",
    text: acme("name: Acme\n", "name:\n"),
    problems: [
      "1:6 name: has no value",
    ],
  },
  {
    name: "a number where a text is expected",
    text: acme("default: a", "default: 1"),
    problems: [
      "9:38 vars.zone.default: must be a text, not a number: write it in quotes",
    ],
  },
  {
    name: "a YAML 1.1 boolean where a boolean is expected",
    text: acme("family: thinker", "tools: yes"),
    problems: [
      "36:12 models.acme-2.tools: must be true or false, not a text",
    ],
  },
  {
    name: "a hexadecimal number",
    text: acme("context: 1000", "context: 0x3E8"),
    problems: [
      "28:14 models.acme-1.context: write 0x3E8 as a plain decimal number, or in quotes if it is a text",
    ],
  },
  {
    name: "an octal number",
    text: acme("context: 1000", "context: 0o17"),
    problems: [
      "28:14 models.acme-1.context: write 0o17 as a plain decimal number, or in quotes if it is a text",
    ],
  },
  {
    name: "a number with a leading zero",
    text: acme("context: 1000", "context: 01000"),
    problems: [
      "28:14 models.acme-1.context: write 01000 as a plain decimal number, or in quotes if it is a text",
    ],
  },
  {
    name: "an exponent in a number",
    text: acme("context: 1000", "context: 1e3"),
    problems: [
      "28:14 models.acme-1.context: write 1e3 as a plain decimal number, or in quotes if it is a text",
    ],
  },
  {
    name: "infinity",
    text: acme("context: 1000", "context: .inf"),
    problems: [
      "28:14 models.acme-1.context: write .inf as a plain decimal number, or in quotes if it is a text",
    ],
  },
  {
    name: "a number beyond exactness",
    text: acme("context: 1000", "context: 99999999999999999999"),
    problems: [
      "28:14 models.acme-1.context: is too large a number",
    ],
  },
  {
    name: "a fraction of a token",
    text: acme("context: 1000", "context: 1000.5"),
    problems: [
      "28:14 models.acme-1.context: must be a whole number",
    ],
  },
  {
    name: "a list where one value is expected",
    text: acme("kind: direct", "kind: [direct]"),
    problems: [
      "2:7 kind: must be one of direct, connector, local",
    ],
  },
  {
    name: "one value where a list is expected",
    text: acme("env: [ACME_API_KEY]", "env: ACME_API_KEY"),
    problems: [
      "7:6 env: must be a list, not a text",
    ],
  },
  {
    name: "the id in the file",
    text: acme("name: Acme\n", "id: acme\nname: Acme\n"),
    problems: [
      "1:1 id: the id is the file's name: remove this line",
    ],
  },
  {
    name: "a misspelt key",
    text: acme("keysUrl:", "keyUrl:"),
    problems: [
      "6:1 keyUrl: unknown key; did you mean keysUrl?",
    ],
  },
  {
    name: "a misspelt nested key",
    text: acme("    baseUrl:", "    base_url:"),
    problems: [
      "13:5 endpoints[0].base_url: unknown key; did you mean baseUrl?",
    ],
  },
  {
    name: "a misspelt parameter",
    text: acme("temperature:", "temprature:"),
    problems: [
      "25:24 families.thinker.params.temprature: unknown key; did you mean temperature?",
    ],
  },
  {
    name: "a misspelt key in a price",
    text: acme("currency: USD\n        comp", "curency: USD\n        comp"),
    problems: [
      "31:9 models.acme-1.prices[0].curency: unknown key; did you mean currency?",
      "31:9 models.acme-1.prices[0].currency: is missing",
    ],
  },
  {
    name: "a missing key",
    text: acme("configName: AcmeConfig\n", ""),
    problems: [
      "1:1 configName: is missing",
    ],
  },
  {
    name: "no surface",
    text: acme("surfaces:\n  - wire: openai-chat\n    auth: bearer\n", "surfaces: []\n"),
    problems: [
      "15:11 surfaces: must have at least 1 entry",
    ],
  },
  {
    name: "a mixed-script name",
    text: acme("name: Acme\n", "name: \u0410\u0441me\n"),
    problems: [
      "1:7 name: mixes Latin and Cyrillic letters in \"\u0410\u0441me\"",
    ],
  },
  {
    name: "a name of look-alikes",
    text: acme("name: Acme\n", "name: \uff21cme\n"),
    problems: [
      "1:7 name: has characters that only look like usual ones",
    ],
  },
  {
    name: "a mixed-script alias",
    text: acme("aliases: [acme-ai]", "aliases: [\u0430\u0441me]"),
    problems: [
      "4:11 aliases[0]: must be letters, digits, dots, hyphens and underscores",
    ],
  },
  {
    name: "a mixed-script model id",
    text: acme("  acme-2:\n", "  \u0430cme-2:\n"),
    problems: [
      "34:3 models[\"\u0430cme-2\"]: the name must be a model id: letters, digits and . _ : / @ + ~ - only",
    ],
  },
  {
    name: "a model id that climbs",
    text: acme("  acme-2:\n", "  ../../acme-2:\n"),
    problems: [
      "34:3 models[\"../../acme-2\"]: the name must be a model id: letters, digits and . _ : / @ + ~ - only",
    ],
  },
  {
    name: "an alias that is the id",
    text: acme("aliases: [acme-ai]", "aliases: [acme]"),
    problems: [
      "4:11 aliases[0]: \"acme\" is already a name of this platform",
    ],
  },
  {
    name: "a config name of no type",
    text: acme("configName: AcmeConfig", "configName: acme config"),
    problems: [
      "3:13 configName: must be a type name that ends in Config, such as AcmeConfig",
    ],
  },
  {
    name: "a plain http URL",
    text: acme("https://api.acme.example/v1", "http://api.acme.example/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: not an https URL",
    ],
  },
  {
    name: "a javascript: URL",
    text: acme("https://acme.example/keys", "javascript:alert(1)"),
    problems: [
      "6:10 keysUrl: not an https URL",
    ],
  },
  {
    name: "a data: URL",
    text: acme("https://docs.acme.example", "data:text/html,x"),
    problems: [
      "5:10 docsUrl: not an https URL",
    ],
  },
  {
    name: "a user name in a URL",
    text: acme("https://api.acme.example/v1", "https://api.openai.com@acme.example/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: a URL has no user name and no password",
    ],
  },
  {
    name: "an address as a host",
    text: acme("https://api.acme.example/v1", "https://169.254.169.254/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: the host must be a name, not an address",
    ],
  },
  {
    name: "a number as a host",
    text: acme("https://api.acme.example/v1", "https://2130706433/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: the host must be a name, not an address",
    ],
  },
  {
    name: "an IPv6 address as a host",
    text: acme("https://api.acme.example/v1", "https://[fe80::1]/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: the host must be a name, not an address",
    ],
  },
  {
    name: "loopback for a platform of the net",
    text: acme("https://api.acme.example/v1", "http://localhost:8000/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: not an https URL: plain http is for kind local",
    ],
  },
  {
    name: "an odd port",
    text: acme("https://api.acme.example/v1", "https://api.acme.example:8443/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: has the port 8443 [odd-port]",
    ],
  },
  {
    name: "a mixed-script host",
    text: acme("https://api.acme.example/v1", "https://api.\u0430cme.example/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: a URL has plain ASCII characters only",
    ],
  },
  {
    name: "a punycode host",
    text: acme("https://api.acme.example/v1", "https://xn--cme-7cd.example/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: the host must be a plain name",
    ],
  },
  {
    name: "an internal host",
    text: acme("https://api.acme.example/v1", "https://metadata.google.internal/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: the host must be a public name",
    ],
  },
  {
    name: "a host of one label",
    text: acme("https://api.acme.example/v1", "https://acme/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: the host must be a full domain name",
    ],
  },
  {
    name: "a backslash in a URL",
    text: acme("https://api.acme.example/v1", "https://api.acme.example\\@evil.example/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: has characters that a URL does not have",
    ],
  },
  {
    name: "a query in a base URL",
    text: acme("https://api.acme.example/v1", "https://api.acme.example/v1?x=1"),
    problems: [
      "13:14 endpoints[0].baseUrl: a base URL has no query and no fragment",
    ],
  },
  {
    name: "a slash at the end of a base URL",
    text: acme("https://api.acme.example/v1", "https://api.acme.example/v1/"),
    problems: [
      "13:14 endpoints[0].baseUrl: must not end with a slash",
    ],
  },
  {
    name: "a place that is the whole host",
    text: acme("https://api.acme.example/v1", "https://{zone}/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: the host must be a full domain name",
    ],
  },
  {
    name: "a place that is the domain",
    text: acme("https://api.acme.example/v1", "https://api.{zone}.example/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: the host must end in a literal domain, after its {var} places",
    ],
  },
  {
    name: "an unknown place",
    text: acme("https://api.acme.example/v1", "https://{zon}.acme.example/v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: {zon} is not one of the platform's vars; did you mean zone?",
    ],
  },
  {
    name: "a path that is a host",
    text: acme("auth: bearer", "auth: bearer\n    path: //evil.example/chat"),
    problems: [
      "18:11 surfaces[0].path: must begin with one slash",
    ],
  },
  {
    name: "a path that climbs",
    text: acme("auth: bearer", "auth: bearer\n    path: /../chat"),
    problems: [
      "18:11 surfaces[0].path: must not have . or .. steps",
    ],
  },
  {
    name: "NODE_OPTIONS",
    text: acme("env: [ACME_API_KEY]", "env: [NODE_OPTIONS]"),
    problems: [
      "7:7 env[0]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "PATH",
    text: acme("env: [ACME_ZONE]", "env: [PATH]"),
    problems: [
      "9:17 vars.zone.env[0]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "LD_PRELOAD",
    text: acme("env: [ACME_API_KEY]", "env: [ACME_API_KEY, LD_PRELOAD]"),
    problems: [
      "7:21 env[1]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "GITHUB_TOKEN",
    text: acme("env: [ACME_API_KEY]", "env: [GITHUB_TOKEN]"),
    problems: [
      "7:7 env[0]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "PGPASSWORD",
    text: acme("env: [ACME_API_KEY]", "env: [PGPASSWORD]"),
    problems: [
      "7:7 env[0]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "AZURE_CLIENT_SECRET",
    text: acme("env: [ACME_API_KEY]", "env: [AZURE_CLIENT_SECRET]"),
    problems: [
      "7:7 env[0]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "JWT_SECRET",
    text: acme("env: [ACME_API_KEY]", "env: [JWT_SECRET]"),
    problems: [
      "7:7 env[0]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "SECRET_KEY_BASE",
    text: acme("env: [ACME_API_KEY]", "env: [SECRET_KEY_BASE]"),
    problems: [
      "7:7 env[0]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "CARGO_REGISTRY_TOKEN",
    text: acme("env: [ACME_API_KEY]", "env: [CARGO_REGISTRY_TOKEN]"),
    problems: [
      "7:7 env[0]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "PYPI_TOKEN",
    text: acme("env: [ACME_API_KEY]", "env: [PYPI_TOKEN]"),
    problems: [
      "7:7 env[0]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "SENTRY_AUTH_TOKEN",
    text: acme("env: [ACME_API_KEY]", "env: [SENTRY_AUTH_TOKEN]"),
    problems: [
      "7:7 env[0]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "TWILIO_AUTH_TOKEN",
    text: acme("env: [ACME_API_KEY]", "env: [TWILIO_AUTH_TOKEN]"),
    problems: [
      "7:7 env[0]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "SSLKEYLOGFILE",
    text: acme("env: [ACME_API_KEY]", "env: [SSLKEYLOGFILE]"),
    problems: [
      "7:7 env[0]: steers other programs, or holds another program's secret: a platform must not use it",
    ],
  },
  {
    name: "HF_TOKEN",
    text: acme("env: [ACME_API_KEY]", "env: [HF_TOKEN]"),
    problems: [
      "7:7 env[0]: HF_TOKEN has no word of this platform's names (acme, Acme, acme-ai): it may be another program's; where the platform's own pages name it so, waive it in writing [foreign-env]",
    ],
  },
  {
    name: "CLOUDFLARE_API_TOKEN",
    text: acme("env: [ACME_API_KEY]", "env: [CLOUDFLARE_API_TOKEN]"),
    problems: [
      "7:7 env[0]: CLOUDFLARE_API_TOKEN has no word of this platform's names (acme, Acme, acme-ai): it may be another program's; where the platform's own pages name it so, waive it in writing [foreign-env]",
    ],
  },
  {
    name: "DIGITALOCEAN_ACCESS_TOKEN",
    text: acme("env: [ACME_API_KEY]", "env: [DIGITALOCEAN_ACCESS_TOKEN]"),
    problems: [
      "7:7 env[0]: DIGITALOCEAN_ACCESS_TOKEN has no word of this platform's names (acme, Acme, acme-ai): it may be another program's; where the platform's own pages name it so, waive it in writing [foreign-env]",
    ],
  },
  {
    name: "npm_config_registry",
    text: acme("env: [ACME_API_KEY]", "env: [npm_config_registry]"),
    problems: [
      "7:7 env[0]: must be an environment name: 3 to 64 capital letters, digits and underscores, beginning with a letter",
    ],
  },
  {
    name: "AWS's secret without signing",
    text: acme("env: [ACME_API_KEY]", "env: [AWS_SECRET_ACCESS_KEY]"),
    problems: [
      "7:7 env[0]: AWS_SECRET_ACCESS_KEY is AWS's own: only a platform with a sigv4 surface may read it",
    ],
  },
  {
    name: "a key as a part of the URL",
    text: acme("env: [ACME_ZONE]", "env: [ACME_API_KEY]"),
    problems: [
      "9:17 vars.zone.env[0]: ACME_API_KEY is the key of acme: it cannot go into a URL or a header",
    ],
  },
  {
    name: "an authorization header",
    text: acme("x-acme: \"1\"", "Authorization: \"1\""),
    problems: [
      "19:12 headers.fixed.Authorization: the name belongs to the connection, the engine or the key: an entry must not set it",
    ],
  },
  {
    name: "a host header",
    text: acme("x-acme: \"1\"", "host: evil.example"),
    problems: [
      "19:12 headers.fixed.host: the name belongs to the connection, the engine or the key: an entry must not set it",
    ],
  },
  {
    name: "a hop-by-hop header",
    text: acme("x-acme: \"1\"", "transfer-encoding: chunked"),
    problems: [
      "19:12 headers.fixed.transfer-encoding: the name belongs to the connection, the engine or the key: an entry must not set it",
    ],
  },
  {
    name: "a header with a space",
    text: acme("x-acme: \"1\"", "\"x acme\": \"1\""),
    problems: [
      "19:12 headers.fixed[\"x acme\"]: the name is not a header name (RFC 9110)",
    ],
  },
  {
    name: "a header value of two lines",
    text: acme("x-acme: \"1\"", "x-acme: \"1\\r\\nhost: evil\""),
    problems: [
      "19:20 headers.fixed.x-acme: a header's value is visible ASCII on one line",
    ],
  },
  {
    name: "a pattern that does not compile",
    text: acme("^[a-zA-Z0-9]{9}$", "\"^[a-z$\""),
    problems: [
      "21:14 tools.idPattern: is not a regular expression: /^[a-z$/u: Unterminated character class",
    ],
  },
  {
    name: "a pattern that can take for ever",
    text: acme("match: quota", "match: \"^(a+)+$\""),
    problems: [
      "23:45 errors[0].match: repeats a group that itself repeats or has alternatives: it can take very long",
    ],
  },
  {
    name: "an open id pattern",
    text: acme("^[a-zA-Z0-9]{9}$", "\"[a-z]+\""),
    problems: [
      "21:14 tools.idPattern: must describe the whole id, from ^ to $",
    ],
  },
  {
    name: "an id pattern that no id can be made from",
    text: acme("^[a-zA-Z0-9]{9}$", "\"^(call|tool)_[0-9]{9}$\""),
    problems: [
      '21:14 tools.idPattern: has at "(call|tool)_[0-9]{9}" more than literals, classes and counts: no id can be made from it',
    ],
  },
  {
    name: "an id pattern with too few ids",
    text: acme("^[a-zA-Z0-9]{9}$", "\"^call_[0-9]{1,3}$\""),
    problems: [
      "21:14 tools.idPattern: has room for 1000 ids only: a conversation needs more",
    ],
  },
  {
    name: "a dotted path into prototypes",
    text: acme("path: error.code", "path: error.__proto__.x"),
    problems: [
      "23:26 errors[0].path: has a step that is not allowed",
    ],
  },
  {
    name: "an error rule without a condition",
    text: acme("status: 429, path: error.code, match: quota, as", "as"),
    problems: [
      "23:5 errors[0]: needs a status, a path or a match",
    ],
  },
  {
    name: "an unknown error code",
    text: acme("as: quota_exceeded", "as: quota"),
    problems: [
      "23:56 errors[0].as: must be one of authentication, permission, rate_limit, quota_exceeded, context_length, content_filter, model_not_found, invalid_request, unsupported_parameter, overloaded, server_error",
    ],
  },
  {
    name: "an error code that no answer has",
    text: acme("as: quota_exceeded", "as: timeout"),
    problems: [
      "23:56 errors[0].as: timeout is for what byok finds by itself, and no answer says it; must be one of authentication, permission, rate_limit, quota_exceeded, context_length, content_filter, model_not_found, invalid_request, unsupported_parameter, overloaded, server_error",
    ],
  },
  {
    name: "a key in the catalog",
    text: acme("name: docs", "name: sk-abcdefghijklmnopqrstuvwxyz0123"),
    problems: [
      "39:13 sources[0].name: holds what looks like a key: a catalog is public",
    ],
  },
  {
    name: "an unknown wire",
    text: acme("wire: openai-chat", "wire: openai-chatt"),
    problems: [
      "16:11 surfaces[0].wire: openai-chatt is unknown: neither core nor plugins.yaml has it; did you mean openai-chat?",
    ],
  },
  {
    name: "an unknown authenticator",
    text: acme("auth: bearer", "auth: kerberos"),
    problems: [
      "17:11 surfaces[0].auth: kerberos is unknown: neither core nor plugins.yaml has it",
    ],
  },
  {
    name: "a wire twice",
    text: acme("    auth: bearer\n", "    auth: bearer\n  - wire: openai-chat\n    auth: none\n"),
    problems: [
      "18:11 surfaces[1].wire: a second surface has the wire openai-chat",
    ],
  },
  {
    name: "header auth without a name",
    text: acme("auth: bearer", "auth: header"),
    problems: [
      "17:11 surfaces[0].auth: header needs authName: the header's name",
    ],
  },
  {
    name: "an unknown family",
    text: acme("family: thinker", "family: thinkr"),
    problems: [
      "36:13 models.acme-2.family: the platform has no family thinkr; did you mean thinker?",
    ],
  },
  {
    name: "a family that builds on itself",
    text: acme("thinker: { params", "thinker: { extends: thinker, params"),
    problems: [
      "25:23 families.thinker.extends: thinker builds on itself",
    ],
  },
  {
    name: "more output than context",
    text: acme("maxOutput: 500", "maxOutput: 5000"),
    problems: [
      "29:16 models.acme-1.maxOutput: the most output (5000) is above the context (1000) [output-within-context]",
    ],
  },
  {
    name: "inheritance from nowhere",
    text: acme("inherits: acme/acme-1", "inherits: acme/acme-3"),
    problems: [
      "35:15 models.acme-2.inherits: acme has no model acme-3; did you mean acme-1?",
    ],
  },
  {
    name: "inheritance from an unknown platform",
    text: acme("inherits: acme/acme-1", "inherits: acne/acme-1"),
    problems: [
      "35:15 models.acme-2.inherits: no platform has the id acne; did you mean acme?",
    ],
  },
  {
    name: "inheritance from itself",
    text: acme("inherits: acme/acme-1", "inherits: acme/acme-2"),
    problems: [
      "35:15 models.acme-2.inherits: inherits from itself",
    ],
  },
  {
    name: "a default that does not exist",
    text: acme("defaultModel: acme-1", "defaultModel: acme-11"),
    problems: [
      "37:15 defaultModel: the model acme-11 does not exist here; did you mean acme-1?",
    ],
  },
  {
    name: "a deprecated model without a reason",
    text: acme("family: thinker", "status: deprecated"),
    problems: [
      "36:13 models.acme-2.status: is deprecated: needs replacement, or deprecated with a date or reason",
    ],
  },
  {
    name: "a replacement that does not exist",
    text: acme("family: thinker", "replacement: acme-9"),
    problems: [
      "36:18 models.acme-2.replacement: the model acme-9 does not exist here; did you mean acme-1?",
    ],
  },
  {
    name: "an alias of two models",
    text: acme("family: thinker", "aliases: [acme-1]"),
    problems: [
      "36:15 models.acme-2.aliases[0]: \"acme-1\" is a model's own id",
    ],
  },
  {
    name: "a region without an endpoint",
    text: acme("family: thinker", "regions: [eu]"),
    problems: [
      "36:15 models.acme-2.regions[0]: no endpoint has the region eu",
    ],
  },
  {
    name: "a price as a number",
    text: acme("input: \"1\"", "input: 1"),
    problems: [
      "32:30 models.acme-1.prices[0].components.input: a price is a decimal in quotes, so that no digit is lost: write \"1\"",
    ],
  },
  {
    name: "a price with an exponent",
    text: acme("input: \"1\"", "input: \"1e3\""),
    problems: [
      "32:30 models.acme-1.prices[0].components.input: a price has no exponent: write 1000 as \"1000\"",
    ],
  },
  {
    name: "a price number with an exponent",
    text: acme("input: \"1\"", "input: 1e3"),
    problems: [
      "32:30 models.acme-1.prices[0].components.input: write 1e3 as a plain decimal number, or in quotes if it is a text",
    ],
  },
  {
    name: "a negative price",
    text: acme("input: \"1\"", "input: \"-1\""),
    problems: [
      "32:30 models.acme-1.prices[0].components.input: a price is never negative",
    ],
  },
  {
    name: "a price with a currency sign",
    text: acme("input: \"1\"", "input: \"$1\""),
    problems: [
      "32:30 models.acme-1.prices[0].components.input: must be a plain decimal in quotes, such as \"0.15\"",
    ],
  },
  {
    name: "a price without a source",
    text: acme("        source: { name: price page, date: 2026-11-01 }\n", ""),
    problems: [
      "31:9 models.acme-1.prices[0].source: is missing",
    ],
  },
  {
    name: "a source without a date",
    text: acme("name: price page, date: 2026-11-01", "name: price page"),
    problems: [
      "33:17 models.acme-1.prices[0].source.date: is missing",
    ],
  },
  {
    name: "a day that does not exist",
    text: acme("name: price page, date: 2026-11-01", "name: price page, date: 2026-02-30"),
    problems: [
      "33:43 models.acme-1.prices[0].source.date: must be a real day in the form YYYY-MM-DD",
    ],
  },
  {
    name: "a date in another form",
    text: acme("name: price page, date: 2026-11-01", "name: price page, date: 01.11.2026"),
    problems: [
      "33:43 models.acme-1.prices[0].source.date: must be a real day in the form YYYY-MM-DD",
    ],
  },
  {
    name: "two prices at once",
    text: acme("        source: { name: price page, date: 2026-11-01 }\n", "        source: { name: price page, date: 2026-11-01 }\n      - currency: USD\n        from: 2026-01-01\n        components: { input: \"3\" }\n        source: { name: price page, date: 2026-11-01 }\n"),
    problems: [
      "34:9 models.acme-1.prices[1]: holds at the same time as prices[0]: end one with until, or tell them apart by region, serviceTier or when",
    ],
  },
  {
    name: "a price that ends before it begins",
    text: acme("      - currency: USD\n", "      - currency: USD\n        from: 2026-02-01\n        until: 2026-01-01\n"),
    problems: [
      "33:16 models.acme-1.prices[0].until: is not after from",
    ],
  },
  {
    name: "a cache read above the input",
    text: acme("cacheRead: \"0.1\"", "cacheRead: \"10\""),
    problems: [
      "32:59 models.acme-1.prices[0].components.cacheRead: a cache read (10) costs more than uncached input (1) [cache-read-within-input]",
    ],
  },
  {
    name: "another currency than the endpoint's",
    text: acme("      - currency: USD", "      - currency: CNY"),
    problems: [
      "31:19 models.acme-1.prices[0].currency: CNY is not the currency of the endpoint (USD) [price-currency]",
    ],
  },
  {
    name: "a price for an unknown region",
    text: acme("      - currency: USD\n", "      - currency: USD\n        region: mars\n"),
    problems: [
      "32:17 models.acme-1.prices[0].region: no endpoint has the region mars",
    ],
  },
  {
    name: "a price of nothing",
    text: acme("input: \"1\", output: \"2\", cacheRead: \"0.1\"", "input: \"0\", output: \"0\""),
    problems: [
      "32:21 models.acme-1.prices[0].components: is 0 throughout: unknown is not 0; write free: true if a source says so",
    ],
  },
  {
    name: "falling tiers",
    text: acme("        source: { name: price page, date: 2026-11-01 }\n", "        tiers:\n          - { above: 200, components: { input: \"2\" } }\n          - { above: 100, components: { input: \"3\" } }\n        source: { name: price page, date: 2026-11-01 }\n"),
    problems: [
      "35:22 models.acme-1.prices[0].tiers[1].above: tiers must rise",
    ],
  },
  {
    name: "a base URL that ends in /chat/completions",
    text: acme("https://api.acme.example/v1", "https://api.acme.example/v1/chat/completions"),
    problems: [
      "13:14 endpoints[0].baseUrl: ends in /chat/completions, the path of one operation: leave it out, as in https://api.acme.example/v1",
    ],
  },
  {
    name: "a base URL that ends in /messages",
    text: acme("https://api.acme.example/v1", "https://api.acme.example/v1/messages"),
    problems: [
      "13:14 endpoints[0].baseUrl: ends in /messages, the path of one operation: leave it out, as in https://api.acme.example/v1",
    ],
  },
  {
    name: "a base URL that ends in /embeddings",
    text: acme("https://api.acme.example/v1", "https://api.acme.example/v1/embeddings"),
    problems: [
      "13:14 endpoints[0].baseUrl: ends in /embeddings, the path of one operation: leave it out, as in https://api.acme.example/v1",
    ],
  },
  {
    name: "a base URL that ends in /models",
    text: acme("https://api.acme.example/v1", "https://api.acme.example/v1/models"),
    problems: [
      "13:14 endpoints[0].baseUrl: ends in /models, the path of one operation: leave it out, as in https://api.acme.example/v1",
    ],
  },
  {
    name: "a base URL that ends in /responses",
    text: acme("https://api.acme.example/v1", "https://api.acme.example/v1/responses"),
    problems: [
      "13:14 endpoints[0].baseUrl: ends in /responses, the path of one operation: leave it out, as in https://api.acme.example/v1",
    ],
  },
  {
    name: "a base URL that ends in /Completions",
    text: acme("https://api.acme.example/v1", "https://api.acme.example/v1/Completions"),
    problems: [
      "13:14 endpoints[0].baseUrl: ends in /Completions, the path of one operation: leave it out, as in https://api.acme.example/v1",
    ],
  },
  {
    name: "a base URL that ends in /rerank",
    text: acme("https://api.acme.example/v1", "https://api.acme.example/v1/rerank"),
    problems: [
      "13:14 endpoints[0].baseUrl: ends in /rerank, the path of one operation: leave it out, as in https://api.acme.example/v1",
    ],
  },
  {
    name: "a surface's base URL with the operation's path and a slash",
    text: acme("auth: bearer\n", "auth: bearer\n    baseUrl: https://{zone}.acme.example/chat/completions/\n"),
    problems: [
      "18:14 surfaces[0].baseUrl: ends in /chat/completions, the path of one operation: leave it out, as in https://{zone}.acme.example",
    ],
  },
  {
    name: "a parameter that writes over messages",
    text: acme("families:\n", "params: { temperature: { to: messages } }\nfamilies:\n"),
    problems: [
      "24:30 params.temperature.to: messages belongs to the request itself: a parameter needs a field of its own",
    ],
  },
  {
    name: "a parameter that writes over model",
    text: acme("families:\n", "params: { temperature: { to: model } }\nfamilies:\n"),
    problems: [
      "24:30 params.temperature.to: model belongs to the request itself: a parameter needs a field of its own",
    ],
  },
  {
    name: "a parameter that writes over stream",
    text: acme("families:\n", "params: { temperature: { to: stream } }\nfamilies:\n"),
    problems: [
      "24:30 params.temperature.to: stream belongs to the request itself: a parameter needs a field of its own",
    ],
  },
  {
    name: "a parameter that writes over tools",
    text: acme("families:\n", "params: { temperature: { to: tools } }\nfamilies:\n"),
    problems: [
      "24:30 params.temperature.to: tools belongs to the request itself: a parameter needs a field of its own",
    ],
  },
  {
    name: "a parameter that writes over stream_options.include_usage",
    text: acme("families:\n", "params: { temperature: { to: stream_options.include_usage } }\nfamilies:\n"),
    problems: [
      "24:30 params.temperature.to: stream_options belongs to the request itself: a parameter needs a field of its own",
    ],
  },
  {
    name: "two parameters in one field",
    text: acme("families:\n", "params: { temperature: { to: heat }, topP: { to: heat } }\nfamilies:\n"),
    problems: [
      "24:50 params.topP.to: heat is the field of temperature too: one would overwrite the other",
    ],
  },
  {
    name: "a parameter in another's usual field",
    text: acme("families:\n", "params: { temperature: { to: top_p } }\nfamilies:\n"),
    problems: [
      "24:30 params.temperature.to: top_p is the field of topP too: one would overwrite the other",
    ],
  },
  {
    name: "a parameter inside another's field",
    text: acme("families:\n", "params: { seed: { to: sampling }, topK: { to: sampling.k } }\nfamilies:\n"),
    problems: [
      "24:23 params.seed.to: sampling is the field of topK too: one would overwrite the other",
    ],
  },
  {
    name: "an effort that writes over messages",
    text: acme("families:\n", "reasoning: { send: { effort: messages } }\nfamilies:\n"),
    problems: [
      "24:30 reasoning.send.effort: messages belongs to the request itself: a parameter needs a field of its own",
    ],
  },
  {
    name: "a budget in another parameter's field",
    text: acme("families:\n", "reasoning: { send: { budget: top_p } }\nfamilies:\n"),
    problems: [
      "24:30 reasoning.send.budget: top_p is the field of topP too: one would overwrite the other",
    ],
  },
  {
    name: "a switch that writes over tools",
    text: acme("families:\n", "reasoning: { send: { toggle: { field: tools, \"on\": 1, \"off\": 0 } } }\nfamilies:\n"),
    problems: [
      "24:39 reasoning.send.toggle.field: tools belongs to the request itself: a parameter needs a field of its own",
    ],
  },
  {
    name: "a stream's field that writes over the model",
    text: acme("families:\n", "stream: { disable: { model: x } }\nfamilies:\n"),
    problems: [
      "24:22 stream.disable.model: model belongs to the request itself: a parameter needs a field of its own",
    ],
  },
  {
    name: "a fixed value outside the range",
    text: acme("families:\n", "params: { temperature: { range: { min: 0, max: 1 }, fixed: 5 } }\nfamilies:\n"),
    problems: [
      "24:60 params.temperature.fixed: 5 is outside the range (0 to 1)",
    ],
  },
  {
    name: "a fixed text where the range is of numbers",
    text: acme("families:\n", "params: { temperature: { range: { min: 0, max: 1 }, fixed: hot } }\nfamilies:\n"),
    problems: [
      "24:60 params.temperature.fixed: must be a number, not \"hot\"",
    ],
  },
  {
    name: "a default outside the range",
    text: acme("families:\n", "params: { temperature: { range: { exclusiveMin: 0 }, requiredDefault: 0 } }\nfamilies:\n"),
    problems: [
      "24:71 params.temperature.requiredDefault: 0 is outside the range (above 0)",
    ],
  },
  {
    name: "an allowed value outside the range",
    text: acme("families:\n", "params: { temperature: { range: { min: 0, max: 1 }, allowed: [0, 2] } }\nfamilies:\n"),
    problems: [
      "24:66 params.temperature.allowed[1]: 2 is outside the range (0 to 1)",
    ],
  },
  {
    name: "a translated value outside the range",
    text: acme("families:\n", "params: { temperature: { range: { min: 0, max: 1 }, values: { \"2\": hot } } }\nfamilies:\n"),
    problems: [
      "24:63 params.temperature.values[\"2\"]: 2 is outside the range (0 to 1)",
    ],
  },
  {
    name: "a fixed value that is not allowed",
    text: acme("families:\n", "params: { serviceTier: { allowed: [flex], fixed: fast } }\nfamilies:\n"),
    problems: [
      "24:50 params.serviceTier.fixed: \"fast\" is not one of the allowed values",
    ],
  },
  {
    name: "a family's fixed value outside the platform's range",
    text: acme("families:\n  thinker: { params: { temperature: { unsupported: it thinks } } }\n", "params: { topP: { range: { max: 1 } } }\nfamilies:\n  thinker: { params: { topP: { fixed: 2 } } }\n"),
    problems: [
      "26:39 families.thinker.params.topP.fixed: 2 is outside the range (at most 1)",
    ],
  },
  {
    name: "a model's parameter in the field of the platform's",
    text: acme("families:\n", "params: { seed: { to: random_seed } }\nfamilies:\n").replace("    family: thinker\n", "    policy: { params: { topK: { to: random_seed } } }\n"),
    problems: [
      "37:37 models.acme-2.policy.params.topK.to: random_seed is the field of seed too: one would overwrite the other",
    ],
  },
  {
    name: "peak windows that overlap",
    text: acme("        components: { input: \"1\"", "        when: { tz: UTC, basis: requestStart, windows: [[\"01:00\", \"04:00\"], [\"03:00\", \"10:00\"]] }\n        components: { input: \"1\""),
    problems: [
      "32:77 models.acme-1.prices[0].when.windows[1]: overlaps windows[0]: write them as one",
    ],
  },
  {
    name: "a weekday twice",
    text: acme("        components: { input: \"1\"", "        when: { tz: UTC, basis: requestStart, weekdays: [1, 2, 1], windows: [[\"01:00\", \"04:00\"]] }\n        components: { input: \"1\""),
    problems: [
      "32:64 models.acme-1.prices[0].when.weekdays[2]: 1 is written twice",
    ],
  },
  {
    name: "two prices with peak hours that overlap",
    text: acme("        source: { name: price page, date: 2026-11-01 }\n", "        source: { name: price page, date: 2026-11-01 }\n      - currency: USD\n        when: { tz: UTC, basis: requestStart, weekdays: [1, 2], windows: [[\"01:00\", \"04:00\"]] }\n        components: { input: \"3\" }\n        source: { name: price page, date: 2026-11-01 }\n      - currency: USD\n        when: { tz: UTC, basis: requestStart, weekdays: [2, 3], windows: [[\"03:00\", \"05:00\"]] }\n        components: { input: \"3\" }\n        source: { name: price page, date: 2026-11-01 }\n"),
    problems: [
      "38:9 models.acme-1.prices[2]: holds at the same time as prices[1]: end one with until, or tell them apart by region, serviceTier or when",
    ],
  },
  {
    name: "a model that was deprecated before it was released",
    text: acme("    maxOutput: 500\n", "    maxOutput: 500\n    released: 2026-03-01\n    status: deprecated\n    deprecated: 2026-02-28\n").replace("defaultModel: acme-1\n", ""),
    problems: [
      "32:17 models.acme-1.deprecated: is before the release (2026-03-01)",
    ],
  },
  {
    name: "an end before the month of release",
    text: acme("    maxOutput: 500\n", "    maxOutput: 500\n    released: 2026-04\n    status: retired\n    deprecated: 2026-03-31\n").replace("defaultModel: acme-1\n", ""),
    problems: [
      "32:17 models.acme-1.deprecated: is before the release (2026-04)",
    ],
  },
  {
    name: "a price's source in the future",
    text: acme("name: price page, date: 2026-11-01", "name: price page, date: 2999-01-01"),
    problems: [
      "33:43 models.acme-1.prices[0].source.date: is in the future: a source's date is the day it speaks of",
    ],
  },
  {
    name: "a platform's source in the future",
    text: acme("name: docs, date: 2026-11-01", "name: docs, date: 2999-01-01"),
    problems: [
      "39:25 sources[0].date: is in the future: a source's date is the day it speaks of",
    ],
  },
  {
    name: "a price tier above the context",
    text: acme("        source: { name: price page, date: 2026-11-01 }\n", "        tiers: [{ above: 1001, components: { input: \"2\" } }]\n        source: { name: price page, date: 2026-11-01 }\n"),
    problems: [
      "33:26 models.acme-1.prices[0].tiers[0].above: no request has more than the context (1000) [tier-within-context]",
    ],
  },
  {
    name: "efforts with an entry twice",
    text: acme("    maxOutput: 500\n", "    maxOutput: 500\n    efforts: [low, high, low]\n"),
    problems: [
      "30:26 models.acme-1.efforts[2]: \"low\" is written twice",
    ],
  },
  {
    name: "input with an entry twice",
    text: acme("    maxOutput: 500\n", "    maxOutput: 500\n    input: [text, image, text]\n"),
    problems: [
      "30:26 models.acme-1.input[2]: \"text\" is written twice",
    ],
  },
  {
    name: "output with an entry twice",
    text: acme("    maxOutput: 500\n", "    maxOutput: 500\n    output: [text, text]\n"),
    problems: [
      "30:20 models.acme-1.output[1]: \"text\" is written twice",
    ],
  },
  {
    name: "regions with an entry twice",
    text: acme("    maxOutput: 500\n", "    maxOutput: 500\n    regions: [us, us]\n"),
    problems: [
      "30:19 models.acme-1.regions[1]: \"us\" is written twice",
    ],
  },
  {
    name: "accepted efforts with an entry twice",
    text: acme("families:\n", "reasoning: { efforts: [low, low] }\nfamilies:\n"),
    problems: [
      "24:29 reasoning.efforts[1]: \"low\" is written twice",
    ],
  },
  {
    name: "allowed values with an entry twice",
    text: acme("families:\n", "params: { n: { allowed: [1, 2, 1] } }\nfamilies:\n"),
    problems: [
      "24:32 params.n.allowed[2]: 1 is written twice",
    ],
  },
  {
    name: "a fixed header x-api-key",
    text: acme("x-acme: \"1\"", "x-api-key: \"1\""),
    problems: [
      "19:12 headers.fixed.x-api-key: the name belongs to the connection, the engine or the key: an entry must not set it",
    ],
  },
  {
    name: "a fixed header Api-Key",
    text: acme("x-acme: \"1\"", "Api-Key: \"1\""),
    problems: [
      "19:12 headers.fixed.Api-Key: the name belongs to the connection, the engine or the key: an entry must not set it",
    ],
  },
  {
    name: "a fixed header Cookie",
    text: acme("x-acme: \"1\"", "Cookie: \"1\""),
    problems: [
      "19:12 headers.fixed.Cookie: the name belongs to the connection, the engine or the key: an entry must not set it",
    ],
  },
  {
    name: "a fixed header X-Goog-Api-Key",
    text: acme("x-acme: \"1\"", "X-Goog-Api-Key: \"1\""),
    problems: [
      "19:12 headers.fixed.X-Goog-Api-Key: the name belongs to the connection, the engine or the key: an entry must not set it",
    ],
  },
  {
    name: "a fixed header x-auth-token",
    text: acme("x-acme: \"1\"", "x-auth-token: \"1\""),
    problems: [
      "19:12 headers.fixed.x-auth-token: the name belongs to the connection, the engine or the key: an entry must not set it",
    ],
  },
  {
    name: "a fixed header that is the key's own",
    text: acme("    auth: bearer\n", "    auth: header\n    authName: X-Acme\n"),
    problems: [
      "20:12 headers.fixed.x-acme: carries the key of surfaces[0]: an entry must not set it",
    ],
  },
  {
    name: "a variable that nothing uses",
    text: acme("vars:\n", "vars:\n  tenant: { env: [ACME_TENANT] }\n"),
    problems: [
      "9:3 vars.tenant: nothing uses it: no address, path or fixed header has a place {tenant}",
    ],
  },
  {
    name: "steps in a base URL",
    text: acme("https://api.acme.example/v1", "https://api.acme.example/../v1"),
    problems: [
      "13:14 endpoints[0].baseUrl: must not have . or .. steps",
    ],
  },
  {
    name: "encoded steps in a base URL",
    text: acme("https://api.acme.example/v1", "https://api.acme.example/v1/%2E%2e"),
    problems: [
      "13:14 endpoints[0].baseUrl: must not have . or .. steps",
    ],
  },
  {
    name: "a price in another unit",
    text: acme("input: \"1\", output: \"2\"", "input: \"1\", output: \"2000000\""),
    problems: [
      "32:43 models.acme-1.prices[0].components.output: 2000000 per million tokens looks like another unit [price-outlier]",
    ],
  },
  {
    name: "a config type of byok's own",
    text: acme("configName: AcmeConfig", "configName: LooseConfig"),
    problems: [
      "3:13 configName: LooseConfig is taken by byok itself",
    ],
  },
  {
    name: "brackets in an error's path",
    text: acme("path: error.code", "path: \"error.list[0].code\""),
    problems: [
      "23:26 errors[0].path: has brackets: write an entry of a list by its number, as in error.details.0.code",
    ],
  },
  {
    name: "any entry of a list in a count's path",
    text: top("usage: { paths: { cacheRead: \"list[*].cached\" } }"),
    problems: [
      "38:30 usage.paths.cacheRead: has brackets: write an entry of a list by its number, as in error.details.0.code",
    ],
  },
  {
    name: "brackets in a field of reasoning",
    text: top("reasoning: { receive: [\"parts[0].text\"] }"),
    problems: [
      "38:24 reasoning.receive[0]: has brackets: write an entry of a list by its number, as in error.details.0.code",
    ],
  },
  {
    name: "details inside another field",
    text: top("reasoning: { details: meta.parts }"),
    problems: [
      "38:23 reasoning.details: must be the name of one field, without dots and brackets",
    ],
  },
  {
    name: "a parameter written into a list",
    text: top("params: { seed: { to: \"options[0].seed\" } }"),
    problems: [
      "38:23 params.seed.to: names an entry of a list: only fields of objects can be written",
    ],
  },
  {
    name: "an effort written into a list",
    text: top("reasoning: { send: { effort: options.0.effort } }"),
    problems: [
      "38:30 reasoning.send.effort: names an entry of a list: only fields of objects can be written",
    ],
  },
  {
    name: "a field with a space to switch off",
    text: top("stream: { disable: { \"live search\": false } }"),
    problems: [
      "38:22 stream.disable[\"live search\"]: the name must be a field, with dots into objects, such as thinking.type",
    ],
  },
  {
    name: "a transform of another wire",
    text: top("reasoning: { send: { transform: anthropic-budget } }"),
    problems: [
      "38:33 reasoning.send.transform: openai-chat has no transforms: leave it out",
    ],
  },
  {
    name: "a switch in another parameter's field",
    text: top("reasoning: { send: { toggle: { field: max_tokens, on: 1, off: 0 } } }"),
    problems: [
      "38:39 reasoning.send.toggle.field: max_tokens is the field of maxTokens too: one would overwrite the other",
    ],
  },
  {
    name: "a switch in the effort's field",
    text: top("reasoning: { send: { effort: think, toggle: { field: think, on: 1, off: 0 } } }"),
    problems: [
      "38:54 reasoning.send.toggle.field: think is the field of reasoningEffort too: one would overwrite the other",
    ],
  },
  {
    name: "a switch that is no object around the budget",
    text: top("reasoning: { send: { budget: think.tokens, toggle: { field: think, on: true, off: false } } }"),
    problems: [
      "38:61 reasoning.send.toggle.field: think is the field of reasoningBudgetTokens too: one would overwrite the other",
    ],
  },
  {
    name: "a parameter switched off in streams",
    text: top("stream: { disable: { temperature: 1 } }"),
    problems: [
      "38:22 stream.disable.temperature: is the field of temperature, and would overwrite it: write a rule with when: { stream: true }",
    ],
  },
  {
    name: "reasoning switched off in streams",
    text: top("reasoning: { send: { toggle: { field: think.on, on: true, off: false } } }\nstream: { disable: { think: { on: false } } }"),
    problems: [
      "39:22 stream.disable.think: is the field of reasoning.send.toggle, and would overwrite it: write a rule with when: { stream: true }",
    ],
  },
  {
    name: "reasoning that goes back as the role",
    text: top("reasoning: { echo: required, echoField: role }"),
    problems: [
      "38:41 reasoning.echoField: role is a field of the message itself: reasoning needs one of its own",
    ],
  },
  {
    name: "reasoning that goes back inside the content",
    text: top("reasoning: { echo: required, echoField: content.thinking }"),
    problems: [
      "38:41 reasoning.echoField: content is a field of the message itself: reasoning needs one of its own",
    ],
  },
  {
    name: "reasoning that is the answer",
    text: top("reasoning: { receive: [content] }"),
    problems: [
      "38:24 reasoning.receive[0]: content is a field of the message itself: reasoning needs one of its own",
    ],
  },
  {
    name: "details that are the tool calls",
    text: top("reasoning: { details: tool_calls }"),
    problems: [
      "38:23 reasoning.details: tool_calls is a field of the message itself: reasoning needs one of its own",
    ],
  },
  {
    name: "a prefix before a bearer key",
    text: acme("    auth: bearer\n", "    auth: bearer\n    authPrefix: Token\n"),
    problems: [
      "18:5 surfaces[0].authPrefix: means nothing with auth bearer: header and query take it",
    ],
  },
  {
    name: "a key in the header of the body's type",
    text: acme("    auth: bearer\n", "    auth: header\n    authName: Content-Type\n"),
    problems: [
      "18:15 surfaces[0].authName: belongs to the connection or the engine: it cannot carry the key",
    ],
  },
  {
    name: "a stream that must be and cannot be",
    text: top("stream: { required: true, supported: false }"),
    problems: [
      "38:38 stream.supported: contradicts required: a platform that cannot stream cannot demand it",
    ],
  },
  {
    name: "an error of status 200 where 200 is never an error",
    text: acme("{ status: 429,", "{ status: [429, 200],"),
    problems: [
      "23:15 errors[0].status: 200 is no error without errorsIn200: write errorsIn200: true, or leave 200 out",
    ],
  },
  {
    name: "an upstream's bill that nothing counts",
    text: top("usage: { paths: { cost: cost, upstreamCost: details.cost }, costCurrency: USD }"),
    problems: [
      "38:45 usage.paths.upstreamCost: counts only beside ownKey: name it too",
    ],
  },
  {
    name: "an upstream's bill without the platform's own",
    text: top("usage: { paths: { upstreamCost: details.cost, ownKey: own } }"),
    problems: [
      "38:33 usage.paths.upstreamCost: counts only beside cost: name it too",
    ],
  },
  {
    name: "a key of the user's own that nothing asks for",
    text: top("usage: { paths: { cost: cost, ownKey: own }, costCurrency: USD }"),
    problems: [
      "38:39 usage.paths.ownKey: counts only beside upstreamCost: name it too",
    ],
  },
  {
    name: "a second endpoint of one region",
    text: acme("    currency: USD\nsurfaces:", "    currency: USD\n  - id: second\n    region: us\n    baseUrl: https://us.acme.example/v1\nsurfaces:"),
    problems: [
      "16:13 endpoints[1].region: us is the region of endpoints[0] too: give each endpoint one of its own",
    ],
  },
  {
    name: "a region that is another endpoint's id",
    text: acme("    currency: USD\nsurfaces:", "    currency: USD\n  - id: second\n    region: default\n    baseUrl: https://us.acme.example/v1\nsurfaces:"),
    problems: [
      "16:13 endpoints[1].region: default is the id of endpoints[0]: give each endpoint one of its own",
    ],
  },
  {
    name: "an id that is another endpoint's region",
    text: acme("    currency: USD\nsurfaces:", "    currency: USD\n  - id: us\n    baseUrl: https://us.acme.example/v1\nsurfaces:"),
    problems: [
      "12:13 endpoints[0].region: us is the id of endpoints[1]: give each endpoint one of its own",
    ],
  },
  {
    name: "a local server's port for a platform that is none",
    text: top("local: { port: 8080, probePath: /models }"),
    problems: [
      "38:1 local: means nothing for kind direct: it is for kind local",
    ],
  },
  {
    name: "a local server's port that is not its address's",
    text: edit(acme("https://api.acme.example/v1", "http://127.0.0.1:8080/v1"), "kind: direct", "kind: local\nlocal: { port: 8000, probePath: /v1/models }"),
    problems: [
      "3:16 local.port: 8000 is the port of no endpoint: write 8080",
    ],
  },
  {
    name: "two prices of the standard tier",
    text: acme("      - currency: USD\n", "      - currency: USD\n        serviceTier: default\n        components: { input: \"2\" }\n        source: { name: price page, date: 2026-11-01 }\n      - currency: USD\n"),
    problems: [
      "35:9 models.acme-1.prices[1]: holds at the same time as prices[0]: end one with until, or tell them apart by region, serviceTier or when",
    ],
  },
  {
    name: "a free model with a paid tier",
    text: acme("components: { input: \"1\", output: \"2\", cacheRead: \"0.1\" }", "components: { input: \"0\" }\n        free: true\n        tiers: [{ above: 500, components: { input: \"2\" } }]"),
    problems: [
      "34:43 models.acme-1.prices[0].tiers[0].components: has a price, but the row is free: leave out one of them",
    ],
  },
  {
    name: "a misspelt class of tokens",
    text: acme("components: { input: \"1\", output: \"2\", cacheRead: \"0.1\" }", "components: { inptu: \"1\" }"),
    problems: [
      "32:23 models.acme-1.prices[0].components.inptu: unknown key; did you mean input?",
    ],
  },
  {
    name: "a misspelt region of a second price",
    text: acme("      - currency: USD\n", "      - currency: USD\n        regoin: us\n        components: { input: \"2\" }\n        source: { name: price page, date: 2026-11-01 }\n      - currency: USD\n"),
    problems: [
      "32:9 models.acme-1.prices[0].regoin: unknown key; did you mean region?",
    ],
  },
  {
    name: "a fixed text for a number",
    text: top("params: { temperature: { fixed: hot } }"),
    problems: [
      "38:33 params.temperature.fixed: must be a number, not \"hot\"",
    ],
  },
  {
    name: "a fixed text for a boolean",
    text: top("params: { logprobs: { fixed: \"yes\" } }"),
    problems: [
      "38:30 params.logprobs.fixed: must be true or false, not \"yes\"",
    ],
  },
  {
    name: "a fixed fraction for a count",
    text: top("params: { n: { fixed: 1.5 } }"),
    problems: [
      "38:23 params.n.fixed: must be a whole number from 1, not 1.5",
    ],
  },
  {
    name: "a fixed number for a text",
    text: top("params: { user: { fixed: 5 } }"),
    problems: [
      "38:26 params.user.fixed: must be a text that is not empty, not 5",
    ],
  },
  {
    name: "a fixed choice of tools that is none",
    text: top("params: { toolChoice: { fixed: must } }"),
    problems: [
      "38:32 params.toolChoice.fixed: must be auto, none, required or { tool: <name> }, not \"must\"",
    ],
  },
  {
    name: "a fixed null",
    text: top("params: { seed: { fixed: null } }"),
    problems: [
      "38:26 params.seed.fixed: must be a whole number, not null",
    ],
  },
  {
    name: "a fixed empty text",
    text: top("params: { user: { fixed: \"\" } }"),
    problems: [
      "38:26 params.user.fixed: must be a text that is not empty, not \"\"",
    ],
  },
  {
    name: "a fixed list with a number",
    text: top("params: { stop: { fixed: [a, 1] } }"),
    problems: [
      "38:26 params.stop.fixed: must be a text or a list of texts, not [\"a\",1]",
    ],
  },
  {
    name: "a fixed form that is none",
    text: top("params: { responseFormat: { fixed: { type: json } } }"),
    problems: [
      "38:36 params.responseFormat.fixed: must be a map whose type is text, json_object or json_schema, not {\"type\":\"json\"}",
    ],
  },
  {
    name: "a bias that is no number",
    text: top("params: { logitBias: { fixed: { \"1\": much } } }"),
    problems: [
      "38:31 params.logitBias.fixed: must be a map of numbers, not {\"1\":\"much\"}",
    ],
  },
  {
    name: "a negative default of tokens",
    text: top("params: { maxTokens: { requiredDefault: -5 } }"),
    problems: [
      "38:41 params.maxTokens.requiredDefault: must be a whole number from 1, not -5",
    ],
  },
  {
    name: "a text that a rule sets for a number",
    text: top("rules: [{ when: { tools: true }, set: { seed: twelve }, why: x }]"),
    problems: [
      "38:47 rules[0].set.seed: must be a whole number, not \"twelve\"",
    ],
  },
  {
    name: "a text that a condition compares with a number",
    text: top("rules: [{ when: { equals: { topP: hot } }, drop: [seed], why: x }]"),
    problems: [
      "38:35 rules[0].when.equals.topP: must be a number, not \"hot\"",
    ],
  },
  {
    name: "a condition that compares nothing",
    text: top("rules: [{ when: { equals: {} }, drop: [seed], why: x }]"),
    problems: [
      "38:27 rules[0].when.equals: is empty: name a parameter and its value, or leave it out",
    ],
  },
  {
    name: "allowed words for a number",
    text: top("params: { topK: { allowed: [low, high] } }"),
    problems: [
      "38:29 params.topK.allowed[0]: must be a whole number from 0, not \"low\"",
    ],
  },
  {
    name: "an allowed list for a map",
    text: top("params: { logitBias: { allowed: [1] } }"),
    problems: [
      "38:24 params.logitBias.allowed: means nothing here: a value of logitBias is a map of numbers",
    ],
  },
  {
    name: "an allowed number for a list of texts",
    text: top("params: { stop: { allowed: [a, 1] } }"),
    problems: [
      "38:32 params.stop.allowed[1]: must be a text that is not empty, not 1",
    ],
  },
  {
    name: "a range of a text",
    text: top("params: { user: { range: { min: 0 } } }"),
    problems: [
      "38:19 params.user.range: means nothing here: a value of user is a text that is not empty",
    ],
  },
  {
    name: "a range of a boolean",
    text: top("params: { logprobs: { range: { min: 0, max: 1 } } }"),
    problems: [
      "38:23 params.logprobs.range: means nothing here: a value of logprobs is true or false",
    ],
  },
  {
    name: "an empty range",
    text: top("params: { topP: { range: {} } }"),
    problems: [
      "38:26 params.topP.range: is empty: write min, max or exclusiveMin, or leave it out",
    ],
  },
  {
    name: "a most of entries for a number",
    text: top("params: { topP: { maxItems: 3 } }"),
    problems: [
      "38:19 params.topP.maxItems: means nothing here: a value of topP is a number",
    ],
  },
  {
    name: "a fixed list that is too long",
    text: top("params: { stop: { maxItems: 1, fixed: [a, b] } }"),
    problems: [
      "38:39 params.stop.fixed: has 2 entries, and maxItems is 1",
    ],
  },
  {
    name: "a field for extraBody",
    text: top("params: { extraBody: { to: more } }"),
    problems: [
      "38:24 params.extraBody.to: means nothing: its entries go by their own names; leave it out",
    ],
  },
  {
    name: "a field for extraHeaders",
    text: top("params: { extraHeaders: { to: more } }"),
    problems: [
      "38:27 params.extraHeaders.to: means nothing: its entries go by their own names; leave it out",
    ],
  },
  {
    name: "a default that is not the fixed value",
    text: top("params: { topP: { fixed: 1, requiredDefault: 0.5 } }"),
    problems: [
      "38:46 params.topP.requiredDefault: the value is fixed to 1, and requiredDefault is 0.5: write one value in both",
    ],
  },
  {
    name: "a family's fixed value that is not the platform's default",
    text: acme("families:\n  thinker: { params: { temperature: { unsupported: it thinks } } }\n", "params: { topP: { requiredDefault: 0.5 } }\nfamilies:\n  thinker: { params: { topP: { fixed: 1 } } }\n"),
    problems: [
      "26:39 families.thinker.params.topP.fixed: the value is fixed to 1, and requiredDefault is 0.5: write one value in both",
    ],
  },
  {
    name: "a header's place that misspells a variable",
    text: acme("fixed: { x-acme: \"1\" }", "fixed: { x-acme: \"{zoen}\" }"),
    problems: [
      "19:20 headers.fixed.x-acme: {zoen} is no var of this entry; did you mean {zone}?",
    ],
  },
  {
    name: "a header that says the body is no JSON",
    text: acme("fixed: { x-acme: \"1\" }", "fixed: { Content-Type: text/plain }"),
    problems: [
      "19:26 headers.fixed.Content-Type: the body is JSON: write application/json, or leave it out",
    ],
  },
  {
    name: "headers of a misspelt feature",
    text: acme("fixed: { x-acme: \"1\" }", "byFeature: { tool: { x-acme: \"1\" } }"),
    problems: [
      "19:16 headers.byFeature.tool: unknown key; did you mean tools?",
    ],
  },
  {
    name: "a misspelt choice of tools",
    text: acme("  idPattern: ^[a-zA-Z0-9]{9}$", "  choice: { requird: any }"),
    problems: [
      "21:13 tools.choice.requird: unknown key; did you mean required?",
    ],
  },
  {
    name: "a rule for a misspelt surface",
    text: top("rules: [{ when: { surface: openai-chta }, drop: [seed], why: x }]"),
    problems: [
      "38:28 rules[0].when.surface: no surface of this platform has the wire openai-chta; did you mean openai-chat?",
    ],
  },
  {
    name: "a surface's rule for another surface",
    text: acme("    auth: bearer\n", "    auth: bearer\n    rules: [{ when: { surface: anthropic-messages }, drop: [seed], why: x }]\n"),
    problems: [
      "18:32 surfaces[0].rules[0].when.surface: never holds: this is the surface openai-chat; leave it out",
    ],
  },
  {
    name: "a rule that forbids and requires one parameter",
    text: top("rules: [{ when: { tools: true }, forbid: [seed], require: [seed], why: x }]"),
    problems: [
      "38:60 rules[0].require[0]: seed stands under forbid already: a rule does one thing with a parameter",
    ],
  },
  {
    name: "a rule that drops and sets one parameter",
    text: top("rules: [{ when: { tools: true }, drop: [seed], set: { seed: 1 }, why: x }]"),
    problems: [
      "38:55 rules[0].set.seed: seed stands under drop already: a rule does one thing with a parameter",
    ],
  },
  {
    name: "a rule that drops one parameter twice",
    text: top("rules: [{ when: { tools: true }, drop: [seed, seed], why: x }]"),
    problems: [
      "38:47 rules[0].drop[1]: seed stands under drop already: a rule does one thing with a parameter",
    ],
  },
  {
    name: "a rule that sets what is unsupported",
    text: top("params: { seed: { unsupported: it has none } }\nrules: [{ when: { tools: true }, set: { seed: 5 }, why: x }]"),
    problems: [
      "39:47 rules[0].set.seed: seed is unsupported (params.seed): a rule must not set it",
    ],
  },
  {
    name: "a rule that sets what a family has not",
    text: top("rules: [{ when: { tools: true }, set: { temperature: 1 }, why: x }]"),
    problems: [
      "38:54 rules[0].set.temperature: temperature is unsupported (families.thinker.params.temperature): a rule must not set it",
    ],
  },
  {
    name: "a rule that sets another value than the fixed one",
    text: top("params: { seed: { fixed: 1 } }\nrules: [{ when: { tools: true }, set: { seed: 5 }, why: x }]"),
    problems: [
      "39:47 rules[0].set.seed: 5 is not the fixed value: write 1, or leave it out",
    ],
  },
  {
    name: "a rule that sets what is not allowed",
    text: top("params: { serviceTier: { allowed: [flex] } }\nrules: [{ when: { tools: true }, set: { serviceTier: turbo }, why: x }]"),
    problems: [
      "39:54 rules[0].set.serviceTier: \"turbo\" is not one of the allowed values",
    ],
  },
  {
    name: "a rule that sets a value outside the range",
    text: top("params: { topP: { range: { max: 1 } } }\nrules: [{ when: { tools: true }, set: { topP: 5 }, why: x }]"),
    problems: [
      "39:47 rules[0].set.topP: 5 is outside the range (at most 1)",
    ],
  },
  {
    name: "a rule that sets more tokens than a model gives",
    text: top("rules: [{ when: { tools: true }, set: { maxTokens: 99999 }, why: x }]"),
    problems: [
      "38:52 rules[0].set.maxTokens: 99999 is above the maxOutput of acme-1 (500): set less, or name other models in when",
    ],
  },
  {
    name: "a replacement that is the model itself",
    text: acme("    family: thinker\n", "    family: thinker\n    status: deprecated\n    replacement: acme-2\n"),
    problems: [
      "38:18 models.acme-2.replacement: acme-2 is the model itself: name another one",
    ],
  },
  {
    name: "a replacement that is the model's alias",
    text: acme("    family: thinker\n", "    family: thinker\n    aliases: [acme-two]\n    status: deprecated\n    replacement: acme-two\n"),
    problems: [
      "39:18 models.acme-2.replacement: acme-two is the model itself: name another one",
    ],
  },
  {
    name: "efforts that are not allowed",
    text: edit(top("params: { reasoningEffort: { allowed: [low] } }"), "    family: thinker\n", "    family: thinker\n    efforts: [low, medium, high]\n"),
    problems: [
      "37:14 models.acme-2.efforts: medium, high are not among the allowed values of reasoningEffort (low): leave them out, or allow them",
    ],
  },
  {
    name: "a family's allowed efforts without the model's",
    text: edit(acme("  thinker: { params: { temperature: { unsupported: it thinks } } }\n", "  thinker: { params: { reasoningEffort: { allowed: [low] } } }\n"), "    family: thinker\n", "    family: thinker\n    efforts: [high]\n"),
    problems: [
      "37:14 models.acme-2.efforts: high is not among the allowed values of reasoningEffort (low): leave it out, or allow it",
    ],
  },
  {
    name: "a model's range wider than the platform's",
    text: edit(top("params: { topP: { range: { max: 1 } } }"), "    family: thinker\n", "    policy: { params: { topP: { range: { max: 2 } } } }\n"),
    problems: [
      "36:40 models.acme-2.policy.params.topP.range: is wider than params.topP.range ({\"max\":1}): put it into a family, since a single model's limit is known too late",
    ],
  },
  {
    name: "a model's allowed values beyond the platform's",
    text: edit(top("params: { serviceTier: { allowed: [flex] } }"), "    family: thinker\n", "    policy: { params: { serviceTier: { allowed: [flex, fast] } } }\n"),
    problems: [
      "36:49 models.acme-2.policy.params.serviceTier.allowed: is wider than params.serviceTier.allowed ([\"flex\"]): put it into a family, since a single model's limit is known too late",
    ],
  },
  {
    name: "a model's longer list than its family's",
    text: edit(acme("  thinker: { params: { temperature: { unsupported: it thinks } } }\n", "  thinker: { params: { stop: { maxItems: 2 } } }\n"), "    family: thinker\n", "    family: thinker\n    policy: { params: { stop: { maxItems: 3 } } }\n"),
    problems: [
      "37:43 models.acme-2.policy.params.stop.maxItems: is wider than families.thinker.params.stop.maxItems (2): put it into a family, since a single model's limit is known too late",
    ],
  },
  {
    name: "a misspelt parameter in a condition",
    text: top("rules: [{ when: { set: [sed] }, drop: [topP], why: x }]"),
    problems: [
      "38:25 rules[0].when.set[0]: must be one of temperature, topP, maxTokens, stop, presencePenalty, frequencyPenalty, responseFormat, toolChoice, reasoningEffort, extraHeaders, topK, seed, n, logprobs, topLogprobs, logitBias, parallelToolCalls, reasoningBudgetTokens, reasoningSummary, serviceTier, user, extraBody",
    ],
  },
  {
    name: "a misspelt parameter in a rule's only effect",
    text: top("rules: [{ when: { tools: true }, drop: [sed], why: x }]"),
    problems: [
      "38:41 rules[0].drop[0]: must be one of temperature, topP, maxTokens, stop, presencePenalty, frequencyPenalty, responseFormat, toolChoice, reasoningEffort, extraHeaders, topK, seed, n, logprobs, topLogprobs, logitBias, parallelToolCalls, reasoningBudgetTokens, reasoningSummary, serviceTier, user, extraBody",
    ],
  },
  {
    name: "a family that extends a missing one of a near name",
    text: acme("  thinker: {", "  thinker: { extends: thinkr,"),
    problems: [
      "25:23 families.thinker.extends: the platform has no family thinkr",
    ],
  },
  {
    name: "efforts of a policy that are not allowed",
    text: top("params: { reasoningEffort: { allowed: [low] } }\nreasoning: { efforts: [low, high] }"),
    problems: [
      "39:23 reasoning.efforts: high is not among the allowed values of reasoningEffort (low): leave it out, or allow it",
    ],
  },
  {
    name: "a model's own allowed efforts without the inherited",
    text: edit(acme("    context: 1000\n", "    context: 1000\n    efforts: [high]\n"), "    family: thinker\n", "    policy: { params: { reasoningEffort: { allowed: [low] } } }\n"),
    problems: [
      "37:53 models.acme-2.policy.params.reasoningEffort.allowed: high is not among the allowed values of reasoningEffort (low): leave it out, or allow it",
    ],
  },
  {
    name: "an unsupported parameter with a wrong value",
    text: top("params: { topP: { unsupported: it has none, fixed: hot } }"),
    problems: [
      "38:17 params.topP: is unsupported: no other rule of it means anything",
    ],
  },
  {
    name: "a misspelt wire that a rule names rightly",
    text: edit(top("rules: [{ when: { surface: openai-chat }, drop: [seed], why: x }]"), "wire: openai-chat\n", "wire: openai-chta\n"),
    problems: [
      "16:11 surfaces[0].wire: openai-chta is unknown: neither core nor plugins.yaml has it; did you mean openai-chat?",
    ],
  },
  {
    name: "a misspelt place where nothing else names the variable",
    text: edit(acme('fixed: { x-acme: "1" }', 'fixed: { x-acme: "{zoen}" }'), "/{zone}/models", "/models"),
    problems: [
      "19:20 headers.fixed.x-acme: {zoen} is no var of this entry; did you mean {zone}?",
    ],
  },
];

/** ACME with more lines at its top level, the first of them line 38. */
function top(lines: string): string {
  return acme("sources:\n", `${lines}\nsources:\n`);
}
