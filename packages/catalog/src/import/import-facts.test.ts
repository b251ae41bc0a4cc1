import * as fc from "fast-check";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { factOf } from "./__fixtures__/fact-of.ts";
import type { FactRow } from "./fact-row.ts";
import { importFacts } from "./import-facts.ts";
import type { PlatformFacts, PlatformReport } from "./import-facts.ts";

type Files = Map<string, string>;

function run(
  facts: readonly FactRow[],
  models: Files = new Map(),
  platforms: Record<string, PlatformFacts> = {},
): PlatformReport[] {
  const reports = importFacts(facts, {
    modelsFile: (platform) => models.get(platform),
    platformFile: (platform) => platforms[platform],
  });
  for (const report of reports)
    if (report.text !== undefined) models.set(report.platform, report.text);
  return reports;
}

const chat = factOf({
  platform: "acme",
  id: "m-2",
  name: "M 2",
  context: 128_000,
  max_output: 16_384,
  input_usd_per_mtok: 2.5,
  output_usd_per_mtok: 10,
  cache_read: 0.25,
  modalities_in: ["image", "text"],
  modalities_out: ["text"],
  tool_call: true,
  structured_output: true,
  reasoning: true,
  reasoning_options: [
    { type: "effort", values: ["high", "none", "low"] },
    { type: "budget_tokens", min: -1, max: 32_768 },
  ],
  open_weights: false,
  release_date: "2025-4-16",
  knowledge: "2025-02-31",
});
const embedding = factOf({
  platform: "acme",
  id: "embed-1",
  kind: "embedding",
  context: 8191,
  max_output: 3072,
  input_usd_per_mtok: 0.02,
  output_usd_per_mtok: 0,
});

const EXPECTED = `# yaml-language-server: $schema=../schema/models.schema.json
# Brought up to date by \`pnpm catalog:import\`; hand-written fields and comments survive it.
# A field followed by a comment that begins with "keep" is never changed by it.
models:
  embed-1:
    kind: embedding
    context: 8191
    prices:
      - { currency: USD, components: { input: "0.02" }, source: { name: pi-ai, date: 2026-11-10 }, agreement: agree }
  m-2:
    name: M 2
    context: 128000
    maxOutput: 16384
    input: [ text, image ]
    output: [ text ]
    tools: true
    structuredOutput: true
    reasoning: true
    efforts: [ none, low, high ]
    budget: { max: 32768 }
    openWeights: false
    released: 2025-04-16
    knowledge: 2025-02
    prices:
      - { currency: USD, components: { input: "2.5", output: "10", cacheRead: "0.25" }, source: { name: pi-ai, date: 2026-11-10 }, agreement: agree }
`;

test("writes a new file, sorted and with one line per price", () => {
  const [report] = run([chat, embedding]);
  expect(report?.text).toBe(EXPECTED);
});

test("changes nothing the second time", () => {
  const files: Files = new Map();
  run([chat, embedding], files);
  const [again] = run([embedding, chat], files);
  expect(again?.text).toBeUndefined();
  expect(files.get("acme")).toBe(EXPECTED);
});

test("keeps hand-written fields, comments, order and models", () => {
  const mine = `# my catalog
models:
  # the small one
  zeta:
    context: 5 # mine
  m-2:
    name: My M # keep: the maker calls it so
    context: 1
    policy: { structuredOutput: json } # measured
    maxInput: 7
`;
  const files: Files = new Map([["acme", mine]]);
  const [report] = run([chat], files);
  expect(files.get("acme")).toContain(
    "# my catalog\nmodels:\n  # the small one\n  zeta:\n    context: 5 # mine\n",
  );
  const text = files.get("acme") ?? "";
  expect(text).toContain(
    "    name: My M # keep: the maker calls it so\n    context: 128000\n    maxInput: 7\n    maxOutput: 16384\n".replace(
      "    maxInput: 7\n",
      "",
    ),
  );
  expect(text).toContain("    policy: { structuredOutput: json } # measured\n");
  expect(text).toContain("    maxInput: 7\n");
  expect(report?.absent).toEqual(["zeta"]);
  expect(report?.models[0]?.fields).not.toContain("name");
});

