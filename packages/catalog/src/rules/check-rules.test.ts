import { describe, expect, it } from "vitest";
import { ACME, acme, BEND, edit, problemsOf } from "../__fixtures__/acme.ts";

const bend = (from: string, to: string): Record<string, string> => ({
  "platforms/bend.yaml": edit(BEND, from, to),
});

describe("names", () => {
  it.each([
    [
      "another platform's id as an alias",
      "kind: connector",
      "kind: connector\naliases: [Acme]",
      [
        'platforms/acme.yaml:1:1 the id "acme" is also a name of bend',
        'platforms/acme.yaml:1:7 name: "Acme" is taken by bend',
        'platforms/bend.yaml:3:11 aliases[0]: "Acme" is taken by acme',
      ],
    ],
    [
      "another platform's alias in other spelling",
      "kind: connector",
      "kind: connector\naliases: [acme_ai]",
      [
        'platforms/acme.yaml:4:11 aliases[0]: "acme-ai" is taken by bend',
        'platforms/bend.yaml:3:11 aliases[0]: "acme_ai" is taken by acme',
      ],
    ],
    [
      "another platform's alias as a name",
      "name: Bend",
      "name: ACME AI",
      [
        'platforms/acme.yaml:4:11 aliases[0]: "acme-ai" is taken by bend',
        'platforms/bend.yaml:1:7 name: "ACME AI" is taken by acme',
      ],
    ],
  ])("refuse %s", (_, from, to, problems) => {
    expect(problemsOf(ACME, bend(from, to))).toEqual(problems);
  });

  it("refuse an id that is another platform's alias", () => {
    expect(problemsOf(ACME, { "platforms/acme-ai.yaml": BEND })).toContain(
      'platforms/acme-ai.yaml:1:1 the id "acme-ai" is also a name of acme',
    );
  });
});

describe("config types", () => {
  it("belong to one platform", () => {
    expect(problemsOf(ACME, bend("BendConfig", "AcmeConfig"))).toEqual([
      "platforms/acme.yaml:3:13 configName: AcmeConfig is taken by bend",
      "platforms/bend.yaml:3:13 configName: AcmeConfig is taken by acme",
    ]);
  });

  it("are not taken by what stands for a missing one", () => {
    const nameless = edit(ACME, "configName: AcmeConfig\n", "");
    expect(problemsOf(nameless, bend("configName: BendConfig\n", ""))).toEqual([
      "platforms/acme.yaml:1:1 configName: is missing",
      "platforms/bend.yaml:1:1 configName: is missing",
    ]);
  });
});

describe("environment names", () => {
  it("refuse another platform's base URL: its user means another host", () => {
    const own = edit(
      ACME,
      "env: [ACME_API_KEY]\n",
      "env: [ACME_API_KEY]\nbaseUrlEnv: [ACME_URL]\n",
    );
    const other = bend("env: [BEND_API_KEY]\n", "env: [BEND_API_KEY]\nbaseUrlEnv: [ACME_URL]\n");
    expect(problemsOf(own, other)).toEqual([
      "platforms/acme.yaml:8:14 baseUrlEnv[0]: ACME_URL is the base URL of bend too [shared-env]",
      "platforms/bend.yaml:5:14 baseUrlEnv[0]: ACME_URL is the base URL of acme too [shared-env]",
    ]);
  });

  it("refuse another platform's key, unless both say why", () => {
    const shared = edit(BEND, "BEND_API_KEY", "ACME_API_KEY");
    expect(problemsOf(ACME, { "platforms/bend.yaml": shared })).toEqual([
      "platforms/acme.yaml:7:7 env[0]: ACME_API_KEY is the key of bend too [shared-env]",
      "platforms/bend.yaml:4:7 env[0]: ACME_API_KEY is the key of acme too [shared-env]",
    ]);
    const waiver = "waivers: [{ rule: shared-env, why: one account }]\n";
    expect(problemsOf(ACME + waiver, { "platforms/bend.yaml": shared + waiver })).toEqual([]);
  });

  it.each([
    ["a key", "env: [BEND_API_KEY]", "env: [HF_TOKEN]", "env[0]"],
    ["a base URL", "kind: connector", "kind: connector\nbaseUrlEnv: [HF_URL]", "baseUrlEnv[0]"],
    [
      "a setting",
      "kind: connector",
      "kind: connector\nvars: { zone: { env: [DATADOG_KEY] } }\nkeyCheck: { path: '/{zone}', proves: key }",
      "vars.zone.env[0]",
    ],
    ["a surface's key", "auth: bearer", "auth: bearer\n    env: [HF_TOKEN]", "surfaces[0].env[0]"],
  ])("refuse the name of another program's for %s, unless waived", (_, from, to, path) => {
    const text = edit(BEND, from, to);
    expect(problemsOf(ACME, { "platforms/bend.yaml": text })).toEqual([
      expect.stringMatching(
        /^platforms\/bend\.yaml:\d+:\d+ \S+: \w+ has no word of this platform's names \(bend, Bend\): .* waive it in writing \[foreign-env\]$/,
      ),
    ]);
    expect(problemsOf(ACME, { "platforms/bend.yaml": text })[0]).toContain(` ${path}: `);
    const waiver = `waivers: [{ rule: foreign-env, path: "${path}", why: its pages say so }]\n`;
    expect(problemsOf(ACME, { "platforms/bend.yaml": text + waiver })).toEqual([]);
  });

  it("may come from an alias", () => {
    const text = edit(BEND, "env: [BEND_API_KEY]", "aliases: [hf-hub]\nenv: [HF_TOKEN, HUB_TOKEN]");
    expect(problemsOf(ACME, { "platforms/bend.yaml": text })).toEqual([]);
  });

  it.each([
    "baseUrlEnv: [ACME_API_KEY]",
    "vars: { key: { env: [ACME_API_KEY] } }\nkeyCheck: { path: '/{key}', proves: key }",
  ])("refuse another platform's key in %s", (line) => {
    expect(problemsOf(ACME, bend("kind: connector", `kind: connector\n${line}`))).toEqual([
      expect.stringContaining(
        "ACME_API_KEY is the key of acme: it cannot go into a URL or a header",
      ),
    ]);
  });
});

