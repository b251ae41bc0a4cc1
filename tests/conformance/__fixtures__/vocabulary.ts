import type { ModelRow, PriceTable } from "@byok/core";
import type { Platform, Surface } from "@byok/core/provider";

const SURFACES: readonly Surface[] = [
  { wire: "openai-chat", auth: "bearer" },
  { wire: "anthropic-messages", auth: "header", authName: "x-api-key" },
];
const source = { name: "vocabulary", date: "2026-11-21" };

/** A platform without a policy, on both wires. */
function bare(id: string): Platform {
  return {
    id,
    name: id,
    kind: "direct",
    keysUrl: `https://${id}.example/keys`,
    env: [`${id.toUpperCase()}_API_KEY`],
    endpoints: [
      { id: "north", region: "north", baseUrl: `https://north.${id}.example/v1`, currency: "USD" },
      { id: "east", region: "east", baseUrl: `https://east.${id}.example/v1`, currency: "CNY" },
    ],
    surfaces: SURFACES,
    models: "table",
  };
}

/** Platforms that together state every field of the policy vocabulary: no entry of the catalog states some of them. */
export const VOCABULARY: readonly Platform[] = [
  {
    ...bare("vocaba"),
    params: {
      temperature: { to: "deep.heat", range: { exclusiveMin: 0, max: 1 } },
      topP: { allowed: [0.5, 1] },
      maxTokens: { to: "out", range: { min: 2, max: 4000 } },
      stop: { to: "halt", maxItems: 2 },
      serviceTier: { to: "tier", values: { flex: "slow", auto: "any" } },
      topK: { range: { min: 1, max: 100 } },
      user: {},
      reasoningEffort: { values: { low: 1, high: 9 } },
    },
    messages: {
      system: "hoist",
      emptyText: "space",
      toolResultMedia: "inline",
      trimEnd: true,
      assistantAfterTool: true,
    },
    tools: { choice: { required: "any" }, strict: { mode: "keep", max: 1 }, callIndex: "byId" },
    reasoning: { receive: ["musing"], echo: "optional", echoWhen: "always", echoField: "musing", send: { effort: "musing_effort", budget: "musing_budget", exclusive: true } },
    stream: { terminal: "finishReason", disable: { live_search: false } },
    headers: {
      fixed: { "x-fixed": "1" },
      attribution: { "x-app": "byok" },
      byFeature: {
        tools: { "x-feature": "tools" },
        stream: { "x-stream": "1" },
        image: { "x-image": "1" },
        structuredOutput: { "x-output": "1" },
        cache: { "x-cache": "1" },
        reasoning: { "x-thinks": "1" },
      },
    },
    usage: {
      paths: {
        input: "t.in",
        output: "t.out",
        cacheRead: "t.read",
        cacheWrite: "t.written",
        reasoning: "t.thought",
      },
      cachedInInput: false,
      reasoningInOutput: false,
      report: "cumulative",
    },
    errors: [
      { status: 418, as: "rate_limit", retryable: false },
      { path: "verdict", match: "^no credit$", as: "quota_exceeded" },
    ],
    errorsIn200: true,
  },
  {
    ...bare("vocabb"),
    params: {
      temperature: { fixed: 1 },
      maxTokens: { requiredDefault: 777 },
      topK: { unsupported: "It has no top_k." },
    },
    families: {
      ruled: {
        params: { temperature: {} },
        rules: [
          { when: { tools: true }, forbid: ["topP"], why: "No top_p with tools." },
          { when: { forcedTool: true }, forbid: ["user"], why: "No user when forced." },
          { when: { stream: true }, drop: ["user"], why: "No user in streams." },
          { when: { set: ["stop"] }, require: ["presencePenalty"], why: "Stops need it." },
          { when: { equals: { topP: 0.5 } }, set: { maxTokens: 64 }, why: "Half is short." },
          { when: { output: true }, drop: ["topP"], why: "No top_p with output." },
          { when: { model: "other-*" }, forbid: ["temperature"], why: "Not this one." },
          { when: { surface: "openai-chat" }, drop: ["seed"], why: "No seed here." },
        ],
      },
    },
    messages: {
      system: "asUser",
      alternate: true,
      emptyText: "drop",
      name: "drop",
      toolResultMedia: "drop",
      mergeToolResults: true,
      prefill: false,
    },
    tools: {
      idPattern: "^[a-zA-Z0-9]{9}$",
      strict: { mode: "drop" },
      schema: { refs: "inline", nullable: "collapse", dropKeywords: ["pattern"] },
      max: 8,
      withStructuredOutput: false,
    },
    // Without a word on echoing, details go back all the same.
    reasoning: { details: "notes" },
    stream: { terminal: "doneMarker", usage: "always" },
    usage: { cachedInInput: true, reasoningInOutput: true, report: "each" },
    structuredOutput: "json",
  },
  {
    ...bare("vocabc"),
    params: { maxTokens: { to: "max_completion_tokens" } },
    messages: { system: "join", toolResultMedia: "nextUser" },
    tools: { arguments: "object", schema: { nullable: "collapse" } },
    reasoning: {
      details: "thought_parts",
      echo: "required",
      echoWhen: "toolTurns",
      send: { toggle: { field: "think.on", on: true, off: false }, effort: "think.level" },
    },
    stream: { terminal: "eof" },
    usage: {
      paths: { cost: "price" },
      costCurrency: "EUR",
      reasoningInOutput: "auto",
      report: "final",
    },
    structuredOutput: "none",
  },
];