test("appends prices and never rewrites one", () => {
  const files: Files = new Map();
  run([chat], files);
  const dearer: FactRow = {
    ...chat,
    input_usd_per_mtok: 3,
    price_source: "pi-ai@2026-12-01",
    sources: [{ src: "pi-ai", date: "2026-12-01" }],
  };
  run([dearer], files);
  const prices = [
    `      - { until: 2026-12-01, currency: USD, components: { input: "2.5", output: "10", cacheRead: "0.25" }, source: { name: pi-ai, date: 2026-11-10 }, agreement: agree }`,
    `      - { from: 2026-12-01, currency: USD, components: { input: "3", output: "10", cacheRead: "0.25" }, source: { name: pi-ai, date: 2026-12-01 }, agreement: agree }`,
  ].join("\n");
  expect(files.get("acme")).toContain(`    prices:\n${prices}\n`);
  const [again] = run([dearer], files);
  expect(again?.text).toBeUndefined();
});

test("adds a class of a price that it had left out, and keeps what was written beside it", () => {
  const files: Files = new Map();
  const hand = 'multipliers: { batch: "0.5" }';
  run([chat], files);
  files.set("acme", files.get("acme")!.replace(", source:", `, ${hand}, source:`));
  run([{ ...chat, cache_write: 3 }], files);
  expect(files.get("acme")).toContain(
    `      - { currency: USD, components: { input: "2.5", output: "10", cacheRead: "0.25", cacheWrite: "3" }, ${hand}, source: { name: pi-ai, date: 2026-11-10 }, agreement: agree }\n`,
  );
});

test("moves the check date of an unchanged price", () => {
  const files: Files = new Map();
  run([chat], files);
  run([{ ...chat, price_source: "pi-ai@2026-12-01" }], files);
  const { models } = parse(files.get("acme") ?? "") as {
    models: Record<string, { prices: unknown[] }>;
  };
  expect(models["m-2"]?.prices).toEqual([
    expect.objectContaining({ source: { name: "pi-ai", date: "2026-12-01" } }),
  ]);
});

test("reports an older price instead of taking it", () => {
  const files: Files = new Map();
  run([chat], files);
  const [report] = run(
    [{ ...chat, input_usd_per_mtok: 9, price_source: "litellm@2026-08-01" }],
    files,
  );
  expect(report?.text).toBeUndefined();
  expect(report?.notes[0]).toMatchObject({
    id: "m-2",
    note: expect.stringContaining("is as new as"),
  });
});

test("leaves an output above the context out and says so", () => {
  const [report] = run([{ ...chat, max_output: 200_000 }]);
  expect(report?.text).not.toContain("maxOutput");
  expect(report?.notes[0]?.note).toBe("maxOutput 200000 left out: above the context of 128000");
});

test("marks a named model as deprecated with its day", () => {
  const old = factOf({ platform: "openai", id: "gpt-4", deprecation_date: "2026-09-28" });
  const [report] = run([old]);
  expect(report?.text).toContain("  gpt-4:\n    status: deprecated\n    deprecated: 2026-09-28\n");
});

test("writes one model for two regions, with a price for each", () => {
  const rows = [
    factOf({ ...chat, region: "intl" }),
    factOf({
      ...chat,
      region: "cn",
      context: 64_000,
      cny_per_mtok: { input: 15, output: 60 },
      sources: [{ src: "model-bank", date: "2026-09-27", cny: true }],
    }),
  ];
  const [report] = run(rows);
  const { models } = parse(report?.text ?? "") as {
    models: Record<string, Record<string, unknown>>;
  };
  expect(Object.keys(models)).toEqual(["m-2"]);
  expect(models["m-2"]).toMatchObject({
    context: 64_000,
    regions: ["cn", "intl"],
    prices: [
      { currency: "USD", region: "intl", components: { input: "2.5" } },
      { currency: "CNY", region: "cn", components: { input: "15" } },
    ],
  });
});