describe("prices of peers", () => {
  it.each([
    ["10 times above", '"1.1"', '"10"', "10 is 10 times above the 1 of acme"],
    ["10 times below", '"2.2"', '"0.2"', "0.2 is 10 times below the 2 of acme"],
    ["1000 times above", '"1.1"', '"1000"', "1000 is 1.0e+3 times above the 1 of acme"],
  ])("refuse %s", (_, from, to, message) => {
    const problems = problemsOf(ACME, bend(from, to));
    expect(problems.filter((problem) => problem.startsWith("platforms/bend.yaml"))).toEqual([
      expect.stringContaining(
        `models.acme-1.prices[0].components.${from === '"1.1"' ? "input" : "output"}: ${message} [price-outlier]`,
      ),
    ]);
  });

  it.each([
    ["less than 10 times", '"1.1"', '"9.9"'],
    [
      "another currency",
      'currency: USD\n        components: { input: "1.1"',
      'currency: CNY\n        components: { input: "700"',
    ],
    [
      "another service tier",
      'currency: USD\n        components: { input: "1.1"',
      'currency: USD\n        serviceTier: batch\n        components: { input: "700"',
    ],
    [
      "a price that has ended",
      'currency: USD\n        components: { input: "1.1"',
      'currency: USD\n        until: 2025-01-01\n        components: { input: "700"',
    ],
    [
      "another model",
      '  acme-1:\n    inherits: acme/acme-1\n    prices:\n      - currency: USD\n        components: { input: "1.1"',
      '  other:\n    prices:\n      - currency: USD\n        components: { input: "700"',
    ],
  ])("allow %s", (_, from, to) => {
    expect(problemsOf(ACME, bend(from, to))).toEqual([]);
  });

  it("follow inheritance to another id", () => {
    const text = edit(edit(BEND, "  acme-1:\n", "  bend-1:\n"), '"1.1"', '"700"');
    expect(problemsOf(ACME, { "platforms/bend.yaml": text }).join()).toContain(
      "models.bend-1.prices[0].components.input: 700 is 7.0e+2 times above",
    );
  });

  it("name only the other one where sources agree on the first", () => {
    const agreed = acme(
      "        source: { name: price page",
      "        agreement: agree\n        source: { name: price page",
    );
    expect(problemsOf(agreed, bend('"1.1"', '"700"'))).toEqual([
      expect.stringMatching(/^platforms\/bend\.yaml:16:/),
    ]);
  });

  it("are waived by a reason on the model", () => {
    const text = edit(BEND, '"1.1"', '"700"').replace(
      "    prices:",
      "    waiver: gold plated\n    prices:",
    );
    const agreed = acme(
      "        source: { name: price page",
      "        agreement: agree\n        source: { name: price page",
    );
    expect(problemsOf(agreed, { "platforms/bend.yaml": text })).toEqual([]);
  });
});

