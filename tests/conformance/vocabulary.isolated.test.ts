import { afterAll } from "vitest";
import { describeConformance } from "@byok/simulator/conformance";
import { MODEL_IMPORTS, PRICE_IMPORTS } from "../../packages/core/src/generated/model-imports.ts";
import { PLATFORMS } from "../../packages/core/src/generated/platforms.ts";
import { MODELS, PRICES, VOCABULARY } from "./__fixtures__/vocabulary.ts";

// What the vocabulary can say must hold before the first platform says it.
for (const platform of VOCABULARY) {
  const { id } = platform;
  Object.assign(PLATFORMS, { [id]: platform });
  Object.assign(MODEL_IMPORTS, {
    [id]: () => Promise.resolve({ table: { models: MODELS[id] ?? {} } }),
  });
  Object.assign(PRICE_IMPORTS, { [id]: () => Promise.resolve({ prices: PRICES[id] ?? {} }) });
}
afterAll(() => {
  for (const { id } of VOCABULARY)
    for (const table of [PLATFORMS, MODEL_IMPORTS, PRICE_IMPORTS])
      Reflect.deleteProperty(table, id);
});
for (const { id } of VOCABULARY) describeConformance(id);