test("lets a connector inherit from the maker's row and keeps what differs", () => {
  const maker = factOf({ ...chat, platform: "openai", id: "gpt-9" });
  const connector = factOf({
    ...chat,
    platform: "azure",
    id: "gpt-9",
    max_output: 8_192,
    input_usd_per_mtok: 3,
  });
  const files: Files = new Map();
  run([connector, maker], files);
  const { models } = parse(files.get("azure") ?? "") as { models: Record<string, unknown> };
  expect(models["gpt-9"]).toEqual({
    inherits: "openai/gpt-9",
    family: "reasoning",
    maxOutput: 8_192,
    prices: [
      expect.objectContaining({ components: { input: "3", output: "10", cacheRead: "0.25" } }),
    ],
  });
});

test("keeps a limit of the connector's own, however near the maker's is", () => {
  const maker = factOf({ ...chat, platform: "openai", id: "gpt-9", max_output: 8_192 });
  const connector = factOf({ ...chat, platform: "azure", id: "gpt-9", max_output: 8_000 });
  const files: Files = new Map();
  run([connector, maker], files);
  expect(files.get("azure")).toContain("maxOutput: 8000");
});

test("lets a snapshot lean on its maker's snapshot, not on the base row as well", () => {
  const old = { id: "gpt-9-2026-01-02", max_output: 4_096, input_usd_per_mtok: 5 };
  const rows = ["openai", "azure"].flatMap((platform) => [
    factOf({ ...chat, platform, id: "gpt-9", max_output: 16_384 }),
    factOf({ ...chat, platform, ...old }),
  ]);
  const files: Files = new Map();
  run(rows, files);
  const { models } = parse(files.get("azure") ?? "") as { models: Record<string, unknown> };
  expect(models["gpt-9-2026-01-02"]).toMatchObject({ inherits: "openai/gpt-9-2026-01-02" });
});

test("leaves out what the maker's snapshot says through its own base row", () => {
  const old = { ...chat, id: "gpt-9-2026-01-02", context: 64_000, input_usd_per_mtok: 5 };
  const rows = [
    factOf({ ...chat, platform: "openai", id: "gpt-9", tool_call: true }),
    factOf({ ...old, platform: "openai", tool_call: true }),
    factOf({ ...old, platform: "azure", tool_call: true }),
  ];
  const files: Files = new Map();
  run(rows, files);
  expect(files.get("azure")).toContain("inherits: openai/gpt-9-2026-01-02");
  expect(files.get("azure")).not.toContain("tools:");
});

test("finds the maker's row behind Bedrock's prefixes and versions", () => {
  const maker = factOf({ ...chat, platform: "anthropic", id: "claude-x-9" });
  const bedrock = factOf({ ...chat, platform: "aws-bedrock", id: "us.anthropic.claude-x-9-v1:0" });
  const files: Files = new Map();
  run([maker, bedrock], files);
  expect(files.get("aws-bedrock")).toContain(
    "us.anthropic.claude-x-9-v1:0:\n    inherits: anthropic/claude-x-9\n",
  );
});

test("inherits nothing when the maker's output limit would not fit into the context", () => {
  const maker = factOf({ ...chat, platform: "openai", id: "gpt-9" });
  const { max_output: _unknown, ...small } = chat;
  const connector = factOf({ ...small, platform: "azure", id: "gpt-9", context: 8_000 });
  const files: Files = new Map();
  run([maker, connector], files);
  expect(files.get("azure")).not.toContain("inherits");
});

