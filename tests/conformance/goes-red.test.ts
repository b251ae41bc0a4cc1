import { describe, expect, it } from "vitest";
import { findPlatform } from "@byok/core";
import type { Platform } from "@byok/core";
import type { ParamRule } from "@byok/core/provider";
import { runConformance } from "@byok/simulator/conformance";
import { brokenClient, type Defect } from "./__fixtures__/broken-client.ts";

/** Runs one check of a platform's first wire against a server that expects something else than the row. */
async function failures(
  id: string,
  check: string,
  wrong: (row: Platform) => Platform,
  wire = "openai-chat",
): Promise<(string | undefined)[]> {
  const row = findPlatform(id);
  if (row === undefined) throw new Error(`No platform ${id}.`);
  const results = await runConformance(id, {
    wire,
    checks: [check],
    expected: wrong(structuredClone(row)),
  });
  expect(results, "the check runs").toHaveLength(1);
  return results.flatMap(({ error }) => (error === undefined ? [] : [error.message]));
}

const same = (row: Platform): Platform => row;
const ACCEPTED = "sends accepted parameters in the platform's fields, with the platform's values";
const STREAM = "streams text, usage and one finish";
const TOOLS = "calls a tool, takes its result and answers with it";
const IDS = "takes a conversation with another platform's tool ids";
const ECHO = "sends reasoning back as the platform wants it";
const MESSAGES = "sends messages as the platform takes them";

describe("a server that differs from the catalog's row makes conformance fail", () => {
  it.each<[string, string, string, (row: Platform) => Platform, RegExp, string?]>([
    [
      "refuses temperature, which the row allows",
      "openai",
      ACCEPTED,
      (row) => ({ ...row, params: { ...row.params, temperature: { unsupported: "No." } } }),
      /'temperature' is not supported/,
    ],
    [
      "takes max_tokens under another name",
      "groq",
      ACCEPTED,
      (row) => ({ ...row, params: { ...row.params, maxTokens: { to: "max_completion_tokens" } } }),
      /Use 'max_completion_tokens' instead/,
    ],
    [
      "knows the seed by its usual name only",
      "mistral",
      ACCEPTED,
      (row) => ({ ...row, params: { ...row.params, seed: {} } }),
      /Unrecognized request argument supplied: random_seed/,
    ],
    [
      "has a smaller range of biases",
      "openai",
      ACCEPTED,
      (row) => ({ ...row, params: { ...row.params, logitBias: { range: { min: 0 } } } }),
      /'logit_bias': integer below minimum value/,
    ],
    [
      "has a smaller range",
      "openai",
      ACCEPTED,
      (row) => ({ ...row, params: { ...row.params, topP: { range: { max: 0.5 } } } }),
      /decimal above maximum value/,
    ],
    [
      "wants the key in another header",
      "azure",
      STREAM,
      (row) => ({
        ...row,
        surfaces: row.surfaces.map((surface) => ({ ...surface, authName: "x-other-key" })),
      }),
      /x-other-key/,
    ],
    [
      "wants a bearer key",
      "azure",
      STREAM,
      (row) => ({
        ...row,
        surfaces: row.surfaces.map((surface) => ({ ...surface, auth: "bearer" })),
      }),
      /API key/,
    ],
    [
      "wants a header that is not sent",
      "openai",
      STREAM,
      (row) => ({ ...row, headers: { fixed: { "x-version": "2" } } }),
      /x-version/,
    ],
    [
      "refuses stream_options",
      "openai",
      STREAM,
      (row) => ({ ...row, stream: { usage: "always" } }),
      /stream_options/,
    ],
    [
      "wants other tool ids",
      "openai",
      IDS,
      (row) => ({ ...row, tools: { idPattern: "^[a-z]{3}$" } }),
      /Tool call id/,
    ],
    [
      "wants arguments as objects",
      "openai",
      TOOLS,
      (row) => ({ ...row, tools: { arguments: "object" } }),
      /expected an object/,
    ],
    [
      "wants reasoning back",
      "together",
      ECHO,
      (row) => ({ ...row, reasoning: { ...row.reasoning, echo: "required" } }),
      /must be passed back/,
    ],
    [
      "wants no reasoning back",
      "deepseek",
      ECHO,
      (row) => ({
        ...row,
        families: Object.fromEntries(
          Object.entries(row.families ?? {}).map(([name, policy]) => [
            name,
            { ...policy, reasoning: { ...policy.reasoning, echo: "forbidden" as const } },
          ]),
        ),
      }),
      /Unknown parameter/,
    ],
    [
      "takes no names",
      "openai",
      MESSAGES,
      (row) => ({ ...row, messages: { name: "drop" } }),
      /'name' is unsupported/,
    ],
    [
      "wants turns to alternate",
      "openai",
      MESSAGES,
      (row) => ({ ...row, messages: { alternate: true } }),
      /must alternate/,
    ],
    [
      "wants one system message",
      "openai",
      MESSAGES,
      (row) => ({ ...row, messages: { system: "join" } }),
      /at the beginning/,
    ],
    [
      "takes no tools",
      "anthropic",
      TOOLS,
      (row) => ({
        ...row,
        surfaces: row.surfaces.map((surface) => ({ ...surface, tools: { supported: false } })),
      }),
      /does not support tools/,
      "anthropic-messages",
    ],
    [
      "needs another version",
      "anthropic",
      STREAM,
      (row) => ({ ...row, headers: { fixed: { "anthropic-version": "2099-01-01" } } }),
      /anthropic-version/,
      "anthropic-messages",
    ],
  ])("%s (%s)", async (...[, id, check, wrong, message, wire = "openai-chat"]) => {
    expect(await failures(id, check, same, wire)).toEqual([]);
    const found = await failures(id, check, wrong, wire);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });
});

