import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACME, acme, BEND, edit, problemsOf } from "./__fixtures__/acme.ts";
import { BROKEN_ENTRIES } from "./__fixtures__/broken-entries.ts";
import { parseCatalog } from "./parse-catalog.ts";
import { formatProblem } from "./problem.ts";

describe("a broken or malicious entry", () => {
  it.each(BROKEN_ENTRIES)("$name", ({ text, problems }) => {
    expect(problems.length).toBeGreaterThan(0);
    expect(problemsOf(text)).toEqual(problems.map((problem) => `platforms/acme.yaml:${problem}`));
  });

  it("is one of at least sixty", () => {
    expect(BROKEN_ENTRIES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(BROKEN_ENTRIES.map(({ text }) => text)).size).toBe(BROKEN_ENTRIES.length);
  });

  it("never comes out as a platform when its file breaks the schema", () => {
    const { catalog } = parseCatalog(
      new Map([["platforms/acme.yaml", acme("kind: direct", "kind: dirct")]]),
    );
    expect([...catalog.keys()]).toEqual([]);
  });

  it("does not reach Object.prototype", () => {
    problemsOf('__proto__: { polluted: true }\n"constructor": { prototype: { polluted: true } }\n');
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("a sound entry", () => {
  it("has no problems", () => {
    expect(problemsOf(ACME)).toEqual([]);
  });

  it.each([
    ["CRLF line ends", ACME.replaceAll("\n", "\r\n")],
    ["a no that is a text in YAML 1.2", acme("name: Acme\n", "name: no\n")],
    ["an unquoted date", acme("date: 2026-11-01 }\n  acme-2", "date: 2026-11-02 }\n  acme-2")],
    ["a quoted date", acme("date: 2026-11-01 }\n  acme-2", 'date: "2026-11-02" }\n  acme-2')],
    ["a name in another script", acme("name: Acme\n", "name: 零一万物 Acme\n")],
    ["a name in Cyrillic alone", acme("name: Acme\n", "name: ГигаЧат\n")],
    ["a place inside the host", acme("https://api.acme.example", "https://{zone}.acme.example")],
    [
      "a model id of a number",
      edit(acme("  acme-2:\n", "  4.1:\n"), "family: thinker", "aliases: [4-1]"),
    ],
    [
      "a long list on one line",
      acme(
        "  - { status: 429, path: error.code, match: quota, as: quota_exceeded }\n",
        `  [${Array.from({ length: 60 }, (_, n) => `{ status: ${400 + n}, match: x, as: permission }`).join(", ")}]\n`,
      ),
    ],
    ["a model id with a slash", acme("  acme-2:\n", "  acme/two:free:\n")],
    [
      "loopback for a local server",
      edit(
        acme("https://api.acme.example/v1", "http://127.0.0.1:8080/v1"),
        "kind: direct",
        "kind: local",
      ),
    ],
    [
      "a region's own price at the same time",
      acme(
        "      - currency: USD\n",
        '      - currency: USD\n        region: us\n        components: { input: "3" }\n        source: { name: price page, date: 2026-11-01 }\n      - currency: USD\n',
      ),
    ],
    [
      "prices one after the other",
      acme(
        "      - currency: USD\n",
        '      - currency: USD\n        until: 2026-01-01\n        components: { input: "3" }\n        source: { name: price page, date: 2026-11-01 }\n      - currency: USD\n        from: 2026-01-01\n',
      ),
    ],
    [
      "a model that is free by its source",
      acme(
        'components: { input: "1", output: "2", cacheRead: "0.1" }',
        'components: { input: "0", output: "0" }\n        free: true',
      ),
    ],
    [
      "AWS credentials with signing",
      edit(
        acme("env: [ACME_ZONE]", "env: [AWS_DEFAULT_REGION]"),
        "auth: bearer\n",
        "auth: bearer\n  - { wire: acme-wire, auth: sigv4, env: [AWS_ACCESS_KEY_ID] }\n",
      ),
    ],
  ])("may have %s", (_, text) => {
    const plugins =
      '"@byok/acme": { export: acme, id: acme, wires: [acme-wire], authenticators: [sigv4], exists: false }\n';
    expect(problemsOf(text, { "plugins.yaml": plugins })).toEqual([]);
  });

  it("keeps a date as a text", () => {
    const { catalog } = parseCatalog(new Map([["platforms/acme.yaml", ACME]]));
    expect(catalog.get("acme")?.sources[0]?.date).toBe("2026-11-01");
    expect(catalog.get("acme")?.prices.get("acme-1")?.[0]?.source.date).toBe("2026-11-01");
  });
});

describe("several files", () => {
  it("report all their problems at once, sorted", () => {
    const problems = problemsOf(edit(acme("keysUrl:", "keyUrl:"), "https://api", "http://api"), {
      "platforms/bend.yaml": edit(BEND, "kind: connector", "kind: gateway"),
      "models/acne.yaml": "models: {}\n",
      "plugins.yaml": "plugins: []\n",
    });
    expect(problems).toEqual([
      "models/acne.yaml:1:1 has no platforms/acne.yaml; did you mean acme?",
      "platforms/acme.yaml:6:1 keyUrl: unknown key; did you mean keysUrl?",
      "platforms/acme.yaml:13:14 endpoints[0].baseUrl: not an https URL",
      "platforms/bend.yaml:2:7 kind: must be one of direct, connector, local",
      "plugins.yaml:1:1 plugins: the name must be a package name, @byok/<name>",
    ]);
  });

  it.each([
    [
      "platforms/Acme.yaml",
      "the file's name is the platform's id: lower-case letters, digits and single hyphens, at most 40",
    ],
    [
      "platforms/constructor.yaml",
      "the file's name is the platform's id: lower-case letters, digits and single hyphens, at most 40",
    ],
    [
      "platforms/../x.yaml",
      "the file's name is the platform's id: lower-case letters, digits and single hyphens, at most 40",
    ],
    ["platforms/bend.yml", "must end in .yaml"],
    ["platforms/notes.md", "is not a YAML file (<platform id>.yaml)"],
    ["other/bend.yaml", "is not a file of the catalog"],
  ])("refuse the name %s", (file, message) => {
    expect(problemsOf(ACME, { [file]: BEND })).toEqual([`${file}:1:1 ${message}`]);
  });

  it("keep the models in one place", () => {
    expect(problemsOf(ACME, { "models/acme.yaml": "models: { acme-1: {} }\n" })).toContain(
      "platforms/acme.yaml:26:1 models: models/acme.yaml exists: remove this key",
    );
    const without = ACME.slice(0, ACME.indexOf("models:")) + ACME.slice(ACME.indexOf("sources:"));
    expect(problemsOf(without)).toEqual([
      "platforms/acme.yaml:1:1 models: is missing: write live, none or a table, or add models/acme.yaml",
    ]);
    const { catalog, problems } = parseCatalog(
      new Map([
        ["platforms/acme.yaml", without],
        [
          "models/acme.yaml",
          "models: { a-1: { context: 5 } }\naliases: { a: a-1, b: { target: a-1, since: 2026-01 } }\n",
        ],
      ]),
    );
    expect(problems).toEqual([]);
    expect(catalog.get("acme")?.platform.models).toBe("table");
    expect(catalog.get("acme")?.models).toEqual([{ id: "a-1", context: 5 }]);
    expect([...(catalog.get("acme")?.aliases ?? [])]).toEqual([
      ["a", { target: "a-1" }],
      ["b", { target: "a-1", since: "2026-01" }],
    ]);
  });
});

describe("what is read", () => {
  it("has what a model inherits, but neither price nor an unknown family", () => {
    const text = edit(BEND, "inherits: acme/acme-1", "inherits: acme/acme-2\n    maxOutput: 400");
    const { catalog, problems } = parseCatalog(
      new Map([
        ["platforms/acme.yaml", ACME],
        ["platforms/bend.yaml", text],
      ]),
    );
    expect(problems).toEqual([]);
    expect(catalog.get("acme")?.models[1]).toEqual({
      id: "acme-2",
      context: 1000,
      maxOutput: 500,
      family: "thinker",
    });
    expect(catalog.get("bend")?.models).toEqual([{ id: "acme-1", context: 1000, maxOutput: 400 }]);
    expect(catalog.get("acme")?.prices.has("acme-2")).toBe(false);
  });

  it("takes a family along where the platform has one of that name", () => {
    const text = edit(BEND, "models:", "families: { thinker: {} }\nmodels:").replace(
      "acme/acme-1",
      "acme/acme-2",
    );
    const { catalog } = parseCatalog(
      new Map([
        ["platforms/acme.yaml", ACME],
        ["platforms/bend.yaml", text],
      ]),
    );
    expect(catalog.get("bend")?.models[0]?.family).toBe("thinker");
  });

  it("has families that no longer extend each other", () => {
    const families = `families:
  base: { params: { stop: { fixed: [a] } }, reasoning: { send: { effort: null, budget: cap } }, errors: [{ status: 400, as: rate_limit }], rules: [{ when: { tools: true }, drop: [n], why: base }] }
  next: { extends: base, params: { stop: { maxItems: 2 }, topK: { unsupported: no } }, reasoning: { send: { budget: limit } }, errors: [{ status: 401, as: rate_limit }], rules: [{ when: { stream: true }, drop: [n], why: next }] }
  thinker: {}`;
    const text = edit(
      ACME,
      "families:\n  thinker: { params: { temperature: { unsupported: it thinks } } }",
      families,
    );
    const { catalog, problems } = parseCatalog(new Map([["platforms/acme.yaml", text]]));
    expect(problems).toEqual([]);
    expect(catalog.get("acme")?.platform.families?.["next"]).toEqual({
      params: { stop: { fixed: ["a"], maxItems: 2 }, topK: { unsupported: "no" } },
      reasoning: { send: { effort: null, budget: "limit" } },
      errors: [
        { status: 401, as: "rate_limit" },
        { status: 400, as: "rate_limit" },
      ],
      rules: [
        { when: { tools: true }, drop: ["n"], why: "base" },
        { when: { stream: true }, drop: ["n"], why: "next" },
      ],
    });
  });

  it("holds the platform's own fields and nothing of the generator's", () => {
    const { catalog } = parseCatalog(new Map([["platforms/acme.yaml", ACME]]));
    const platform = catalog.get("acme");
    expect(platform?.configName).toBe("AcmeConfig");
    expect(
      Object.keys(platform?.platform ?? {}).filter((key) =>
        ["configName", "sources", "waivers", "confidence"].includes(key),
      ),
    ).toEqual([]);
  });
});

describe("any text", () => {
  const hostile = fc.array(
    fc.oneof(
      fc.constantFrom(
        "name:",
        "models:",
        "\n",
        "  ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "&a",
        "*a",
        "!!x",
        "|",
        ">",
        "?",
        ":",
        "#",
        "\t",
        "\0",
        '"',
        "'",
        "---",
        "...",
        "%YAML 1.1",
        "__proto__",
        "<<",
        "1e9",
        "\\u0000",
        "\r",
        "\ud800",
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 60 },
  );

  it("is read or refused, and never throws", () => {
    fc.assert(
      fc.property(hostile, (parts) => {
        const text = parts.join("");
        const { catalog, problems } = parseCatalog(new Map([["platforms/acme.yaml", text]]));
        // Nothing this short is a platform.
        expect(catalog.size).toBe(0);
        expect(problems.length).toBeGreaterThan(0);
        const lines = text.split("\n");
        for (const problem of problems) {
          expect(problem.line).toBeGreaterThanOrEqual(1);
          expect(problem.line).toBeLessThanOrEqual(lines.length);
          expect(problem.column).toBeLessThanOrEqual((lines[problem.line - 1] ?? "").length + 1);
          // No control character may reach the terminal.
          expect(formatProblem(problem)).toMatch(/^[^\p{Cc}\p{Bidi_Control}]+$/u);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("points an unknown key out wherever it stands", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^zz[a-z]{3,12}$/), fc.nat(30), (key, before) => {
        const lines = ACME.split("\n");
        const at = lines.flatMap((line, index) => (/^[a-z]/i.test(line) ? [index] : []));
        const index = at[before % at.length] ?? 0;
        const text = [...lines.slice(0, index), `${key}: 1`, ...lines.slice(index)].join("\n");
        // A key that happens to be near a known one gets a suggestion as well.
        const [problem, ...others] = problemsOf(text);
        expect(problem?.split(";")[0]).toBe(
          `platforms/acme.yaml:${index + 1}:1 ${key}: unknown key`,
        );
        expect(others).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