test("gives a family only where the platform file defines it", () => {
  const o9 = factOf({ ...chat, platform: "openai", id: "o9", temperature_supported: false });
  const talks = factOf({ ...chat, platform: "openai", id: "gpt-9-chat-latest" });
  const warm = factOf({ ...chat, platform: "openai", id: "gpt-9", temperature_supported: true });
  const text = (families: string[]): string =>
    run([o9, talks, warm], new Map(), { openai: { families } })[0]?.text ?? "";
  expect(text(["reasoning"]).match(/family: reasoning/g)).toHaveLength(1);
  expect(text(["reasoning"])).toContain("  o9:\n    name: M 2\n    family: reasoning\n");
  expect(text([])).not.toContain("family");
});

test("leaves a context out that a price step and another source speak against, else the step", () => {
  const tiers = [{ above: 200_000, input: 5 }];
  const sources = [{ src: "litellm", date: "2026-08-01" }, ...chat.sources];
  const model = (more: Partial<FactRow>): unknown => {
    const [report] = run([{ ...chat, context: 131_072, tiers, sources, ...more }]);
    return {
      ...(parse(report?.text ?? "") as { models: Record<string, object> }).models["m-2"],
      notes: report?.notes,
    };
  };
  const doubtful = model({ context_alternatives: [131_072, 1_048_576] });
  expect(doubtful).not.toHaveProperty("context");
  expect(doubtful).toMatchObject({
    prices: [{ tiers: [{ above: 200_000 }] }],
    notes: [
      {
        note: "context 131072 left out: there is a price for requests above 200000 tokens, and a source gives 1048576",
      },
    ],
  });
  for (const more of [{}, { context_alternatives: [128_000, 131_072] }]) {
    const sure = model(more);
    expect(sure).toMatchObject({
      context: 131_072,
      notes: [{ note: "the price above 200000 tokens left out: the context is 131072" }],
    });
    expect(sure).not.toHaveProperty("prices.0.tiers");
  }
  expect(model({ context: 200_000 })).toMatchObject({
    context: 200_000,
    prices: [{ tiers: [{ above: 200_000 }] }],
  });
});

test("gives chat-latest the family of reasoning models, as long as the facts call it one", () => {
  const latest = factOf({ ...chat, platform: "openai", id: "chat-latest" });
  const text = (more: Partial<FactRow>): string =>
    run([{ ...latest, ...more }], new Map(), { openai: { families: ["reasoning"] } })[0]?.text ??
    "";
  expect(text({ reasoning: true })).toContain("family: reasoning");
  expect(text({ reasoning: false })).not.toContain("family");
  expect(text({ temperature_supported: true })).not.toContain("family");
});

test("gives a snapshot its model's family, unless its own facts speak against it", () => {
  const price = (input: number) => [{ src: "portkey", date: "2026-08-21", input, output: 4 }];
  const base = factOf({
    ...chat,
    platform: "openai",
    id: "o9",
    reasoning: true,
    sources: [...chat.sources, ...price(2)],
  });
  const { reasoning: _reasoning, ...silent } = chat;
  const snapshot = factOf({
    ...silent,
    platform: "openai",
    id: "o9-2026-01-02",
    input_usd_per_mtok: 3,
    sources: price(3),
  });
  const families = (more: Partial<FactRow>): unknown => {
    const facts = [base, { ...snapshot, ...more }];
    const [report] = run(facts, new Map(), { openai: { families: ["reasoning"] } });
    const { models } = parse(report?.text ?? "") as { models: Record<string, object> };
    return models["o9-2026-01-02"];
  };
  expect(families({})).toMatchObject({ inherits: "openai/o9", family: "reasoning" });
  expect(families({ reasoning: false })).not.toHaveProperty("family");
  expect(families({ temperature_supported: true })).not.toHaveProperty("family");
});

