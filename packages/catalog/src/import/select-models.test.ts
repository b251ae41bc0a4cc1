import { expect, test } from "vitest";
import { factOf } from "./__fixtures__/fact-of.ts";
import type { FactRow } from "./fact-row.ts";
import { selectModels } from "./select-models.ts";

const AS_OF = "2026-11-10";

function row(id: string, more: Partial<FactRow> = {}): FactRow {
  return factOf({
    platform: "acme",
    id,
    context: 100_000,
    max_output: 10_000,
    input_usd_per_mtok: 1,
    output_usd_per_mtok: 4,
    ...more,
  });
}

function select(rows: FactRow[], platform = "acme", present: string[] = []): string[] {
  return selectModels(platform, rows, AS_OF, present).models.map((model) =>
    model.aliases.length === 0 ? model.id : `${model.id} (${model.aliases.join(", ")})`,
  );
}

test("takes chat and embedding models and nothing else", () => {
  const kinds = ["chat", "embedding", "image", "video", "tts", "asr", "realtime", "rerank"];
  expect(select(kinds.map((kind) => row(kind, { kind, output_usd_per_mtok: 0 })))).toEqual([
    "chat",
    "embedding",
  ]);
});

test("takes rerank models of Cohere", () => {
  const rerank = row("rerank-9", { platform: "cohere", kind: "rerank" });
  expect(select([rerank], "cohere")).toEqual(["rerank-9"]);
});

test("drops what is deprecated, by word or by a past date", () => {
  const rows = [
    row("now"),
    row("said", { deprecated: true }),
    row("past", { deprecation_date: "2026-01-01" }),
    row("later", { deprecation_date: "2027-01-01" }),
  ];
  expect(select(rows)).toEqual(["later", "now"]);
});

test("keeps what the seeds or CAMEL name, deprecated or not", () => {
  const old = { platform: "openai", deprecated: true };
  expect(select([row("gpt-4", old), row("o1-mini", old), row("gpt-9", old)], "openai")).toEqual([
    "gpt-4",
    "o1-mini",
  ]);
});

test("takes a named model that is filed under completions for the chat model that it is", () => {
  const completion = (id: string): FactRow => row(id, { platform: "cohere", kind: "completion" });
  expect(select([completion("command"), completion("base")], "cohere")).toEqual(["command"]);
});

test("drops ids that only a price book knows", () => {
  const rows = [
    row("listed"),
    row("booked", { sources: [{ src: "portkey", date: "2026-08-21" }] }),
  ];
  const selection = selectModels("acme", rows, AS_OF);
  expect(selection.models.map((model) => model.id)).toEqual(["listed"]);
  expect(selection.skipped).toEqual([
    { id: "booked", reason: "in no list of the platform's models" },
  ]);
});

test("makes a dated snapshot an alias when it says the same, and keeps it when it differs", () => {
  const rows = [
    row("m"),
    row("m-2026-01-02"),
    row("m-2025-01-02", { input_usd_per_mtok: 2 }),
    row("m-20240102", { max_output: 4_000 }),
    row("other-2026-01-02"),
  ];
  expect(select(rows)).toEqual([
    "m (m-2026-01-02)",
    "m-20240102",
    "m-2025-01-02",
    "other-2026-01-02",
  ]);
});

/** A row that one price book alone holds, at the price that the book gives. */
function booked(id: string, input: number, output: number, more: Partial<FactRow> = {}): FactRow {
  const { context: _c, max_output: _o, ...bare } = row(id);
  const sources = [{ src: "portkey", date: "2026-08-21", input, output }];
  return { ...bare, input_usd_per_mtok: input, output_usd_per_mtok: output, sources, ...more };
}

const listed = row("m", {
  sources: [
    { src: "pi-ai", date: "2026-11-10", input: 1, output: 4 },
    { src: "portkey", date: "2026-08-21", input: 2, output: 8 },
  ],
});

test("makes a snapshot that price books alone hold an alias where its book gives both one price", () => {
  expect(select([listed, booked("m-2026-01-02", 2, 8)])).toEqual(["m (m-2026-01-02)"]);
});

test("keeps a snapshot that price books alone hold where its book says that it is dearer", () => {
  const rows = [listed, booked("m-2026-01-02", 3, 8), booked("m-2025-01-02", 1, 9)];
  expect(select(rows)).toEqual(["m", "m-2025-01-02", "m-2026-01-02"]);
});

test.each([
  ["is cheaper", booked("m-2026-01-02", 1, 8)],
  ["has other limits", booked("m-2026-01-02", 2, 8, { context: 4_000 })],
  ["has ended", booked("m-2026-01-02", 2, 8, { deprecated: true })],
  ["is dearer and has ended", booked("m-2026-01-02", 9, 9, { deprecation_date: "2026-01-01" })],
  ["is of another region", booked("m-2026-01-02", 2, 8, { region: "cn" })],
  ["belongs to no listed model", booked("n-2026-01-02", 2, 8)],
  ["is no snapshot", booked("m-pro", 2, 8)],
  [
    "is in a book that does not hold its model",
    booked("m-2026-01-02", 2, 8, { sources: [{ src: "litellm", date: "2026-08-01", input: 2 }] }),
  ],
])("drops what price books alone hold and %s", (_, fact) => {
  expect(select([listed, fact])).toEqual(["m"]);
});

