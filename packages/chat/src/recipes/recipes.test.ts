import { describe, expect, it } from "vitest";
import { memoryStore } from "../__fixtures__/temporary-store.ts";
import { BUILT_IN_RECIPES } from "./built-in.ts";
import { formatRecipe, parseRecipe } from "./parse-recipe.ts";
import { deleteRecipe, getRecipe, listRecipes, recipeFile, saveRecipe } from "./store-recipes.ts";

describe("parseRecipe", () => {
  it("reads a whole file", async () => {
    const recipe = await parseRecipe(`name: mine
description: For work
budget: 40%
depth: deep
prioritiseHistory: true
includeEntities: false
layers:
  identity: { manual: I am Ada, priority: 90, max: 200 }
  arc: false
  history:
    min: 500
    max: 9000
select:
  kinds: [code, decision]
  tags: [work]
  pinned: false
  query: sqlite
  limit: 3
  minScore: 0.5
`);
    expect(recipe).toMatchObject({
      name: "mine",
      budget: { share: 0.4 },
      depth: "deep",
      prioritiseHistory: true,
      includeEntities: false,
      select: {
        kinds: ["code", "decision"],
        tags: ["work"],
        pinned: false,
        query: "sqlite",
        limit: 3,
        minScore: 0.5,
      },
    });
    expect(recipe.layers.identity).toEqual({
      enabled: true,
      manual: "I am Ada",
      priority: 90,
      min: 0,
      max: 200,
    });
    expect(recipe.layers.arc.enabled).toBe(false);
    expect(recipe.layers.topic.enabled).toBe(true);
  });

  it.each([
    [
      "name: x\nlayers:\n  identiy: true",
      'r.yaml:3:3: unknown key "identiy" in layers. Did you mean "identity"?',
    ],
    ["nme: x", 'r.yaml:1:1: unknown key "nme" in a recipe. Did you mean "name"?'],
    ["name: x\nxyzzy: 1", 'r.yaml:2:1: unknown key "xyzzy" in a recipe. Known keys: name,'],
    [
      "name: x\ndepth: depp",
      'r.yaml:2:8: depth must be one of minimal, standard, deep. Did you mean "deep"?',
    ],
    [
      "name: x\nbudget: -5",
      "r.yaml:2:9: budget must be a whole number of tokens, or a share such as 40%.",
    ],
    ["name: x\nbudget: 140%", "r.yaml:2:9: budget must be"],
    [
      "name: x\nlayers:\n  topic: { priority: 200 }",
      "r.yaml:3:22: priority of layer topic must be a number from 0 to 100.",
    ],
    [
      "name: x\nlayers:\n  topic: { min: 10, max: 5 }",
      "r.yaml:3:26: max of layer topic (5) is below its min (10).",
    ],
    ["name: x\nlayers:\n  message: false", "r.yaml:3:12: the layer message cannot be off"],
    ["name: x\nselect:\n  kinds: [cod]", "r.yaml:3:11: a kind must be one of"],
    ["name: x\nselect: [1]", "r.yaml:2:9: select must be a map of"],
    ["name: x\nincludeEntities: maybe", "r.yaml:2:18: includeEntities must be true or false."],
    ["name: ../x", "r.yaml:1:7: name may hold letters"],
    ["depth: deep", "a recipe needs a name."],
    ["", "r.yaml:1:1: a recipe must be a map"],
    ["- a", "r.yaml:1:1: a recipe must be a map"],
    ["name: [x\n", "r.yaml:"],
    ["name: x\nname: y", "r.yaml:2:1:"],
  ])("says where %j is wrong", async (text, problem) => {
    await expect(parseRecipe(text, "r.yaml")).rejects.toMatchObject({
      reason: "invalid",
      message: expect.stringContaining(problem),
    });
  });

  it("tells all problems at once", async () => {
    await expect(parseRecipe("name: 5\ndepth: x\nfoo: 1", "r")).rejects.toMatchObject({
      message: expect.stringMatching(/r:1:7.*\nr:2:8.*\nr:3:1/),
    });
  });

  it.each(BUILT_IN_RECIPES.map((recipe) => [recipe.name, recipe] as const))(
    "reads the written %s back",
    async (_name, recipe) => {
      const again = await parseRecipe(await formatRecipe(recipe));
      expect({ ...again, layers: enabledOnly(again.layers) }).toEqual({
        ...recipe,
        layers: enabledOnly(recipe.layers),
      });
    },
  );
});

describe("stored recipes", () => {
  it("win over built-in ones, keep their comments, and go again", async () => {
    const store = memoryStore();
    expect(listRecipes(store).map(({ recipe }) => recipe.name)).toEqual([
      "default",
      "technical",
      "creative",
      "learning",
      "minimal",
      "private",
    ]);
    const yaml = "# mine\nname: minimal\nbudget: 777\n";
    await saveRecipe(store, yaml, "minimal.yaml");
    expect(getRecipe(store, "minimal").budget).toEqual({ tokens: 777 });
    expect(await recipeFile(store, "minimal")).toBe(yaml);
    expect(listRecipes(store)).toHaveLength(6);
    deleteRecipe(store, "minimal");
    expect(getRecipe(store, "minimal").budget).toEqual({ tokens: 4000 });
    expect(() => deleteRecipe(store, "minimal")).toThrow("built in");
    expect(() => getRecipe(store, "tecnical")).toThrow(
      expect.objectContaining({
        hint: expect.stringContaining('Did you mean "technical"?') as string,
      }),
    );
  });
});

function enabledOnly(layers: object): object {
  return Object.fromEntries(
    Object.entries(layers).map(([name, layer]) => [
      name,
      (layer as { enabled: boolean }).enabled ? layer : false,
    ]),
  );
}