test("leaves platforms without a model file alone", () => {
  const reports = run([factOf({ platform: "openrouter", id: "m" }), chat], new Map(), {
    acme: { models: "live", families: [] },
  });
  expect(reports.map((report) => [report.platform, report.leftAlone, report.text])).toEqual([
    ["acme", "its platform file says models: live", undefined],
    ["openrouter", "its own live list is the only true one", undefined],
  ]);
});

test("turns an alias into a model once the facts tell them apart", () => {
  const base = factOf({ ...chat, id: "m" });
  const files: Files = new Map();
  run([base, factOf({ ...chat, id: "m-2026-01-02" })], files);
  expect(files.get("acme")).toContain("aliases: [ m-2026-01-02 ]");
  const apart = factOf({ ...chat, id: "m-2026-01-02", input_usd_per_mtok: 1 });
  run([base, apart], files);
  const { models } = parse(files.get("acme") ?? "") as {
    models: Record<string, { aliases?: string[] }>;
  };
  expect(models["m"]).not.toHaveProperty("aliases");
  expect(models["m-2026-01-02"]).toMatchObject({ inherits: "acme/m" });
});

test("refuses a model file that is not one", () => {
  expect(() => run([chat], new Map([["acme", "models: [1]\n"]]))).toThrow(
    'models/acme.yaml: expected a map under "models"',
  );
  expect(() => run([chat], new Map([["acme", "models: {\n"]]))).toThrow(
    "models/acme.yaml: not YAML",
  );
});

const anyFact = fc.record({
  platform: fc.constantFrom("acme", "openai", "azure", "qwen"),
  id: fc.constantFrom(
    "a",
    "a-2026-01-02",
    "a-latest",
    "gpt-9",
    "o9",
    "q2.5-7b",
    "q2-5-7b",
    "us/gpt-9",
  ),
  region: fc.constantFrom(undefined, "cn", "intl"),
  kind: fc.constantFrom("chat", "embedding", "image"),
  context: fc.constantFrom(undefined, 1000, 8192, 1_000_000),
  max_output: fc.constantFrom(undefined, 1, 500, 8192),
  input: fc.constantFrom(undefined, 0, 0.1 + 0.2, 2, 3),
  deprecated: fc.boolean(),
  peak: fc.boolean(),
  source: fc.constantFrom("pi-ai@2026-11-10", "portkey@2026-08-21"),
});

test("importing any facts twice equals importing them once", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyFact, {
        selector: (f) => `${f.platform} ${f.region} ${f.id}`,
        maxLength: 12,
      }),
      (drafts) => {
        const facts = drafts.map(({ input, source, peak, region, context, max_output, ...draft }) =>
          factOf({
            ...draft,
            ...(region === undefined ? {} : { region, cny_per_mtok: { input: 1, output: 2 } }),
            ...(context === undefined ? {} : { context }),
            ...(max_output === undefined ? {} : { max_output }),
            ...(input === undefined
              ? {}
              : { input_usd_per_mtok: input, output_usd_per_mtok: input * 4 }),
            ...(peak
              ? {
                  time_based: {
                    offPeakMultiplier: 0.5,
                    peakWindows: [{ startMinute: 0, endMinute: 60 }],
                  },
                }
              : {}),
            price_source: source,
            sources: [
              { src: source.slice(0, source.indexOf("@")), date: source.slice(-10), cny: true },
            ],
          }),
        );
        const files: Files = new Map();
        run(facts, files);
        const once = new Map(files);
        const reports = run(facts, files);
        expect(reports.filter((report) => report.text !== undefined)).toEqual([]);
        expect(files).toEqual(once);
      },
    ),
    { numRuns: 300 },
  );
});

test("keeps a list of prices whose key is followed by keep", () => {
  const mine = `models:
  m-2:
    prices: # keep: by hand
      - { currency: USD, components: { input: "7" }, source: { name: mine, date: 2026-01-01 } }
`;
  const files: Files = new Map([["acme", mine]]);
  run([chat], files);
  expect(files.get("acme")).toContain('input: "7"');
  expect(files.get("acme")).not.toContain("until");
  expect(files.get("acme")).not.toContain('input: "2.5"');
  const [again] = run([chat], files);
  expect(again?.text).toBeUndefined();
});

