import { afterAll, describe, expect, it } from "vitest";
import type { Platform, Surface } from "@byok/core/provider";
import { describeConformance, runConformance } from "@byok/simulator/conformance";
import { MODEL_IMPORTS, PRICE_IMPORTS } from "../../packages/core/src/generated/model-imports.ts";
import { PLATFORMS } from "../../packages/core/src/generated/platforms.ts";
import { brokenClient } from "./__fixtures__/broken-client.ts";
import { SOUND, SOUND_MODELS, SOUND_PRICES } from "./__fixtures__/sound-entries.ts";
import { MODELS, PRICES, VOCABULARY } from "./__fixtures__/vocabulary.ts";

const ENTRIES = [...VOCABULARY, ...SOUND];

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
  ])("%s (%s)", async (...[, id, check, options, message]) => {
    const { wire } = SOUND.find((each) => each.id === id)!.surfaces[0]!;
    const results = await runConformance(id, { wire, checks: [check], ...options });
    expect(results.map(({ error }) => error?.message)).toEqual([expect.stringMatching(message)]);
  });
});