test("keeps a snapshot whose price differs above a tier, in reasoning or in a class", () => {
  const tier = { above: 200_000, input: 2, output: 8 };
  const base = row("big", { tiers: [tier], reasoning_usd_per_mtok: 5, cache_write: 1.25 });
  const snapshot = (more: Partial<FactRow>): FactRow => ({
    ...base,
    id: "big-2026-01-01",
    ...more,
  });
  const both = ["big", "big-2026-01-01"];
  expect(select([base, snapshot({})])).toEqual(["big (big-2026-01-01)"]);
  expect(select([base, snapshot({ tiers: [{ ...tier, output: 9 }] })])).toEqual(both);
  expect(select([base, snapshot({ tiers: [{ ...tier, above: 128_000 }] })])).toEqual(both);
  expect(select([base, snapshot({ tiers: undefined })])).toEqual(both);
  expect(select([base, snapshot({ reasoning_usd_per_mtok: undefined })])).toEqual(both);
  expect(select([base, snapshot({ reasoning_usd_per_mtok: 4 })])).toEqual(both);
  expect(select([base, snapshot({ cache_write: 2 })])).toEqual(both);
});

test("a snapshot that knows a tier's price better than its model stays, one that knows less does not", () => {
  const tier = { above: 200_000, input: 2, output: 8 };
  const better = [{ ...tier, cache_read: 0.2 }];
  const both = ["big", "big-2026-01-01"];
  const rows = (base: FactRow["tiers"], dated: FactRow["tiers"]): FactRow[] => [
    row("big", { tiers: base }),
    row("big-2026-01-01", { tiers: dated }),
  ];
  expect(select(rows([tier], better))).toEqual(both);
  expect(select(rows(better, [tier]))).toEqual(["big (big-2026-01-01)"]);
});

test("takes a context that is the base's input limit for the same context", () => {
  expect(select([row("m"), row("m-2026-01-02", { context: 90_000 })])).toEqual([
    "m (m-2026-01-02)",
  ]);
});

test("makes -latest an alias of the newest snapshot that says the same", () => {
  const rows = [row("m-2411", { input_usd_per_mtok: 9 }), row("m-2512"), row("m-latest")];
  expect(select(rows)).toEqual(["m-2411", "m-2512 (m-latest)"]);
});

test("leaves -latest a model of its own when the facts do not show its target", () => {
  const rows = [row("m-2512"), row("m-latest", { input_usd_per_mtok: 3 }), row("n-latest")];
  expect(select(rows)).toEqual(["m-2512", "m-latest", "n-latest"]);
});

test("never makes an alias without a price on both sides", () => {
  const rows = [row("m"), row("m-2026-01-02", { input_usd_per_mtok: 0, output_usd_per_mtok: 0 })];
  expect(select(rows)).toEqual(["m", "m-2026-01-02"]);
});

test("drops regional copies beside the bare id, and keeps the only form", () => {
  const bedrock = (id: string): FactRow => row(id, { platform: "aws-bedrock" });
  const rows = ["x.one", "us.x.one", "eu.x.one", "us.x.two", "global.x.two", "us-east-1/x.one"].map(
    bedrock,
  );
  expect(select(rows, "aws-bedrock")).toEqual(["us.x.two", "x.one"]);
});

test("drops an id with the platform in front beside the bare id", () => {
  expect(select([row("grok-9"), row("acme/grok-9"), row("Pro/grok-9")])).toEqual([
    "Pro/grok-9",
    "grok-9",
  ]);
});

test("takes the better known of two spellings", () => {
  const sources = [
    { src: "pi-ai", date: "2026-11-10" },
    { src: "models.dev", date: "2026-07-02" },
  ];
  expect(select([row("GLM-9"), row("glm-9", { sources })])).toEqual(["glm-9"]);
});

test("joins an id whose dots were written as dashes", () => {
  const rows = [
    row("q2.5-7b", { region: "cn" }),
    row("q2-5-7b", { region: "cn" }),
    row("q2-5-7b", { region: "intl" }),
  ];
  const [model, ...others] = selectModels("acme", rows, AS_OF).models;
  expect(model?.facts.map((fact) => fact.region)).toEqual(["cn", "intl"]);
  expect(others).toEqual([]);
});

test("takes an embedding that bills output for the chat model that it is", () => {
  const [model] = selectModels("acme", [row("m", { kind: "embedding" })], AS_OF).models;
  expect(model?.id).toBe("m");
});

test("keeps a model that the file already has, whatever the rule says of it", () => {
  const rows = [row("m"), row("m-2026-01-02"), row("old", { deprecated: true })];
  expect(select(rows, "acme", ["m-2026-01-02", "old"])).toEqual(["m", "m-2026-01-02", "old"]);
});