test("leaves out what regions disagree on, and takes the smaller of their limits", () => {
  const intl = factOf({
    ...chat,
    region: "intl",
    reasoning: false,
    reasoning_options: undefined,
    modalities_in: ["text"],
    max_output: 262_144,
    context: 262_144,
  });
  const cn = factOf({
    ...intl,
    region: "cn",
    reasoning: true,
    reasoning_options: [{ type: "budget_tokens", max: 4096 }],
    modalities_in: ["text", "image"],
    max_output: 65_536,
    context: 256_000,
  });
  for (const facts of [
    [intl, cn],
    [cn, intl],
  ]) {
    const files: Files = new Map();
    run(facts, files);
    const model = (parse(files.get("acme") ?? "") as { models: Record<string, object> }).models[
      "m-2"
    ];
    expect(model).not.toHaveProperty("reasoning");
    // Figures that differ by rounding are one; a limit that only one region has must not be hidden.
    expect(model).toMatchObject({
      context: 262_144,
      maxOutput: 65_536,
      input: ["text", "image"],
      budget: { max: 4096 },
      tools: true,
      regions: ["cn", "intl"],
    });
  }
});

test("gives a snapshot its own day of release", () => {
  const base = factOf({ ...chat, id: "m-3", release_date: "2025-01-01" });
  const snapshot = factOf({
    ...base,
    id: "m-3-0528",
    name: "M 3 0528",
    release_date: "2025-05-28",
    input_usd_per_mtok: 9,
  });
  const files: Files = new Map();
  run([base, snapshot], files);
  const { models } = parse(files.get("acme") ?? "") as { models: Record<string, object> };
  expect(models["m-3-0528"]).toMatchObject({ inherits: "acme/m-3", released: "2025-05-28" });
  expect(models["m-3-0528"]).not.toHaveProperty("knowledge");
});

test("takes no row of a maker whose name tells of another version", () => {
  const inherits = (name: string): unknown => {
    const files: Files = new Map();
    run(
      [
        factOf({ ...chat, platform: "deepseek", id: "deepseek-v3", name: "DeepSeek V3" }),
        factOf({ ...chat, platform: "azure", id: "deepseek-v3", name }),
      ],
      files,
    );
    const { models } = parse(files.get("azure") ?? "") as {
      models: Record<string, { inherits?: string }>;
    };
    return models["deepseek-v3"]?.inherits;
  };
  expect(inherits("DeepSeek-V3 (US)")).toBe("deepseek/deepseek-v3");
  expect(inherits("DeepSeek-V3.1")).toBeUndefined();
});

test("files Claude 4.1 to 4.5 apart from what came before", () => {
  const ids = ["claude-3-7-sonnet-20250219", "claude-opus-4-20250514", "claude-opus-4-0"];
  const later = ["claude-opus-4-1", "claude-opus-4-1-20250805", "claude-haiku-4-5"];
  const files: Files = new Map();
  const opus = "claude-opus-4-5";
  const facts = [...ids, ...later, opus].map((id, at) =>
    factOf({ ...chat, platform: "anthropic", id, input_usd_per_mtok: at + 1 }),
  );
  run(facts, files, { anthropic: { families: ["thinking", "thinking-4-1", "thinking-effort"] } });
  const { models } = parse(files.get("anthropic") ?? "") as {
    models: Record<string, { family?: string }>;
  };
  for (const id of ids) expect(models[id]?.family, id).toBe("thinking");
  for (const id of later) expect(models[id]?.family, id).toBe("thinking-4-1");
  // It takes an effort beside the budget.
  expect(models[opus]?.family).toBe("thinking-effort");
});
