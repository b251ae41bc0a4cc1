import { afterAll, describe, expect, it } from "vitest";
import type { Platform, Policy, Surface } from "@byok/core/provider";
import { describeConformance, runConformance } from "@byok/simulator/conformance";
import { MODEL_IMPORTS, PRICE_IMPORTS } from "../../packages/core/src/generated/model-imports.ts";
import { PLATFORMS } from "../../packages/core/src/generated/platforms.ts";
import { brokenClient } from "./__fixtures__/broken-client.ts";
import { POLICIES } from "./__fixtures__/policy-entries.ts";
import { SOUND, SOUND_MODELS, SOUND_PRICES } from "./__fixtures__/sound-entries.ts";
import { MODELS, PRICES, VOCABULARY } from "./__fixtures__/vocabulary.ts";

const ENTRIES = [...VOCABULARY, ...SOUND, ...POLICIES];

// What the vocabulary can say must hold before the first platform says it.
for (const platform of ENTRIES) {
  const { id } = platform;
  const models = MODELS[id] ?? SOUND_MODELS[id] ?? {};
  const prices = PRICES[id] ?? SOUND_PRICES[id] ?? {};
  Object.assign(PLATFORMS, { [id]: platform });
  Object.assign(MODEL_IMPORTS, { [id]: () => Promise.resolve({ table: { models } }) });
  Object.assign(PRICE_IMPORTS, { [id]: () => Promise.resolve({ prices }) });
}
afterAll(() => {
  for (const { id } of ENTRIES)
    for (const table of [PLATFORMS, MODEL_IMPORTS, PRICE_IMPORTS])
      Reflect.deleteProperty(table, id);
});
for (const { id } of ENTRIES) describeConformance(id);

