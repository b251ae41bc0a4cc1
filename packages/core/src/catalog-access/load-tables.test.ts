import { describe, expect, it } from "vitest";
import { MODEL_IMPORTS, PRICE_IMPORTS } from "../generated/model-imports.ts";
import { PLATFORMS } from "../generated/platforms.ts";
import { loadModels, loadPrices } from "./load-tables.ts";

describe("loadModels", () => {
  it("loads a table once", async () => {
    expect(loadModels("openai")).toBe(loadModels("openai"));
    const { models } = await loadModels("openai");
    expect(models["gpt-4o-mini"]?.id).toBe("gpt-4o-mini");
  });

  it("has a table for exactly the platforms that say so, each row under its own id, each alias with a target", async () => {
    const withTable = Object.values(PLATFORMS).filter(({ models }) => models === "table");
    expect(Object.keys(MODEL_IMPORTS).toSorted()).toEqual(withTable.map(({ id }) => id).toSorted());
    for (const { id, families = {} } of withTable) {
      const { models, aliases = {} } = await loadModels(id);
      for (const [model, row] of Object.entries(models)) {
        expect(row.id).toBe(model);
        if (row.family !== undefined)
          expect(Object.keys(families), `${id}/${model}`).toContain(row.family);
      }
      for (const { target } of Object.values(aliases))
        expect(Object.hasOwn(models, target), target).toBe(true);
    }
  });

  it.each(["ollama", "no-such-platform", "__proto__"])(
    "gives an empty table for %s",
    async (id) => {
      expect(Object.keys((await loadModels(id)).models)).toEqual([]);
      expect(Object.keys(await loadPrices(id))).toEqual([]);
    },
  );
});

describe("loadPrices", () => {
  it("has prices only for models of the same platform's table", async () => {
    for (const id of Object.keys(PRICE_IMPORTS)) {
      const { models } = await loadModels(id);
      for (const model of Object.keys(await loadPrices(id)))
        expect(Object.hasOwn(models, model), `${id}/${model}`).toBe(true);
    }
    expect((await loadPrices("openai"))["gpt-4o-mini"]?.[0]?.currency).toBe("USD");
  });
});