describe("a waiver", () => {
  const wide = acme("maxOutput: 500", "maxOutput: 5000");

  it.each([
    ["of the model", edit(wide, "    maxOutput", "    waiver: the maker says so\n    maxOutput")],
    ["of the platform", `${wide}waivers: [{ rule: output-within-context, why: so it is }]\n`],
    [
      "of the path",
      `${wide}waivers: [{ rule: output-within-context, path: models.acme-1, why: so it is }]\n`,
    ],
    [
      "of an odd port",
      `${acme("acme.example/v1", "acme.example:8443/v1")}waivers: [{ rule: odd-port, why: so it is }]\n`,
    ],
    [
      "of a currency",
      `${acme("      - currency: USD", "      - currency: EUR")}waivers: [{ rule: price-currency, why: so it is }]\n`,
    ],
    [
      "of a cache read",
      `${acme('"0.1"', '"10"')}waivers: [{ rule: cache-read-within-input, why: so it is }]\n`,
    ],
  ])("%s switches its rule off", (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    [
      "another rule",
      "rule: odd-port, why: x",
      [
        "42:11 waivers[0]: waives nothing: no problem of odd-port is there",
        "29:16 models.acme-1.maxOutput: the most output (5000) is above the context (1000) [output-within-context]",
      ],
    ],
    [
      "another path",
      "rule: output-within-context, path: models.acme, why: x",
      [
        "42:11 waivers[0]: waives nothing: no problem of output-within-context is there",
        "29:16 models.acme-1.maxOutput: the most output (5000) is above the context (1000) [output-within-context]",
      ],
    ],
  ])("of %s does not, and is a problem itself", (_, waiver, problems) => {
    expect(
      problemsOf(
        `${wide}waivers: [{ ${waiver} }]\n`.replace(
          "  - { name: docs, date: 2026-11-01 }\n",
          "  - { name: docs, date: 2026-11-01 }\n\n",
        ),
      ).toSorted(),
    ).toEqual(problems.map((problem) => `platforms/acme.yaml:${problem}`).toSorted());
  });

  it("that a model does not need is a problem", () => {
    expect(problemsOf(acme("maxOutput: 500", "waiver: just in case"))).toEqual([
      "platforms/acme.yaml:29:13 models.acme-1.waiver: waives nothing: the model breaks no rule",
    ]);
  });

  it("does not reach rules that protect users", () => {
    expect(problemsOf(`${ACME}waivers: [{ rule: urls, why: x }]\n`)).toEqual([
      expect.stringContaining("waivers[0].rule: must be one of output-within-context, "),
    ]);
    const climbing = edit(
      acme("family: thinker", "waiver: x\n    family: thinkr"),
      "inherits: acme/acme-1",
      "inherits: acme/acme-1",
    );
    expect(problemsOf(climbing)).toContain(
      "platforms/acme.yaml:37:13 models.acme-2.family: the platform has no family thinkr; did you mean thinker?",
    );
  });
});

describe("limits", () => {
  it("that are wholly inherited are reported where they are written", () => {
    const problems = problemsOf(acme("maxOutput: 500", "maxOutput: 5000"), {
      "platforms/bend.yaml": BEND,
    });
    expect(problems).toHaveLength(1);
    expect(problemsOf(ACME, bend("    prices:", "    context: 100\n    prices:"))).toEqual([
      "platforms/bend.yaml:14:14 models.acme-1.context: the most output (500) is above the context (100) [output-within-context]",
    ]);
  });
});

describe("circles", () => {
  it("of inheritance over several platforms are found, and end", () => {
    const text = edit(
      ACME,
      "    context: 1000\n    maxOutput: 500\n",
      "    inherits: bend/acme-1\n",
    );
    expect(problemsOf(text, { "platforms/bend.yaml": BEND })).toEqual([
      "platforms/acme.yaml:28:15 models.acme-1.inherits: inherits from itself",
      "platforms/bend.yaml:13:15 models.acme-1.inherits: inherits from itself",
    ]);
  });

  it("of families are found", () => {
    const text = edit(
      ACME,
      "families:\n",
      "families:\n  a: { extends: b }\n  b: { extends: a }\n  c: { extends: a }\n",
    );
    expect(problemsOf(text)).toEqual([
      "platforms/acme.yaml:25:17 families.a.extends: a builds on itself",
      "platforms/acme.yaml:26:17 families.b.extends: b builds on itself",
    ]);
  });
});

describe("aliases of models", () => {
  it.each([
    [
      "a target that does not exist",
      "aliases: { latest: acme-9 }",
      "3:20 aliases.latest: the model acme-9 does not exist here; did you mean acme-1?",
    ],
    [
      "a model's own id",
      "aliases: { acme-1: acme-2 }",
      '3:12 aliases.acme-1: "acme-1" is a model\'s own id',
    ],
    [
      "a second meaning",
      "aliases: { one: acme-2 }",
      '3:12 aliases.one: "one" already stands for acme-1',
    ],
  ])("refuse %s", (_, line, problem) => {
    const without =
      ACME.slice(0, ACME.indexOf("models:")) + ACME.slice(ACME.indexOf("defaultModel:"));
    const models = `models:\n  { acme-1: { aliases: [one] }, acme-2: {} }\n${line}\n`;
    expect(problemsOf(without, { "models/acme.yaml": models })).toEqual([
      `models/acme.yaml:${problem}`,
    ]);
  });
});

describe("references to platforms", () => {
  it("of upstream makers must exist", () => {
    const line = "upstream: { split: /, makers: { acme: acme, other: nobody } }";
    expect(problemsOf(ACME, bend("kind: connector", `kind: connector\n${line}`))).toEqual([
      "platforms/bend.yaml:3:52 upstream.makers.other: no platform has the id nobody",
    ]);
  });
});