describe("what is rare in an entry is held to it", () => {
  const ADDRESS = "sends to the catalog's address, with the key where the platform wants it";
  const STREAM = "streams text, usage and one finish";
  const ECHO = "sends reasoning back as the platform wants it";
  const ACCEPTED = "sends accepted parameters in the platform's fields, with the platform's values";
  const RULES = "keeps the rules between parameters";
  const EQUAL = "gives the same result streamed and whole";
  type Options = Parameters<typeof runConformance>[1];

  /** The entry as a server has it whose surfaces differ. */
  const served = (id: string, change: (surface: Surface) => Surface): { expected: Platform } => {
    const platform = SOUND.find((each) => each.id === id)!;
    return { expected: { ...platform, surfaces: platform.surfaces.map(change) } };
  };
  const judged = (change: Partial<Surface>): NonNullable<Options> => ({
    judge: (subject) => ({ ...subject, surface: { ...subject.surface, ...change } }),
  });

  const judgedBy = (policy: Policy): NonNullable<Options> => ({
    judge: (subject) => ({
      ...subject,
      samples: subject.samples.map((sample) => ({ ...sample, policy })),
    }),
  });

  it.each<[string, string, string, Options, RegExp]>([
    [
      "another path",
      "soundpath",
      STREAM,
      served("soundpath", (surface) => ({ ...surface, path: "/accounts/{account}/talk" })),
      /Invalid URL/,
    ],
    [
      "another header with a variable",
      "soundpath",
      STREAM,
      {
        expected: {
          ...SOUND.find(({ id }) => id === "soundpath")!,
          headers: { fixed: { "x-account": "b-{account}" } },
        },
      },
      /x-account/,
    ],
    [
      "another prefix in the query",
      "soundquery",
      STREAM,
      served("soundquery", (surface) => ({ ...surface, authPrefix: "q-" })),
      /provide an API key/,
    ],
    ["no prefix", "soundquery", ADDRESS, judged({ authPrefix: "q-" }), /to be 'conformance-/],
    [
      "a key where none is wanted",
      "soundwhole",
      ADDRESS,
      judged({ auth: "none" }),
      /not to contain/,
    ],
    [
      "details that do not come back",
      "sounddetails",
      ECHO,
      { fetch: brokenClient({ say: [/"parts":\[[^\]]*\]/, '"parts":[]'] }) },
      /First I look/,
    ],
    [
      "a part of the cost that is not heard",
      "soundeach",
      EQUAL,
      { fetch: brokenClient({ hear: [/"price":0.0001(?=[,}])/, '"price":0'] }) },
      /deeply equal/,
    ],
    [
      "a limit that is not sent",
      "policyleast",
      "tells an answer that the limit cut",
      { fetch: brokenClient({ field: "max_tokens" }) },
      /length/,
    ],
    [
      "a renamed choice that is not sent",
      "policychoose",
      "says which tool must be called",
      { fetch: brokenClient({ field: "choose" }) },
      /get_weather/,
    ],
    [
      "a demand that is not kept",
      "policychoices",
      RULES,
      judgedBy({
        rules: [{ when: { tools: true }, require: ["temperature"], why: "It needs it." }],
      }),
      /without temperature/,
    ],
    [
      "a switch in the user's words",
      "policybits",
      ACCEPTED,
      { fetch: brokenClient({ say: [/"logprobs":1/, '"logprobs":true'] }) },
      /logprobs/,
    ],
    [
      "a switch of tools in the user's words",
      "policybits",
      "writes the platform's own words for values",
      {
        fetch: brokenClient({ say: [/"parallel_tool_calls":"no"/, '"parallel_tool_calls":false'] }),
      },
      /parallelToolCalls/,
    ],
    [
      "a format that a rule takes away",
      "policyformat",
      RULES,
      { fetch: brokenClient({ say: [/"model"/, '"response_format":{"type":"text"},"model"'] }) },
      /responseFormat/,
    ],
    [
      "a budget that a rule takes away",
      "policybudget",
      RULES,
      { fetch: brokenClient({ say: [/"model"/, '"thinking_budget":2048,"model"'] }) },
      /thinking_budget/,
    ],
    [
      "a fixed value in the user's words",
      "policyset",
      ACCEPTED,
      { fetch: brokenClient({ say: [/"high"/, "0.9"] }) },
      /"high"/,
    ],
    [
      "a set value in the user's words",
      "policyset",
      RULES,
      { fetch: brokenClient({ say: [/"temperature":0.99/, '"temperature":1'] }) },
      /must be 0.99/,
    ],
    [
      "ids in another form",
      "policyids",
      "calls a tool, takes its result and answers with it",
      { fetch: brokenClient({ hear: [/"call_/, '"CALL_'] }) },
      /to match/,
    ],
    [
      "a value beyond the edge",
      "policyscale",
      "refuses values outside a parameter's limits before anything is sent, and sends those at the edge",
      { fetch: brokenClient({ say: [/"temperature":100/, '"temperature":101'] }) },
      /above maximum/,
    ],
    [
      "a demanded choice that is not sent",
      "policydefaults",
      "calls a tool, takes its result and answers with it",
      { fetch: brokenClient({ field: "tool_choice" }) },
      /'tool_choice'/,
    ],
    [
      "a format lost without a word",
      "policychoices",
      "takes a schema as responseFormat, or says it in the prompt",
      judgedBy({ params: { responseFormat: { unsupported: "It has none." } } }),
      /without a word/,
    ],
    [
      "an effort that is not taken",
      "policyefforts",
      "asks for reasoning in the platform's way",
      {
        fetch: brokenClient({ say: [/"reasoning_effort":"none"/, '"reasoning_effort":"medium"'] }),
      },
      /Supported values/,
    ],
    [
      "a stream without what a rule sets",
      "policystream",
      EQUAL,
      { fetch: brokenClient({ field: "temperature" }) },
      /must be 1/,
    ],
  ])("%s (%s)", async (...[, id, check, options, message]) => {
    const { wire } = ENTRIES.find((each) => each.id === id)!.surfaces[0]!;
    const results = await runConformance(id, { wire, checks: [check], ...options });
    expect(results.map(({ error }) => error?.message)).toEqual([expect.stringMatching(message)]);
  });
});