const RICH = "sends system text, image, response format and headers as they were given";
const RESULTS = "sends tool results with their status, files and what follows them";
const ONE_OF_TWO = "sends an effort or a budget, where the platform refuses both at once";
const ENDED = "tells why an answer ended, whole and streamed";
const REFUSED = "tells a refusal, and that tools are called";
const LIMITS =
  "refuses values outside a parameter's limits before anything is sent, and sends those at the edge";
const RULES = "keeps the rules between parameters";
const PRICED = "prices an answer by the catalog, and the lines sum to the amount";
const ROWS = "prices every model as its rows say: dates, hours, tiers, caches";

/** Runs one check with something that is wrong. */
async function errorsOf(
  id: string,
  check: string,
  options: Parameters<typeof runConformance>[1],
): Promise<string[]> {
  const results = await runConformance(id, { ...options, checks: [check] });
  expect(results, "the check runs").toHaveLength(1);
  return results.flatMap(({ error }) => (error === undefined ? [] : [error.message]));
}

describe("a client that errs makes conformance fail", () => {
  it.each<[string, string, string, string, Defect, RegExp]>([
    [
      "forgets the system text",
      "openai",
      "openai-chat",
      RICH,
      { message: "system" },
      /system text/,
    ],
    ["forgets it", "anthropic", "anthropic-messages", RICH, { field: "system" }, /system text/],
    [
      "drops the response format",
      "openai",
      "openai-chat",
      RICH,
      { field: "response_format" },
      /response format/,
    ],
    [
      "drops it",
      "anthropic",
      "anthropic-messages",
      RICH,
      { field: "output_config" },
      /response format/,
    ],
    [
      "sends an image as null",
      "openai",
      "openai-chat",
      RICH,
      { say: [/"image_url":\{"url":"[^"]*"\}/, '"image_url":null'] },
      /image_url|image/,
    ],
    [
      "sends an image of a wrong type",
      "anthropic",
      "anthropic-messages",
      RICH,
      { say: [/"type":"image"/, '"type":"imagez"'] },
      /imagez/,
    ],
    [
      "drops the user's headers",
      "groq",
      "openai-chat",
      RICH,
      { header: "x-conformance" },
      /extraHeaders/,
    ],
    [
      "names byok although the user says no",
      "openrouter",
      "openai-chat",
      "names byok to the platform, unless the user says no",
      { addHeader: ["x-title", "byok"] },
      /attribution: false/,
    ],
    [
      "does not name byok",
      "openrouter",
      "openai-chat",
      "names byok to the platform, unless the user says no",
      { header: "x-title" },
      /attribution: true/,
    ],
    [
      "hides that a tool failed",
      "anthropic",
      "anthropic-messages",
      RESULTS,
      { say: [/,"is_error":true/, ""] },
      /is_error|true/,
    ],
    [
      "sends an effort beside the budget",
      "openrouter",
      "openai-chat",
      ONE_OF_TWO,
      { say: [/"reasoning":\{/, '"reasoning":{"effort":"low",'] },
      /Only one of/,
    ],
    [
      "takes length for stop",
      "openai",
      "openai-chat",
      ENDED,
      { hear: [/"finish_reason":"length"/, '"finish_reason":"stop"'] },
      /length/,
    ],
    [
      "takes max_tokens for end_turn",
      "anthropic",
      "anthropic-messages",
      ENDED,
      { hear: [/"stop_reason":"max_tokens"/, '"stop_reason":"end_turn"'] },
      /max_tokens/,
    ],
    [
      "takes a refusal for end_turn",
      "anthropic",
      "anthropic-messages",
      REFUSED,
      { hear: [/"stop_reason":"refusal"/, '"stop_reason":"end_turn"'] },
      /refusal/,
    ],
    [
      "hears no cache reads",
      "openai",
      "openai-chat",
      PRICED,
      { hear: [/"cached_tokens":6/, '"cached_tokens":0'] },
      /expected/,
    ],
    [
      "hears no cache writes",
      "anthropic",
      "anthropic-messages",
      PRICED,
      { hear: [/(creation_|5m_)input_tokens":4/g, '$1input_tokens":0'] },
      /expected/,
    ],
    [
      "sends half of the edge",
      "openai",
      "openai-chat",
      LIMITS,
      { say: [/"temperature":2/, '"temperature":1'] },
      /temperature/,
    ],
    ["drops the edge", "groq", "openai-chat", LIMITS, { field: "temperature" }, /temperature/],
    [
      "keeps what a rule forbids",
      "deepseek",
      "openai-chat",
      RULES,
      { say: [/"model"/, '"logprobs":true,"model"'] },
      /log probabilities/,
    ],
    [
      "does not set what a rule sets",
      "moonshot",
      "openai-chat",
      RULES,
      { say: [/"n":1/, '"n":2'] },
      /one answer only/,
    ],
  ])("%s (%s over %s)", async (...[, id, wire, check, defect, message]) => {
    expect(await errorsOf(id, check, { wire, fetch: brokenClient({}) })).toEqual([]);
    const errors = await errorsOf(id, check, { wire, fetch: brokenClient(defect) });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(message);
  });

  // The client goes by its own row; what it would ignore of a row is what the row under judgement has more.
  it.each<[string, string, string, (subject: Subject) => Subject, RegExp]>([
    [
      "ignores a maximum",
      "openai",
      LIMITS,
      withRule("topP", { range: { min: 0, max: 0.5 } }),
      /topP/,
    ],
    [
      "ignores an exclusive minimum",
      "openai",
      LIMITS,
      withRule("topP", { range: { exclusiveMin: 0, max: 1 } }),
      /topP 0/,
    ],
    [
      "ignores which values are allowed",
      "openai",
      LIMITS,
      withRule("serviceTier", { allowed: ["auto"] }),
      /serviceTier/,
    ],
    [
      "ignores a word",
      "openai",
      "writes the platform's own words for values",
      withRule("serviceTier", { values: { auto: "any" } }),
      /serviceTier auto/,
    ],
    ["ignores a rule", "deepseek", RULES, withForbidden, /seed/],
    [
      "ignores a price for cache reads",
      "openai",
      PRICED,
      withPrices((row) => ({ ...row, components: { ...row.components, cacheRead: "99" } })),
      /expected/,
    ],
    [
      "ignores tiers",
      "openai",
      ROWS,
      withPrices((row) => ({ ...row, tiers: [{ above: 500, components: { input: "99" } }] })),
      /expected/,
    ],
    [
      "ignores that a price has ended",
      "openai",
      ROWS,
      withPrices((row) => ({ ...row, until: "2020-01-01" })),
      /2019-12-31|2020-01-01|2026-11-23/,
    ],
    [
      "ignores the factor of batches",
      "deepseek",
      ROWS,
      withPrices((row) => ({ ...row, multipliers: { batch: "0.5" } })),
      /batch/,
    ],
    [
      "ignores that being free has ended",
      "openai",
      ROWS,
      withPrices((row) => ({ ...row, components: {}, free: { until: "2020-01-01" } })),
      /expected/,
    ],
    [
      "ignores that a plan pays",
      "openai",
      ROWS,
      withPrices((row) => ({ ...row, plan: "Coding" })),
      /expected/,
    ],
    [
      "ignores a fee for each hour that a cache is kept",
      "openai",
      ROWS,
      withPrices((row) => ({
        ...row,
        components: { ...row.components, cacheStorageHour: "4.5" },
      })),
      /expected/,
    ],
    [
      "ignores the currency",
      "openai",
      ROWS,
      withPrices((row) => ({ ...row, currency: "CNY" })),
      /expected/,
    ],
  ])("%s (%s)", async (...[, id, check, judge, message]) => {
    const wire = "openai-chat";
    const errors = await errorsOf(id, check, { wire, judge });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(message);
  });
});

type Subject = Parameters<
  NonNullable<NonNullable<Parameters<typeof runConformance>[1]>["judge"]>
>[0];
type Row = NonNullable<Subject["prices"][string]>[number];

function withRule(name: "topP" | "serviceTier", rule: ParamRule): (subject: Subject) => Subject {
  return (subject) => ({
    ...subject,
    samples: subject.samples.slice(0, 1).map((sample) => ({
      ...sample,
      policy: { ...sample.policy, params: { ...sample.policy.params, [name]: rule } },
    })),
  });
}

function withForbidden(subject: Subject): Subject {
  return {
    ...subject,
    samples: subject.samples.map((sample) => ({
      ...sample,
      policy: { ...sample.policy, rules: [{ when: {}, forbid: ["seed"], why: "No seed." }] },
    })),
  };
}

function withPrices(change: (row: Row) => Row): (subject: Subject) => Subject {
  return (subject) => ({
    ...subject,
    prices: Object.fromEntries(
      Object.entries(subject.prices).map(([id, rows]) => [id, rows.map(change)]),
    ),
  });
}