/** Their models, by platform. */
export const MODELS: Readonly<Record<string, Readonly<Record<string, ModelRow>>>> = {
  vocaba: Object.fromEntries(
    ["moneys", "cliff", "marginal", "uncached", "dated", "placed", "tiered", "hourly", "night", "free", "all", "multiplied", "batched", "promo", "planned", "stored"]
      .map((id) => ({ id }))
      .map((row) => [row.id, row]),
  ),
  vocabb: { plain: { id: "plain" }, tiered: { id: "tiered" }, ruled: { id: "ruled", family: "ruled" } },
  vocabc: { thinker: { id: "thinker", reasoning: true } },
};

const plain = { currency: "USD", components: { input: "1", output: "2" }, source };

/** Prices with everything that a price can depend on. */
export const PRICES: Readonly<Record<string, PriceTable>> = {
  vocabb: {
    tiered: [plain, { ...plain, serviceTier: "flex", components: { input: "0.5", output: "1" } }],
  },
  vocaba: {
    cliff: [
      { ...plain, tiers: [{ above: 1000, components: { input: "10", output: "20" } }] },
    ],
    marginal: [
      {
        ...plain,
        components: { input: "1", output: "2", cacheRead: "0.1", cacheWrite: "2" },
        tiers: [
          { above: 1000, mode: "marginal", components: { input: "10", cacheRead: "5" } },
          { above: 2000, mode: "marginal", components: { input: "30" } },
        ],
      },
    ],
    uncached: [
      { ...plain, tiers: [{ above: 1000, basis: "uncached", components: { input: "7" } }] },
    ],
    dated: [
      { ...plain, until: "2026-01-01", components: { input: "5", output: "5" } },
      { ...plain, from: "2026-01-01", until: "2026-06-01" },
      { ...plain, from: "2026-06-01", components: { input: "3", output: "3" } },
    ],
    placed: [
      { ...plain, region: "north", components: { input: "4", output: "4" } },
      { ...plain, currency: "CNY", region: "east", components: { input: "70", output: "70" } },
      { ...plain, currency: "CNY", components: { input: "90", output: "90" } },
    ],
    tiered: [plain, { ...plain, serviceTier: "flex", components: { input: "0.5", output: "1" } }],
    hourly: [
      {
        ...plain,
        when: {
          tz: "Asia/Shanghai",
          weekdays: [1, 2, 3, 4, 5],
          windows: [["09:00", "12:00"]],
          basis: "requestStart",
        },
        components: { input: "3", output: "6" },
      },
      plain,
    ],
    night: [
      {
        ...plain,
        when: {
          tz: "UTC",
          weekdays: [5],
          windows: [["22:30", "06:00"]],
          basis: "requestStart",
        },
        components: { input: "0.2", output: "0.3" },
      },
      plain,
    ],
    moneys: [plain, { ...plain, currency: "CNY", components: { input: "8", output: "9" } }],
    free: [{ ...plain, components: { input: "0", output: "0" }, free: true }],
    multiplied: [
      {
        ...plain,
        multipliers: { batch: "0.5", geo: { north: "1.1" } },
        tiers: [{ above: 1000, components: { input: "10", output: "20" } }],
      },
      { ...plain, currency: "CNY", multipliers: { geo: { east: "0.75", north: "3" } } },
    ],
    batched: [
      { ...plain, multipliers: { batch: "0.5", geo: { north: "1.1" } } },
      { ...plain, serviceTier: "batch", components: { input: "0.4", output: "0.9" } },
    ],
    promo: [
      { ...plain, components: {}, free: { until: "2026-06-01", limits: { requestsPerDay: 50 } } },
      { ...plain, from: "2026-07-01" },
    ],
    planned: [{ ...plain, components: {}, plan: "Coding" }],
    stored: [
      {
        ...plain,
        components: {
          input: "1",
          output: "2",
          cacheRead: "0.1",
          cacheWrite: "1",
          cacheWrite1h: "1",
          cacheStorageHour: "4.5",
        },
      },
    ],
    all: [
      {
        ...plain,
        components: {
          input: "1",
          output: "2",
          cacheRead: "0.3",
          cacheWrite: "4",
          cacheWrite1h: "5",
          reasoning: "6",
          request: "0.01",
        },
      },
    ],
  },
};
