import type { Node } from "yaml";
import { StoreError } from "../store/store-error.ts";
import { UNIT_KINDS, type UnitKind } from "../units/unit.ts";
import {
  entriesOf,
  flagIn,
  numberIn,
  problem,
  problemAt,
  scalar,
  textIn,
  textsIn,
  wordIn,
  type RecipeFile,
} from "./check-node.ts";
import {
  DEFAULT_LAYERS,
  DEPTHS,
  LAYERS,
  type Depth,
  type LayerName,
  type LayerSettings,
  type Recipe,
  type UnitSelection,
} from "./recipe.ts";

const KEYS = [
  "name",
  "description",
  "budget",
  "depth",
  "prioritiseHistory",
  "includeEntities",
  "layers",
  "select",
];
const LAYER_KEYS = ["enabled", "priority", "min", "max", "manual"];
const SELECT_KEYS = ["kinds", "tags", "pinned", "query", "limit", "minScore"];
const MAX_TOKENS = 10_000_000;

/**
 * Reads a recipe file. What is absent is as in the recipe `default`.
 *
 * @param fileName - How the file is called in errors.
 * @throws StoreError that lists everything wrong as `file:line:column: text`.
 */
export async function parseRecipe(text: string, fileName = "recipe.yaml"): Promise<Recipe> {
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const file: RecipeFile = { yaml, name: fileName, lines, problems: [] };
  for (const error of document.errors)
    problemAt(file, error.pos[0], `${firstLine(error.message)}.`);
  const recipe = file.problems.length > 0 ? undefined : readRecipe(file, document.contents);
  if (recipe !== undefined && file.problems.length === 0) return recipe;
  const problems = file.problems.toSorted((a, b) => a.offset - b.offset);
  throw new StoreError("invalid", problems.map(({ text: each }) => each).join("\n"), {
    hint: "byok recipe show default prints a recipe to begin with.",
  });
}

/** Writes a recipe as the file that gives it back. */
export async function formatRecipe(recipe: Recipe): Promise<string> {
  const { stringify } = await import("yaml");
  const { budget, ...rest } = recipe;
  const { name, description, ...settings } = rest;
  const layers = Object.fromEntries(
    Object.entries(recipe.layers).map(([layer, of]) => {
      const { enabled, priority, min, max, manual } = of;
      if (layer === "message") return [layer, manual === undefined ? true : { manual }];
      const given = manual === undefined ? {} : { manual };
      return [layer, enabled ? { priority, min, max, ...given } : false];
    }),
  );
  return stringify({
    name,
    description,
    budget: "tokens" in budget ? budget.tokens : `${budget.share * 100}%`,
    ...settings,
    layers,
  });
}

function readRecipe(file: RecipeFile, root: Node | null): Recipe {
  const recipe: Recipe = {
    name: "",
    description: "",
    budget: { tokens: 12_000 },
    depth: "standard",
    prioritiseHistory: false,
    includeEntities: true,
    layers: structuredClone(DEFAULT_LAYERS) as Recipe["layers"],
    select: { limit: 10, minScore: 0.1 },
  };
  for (const { key, value } of entriesOf(file, root, "a recipe", KEYS)) {
    switch (key) {
      case "name":
        recipe.name = nameIn(file, value);
        break;
      case "description":
        recipe.description = textIn(file, value, "description") ?? "";
        break;
      case "budget":
        recipe.budget = budgetIn(file, value);
        break;
      case "depth":
        recipe.depth = wordIn(file, value, "depth", Object.keys(DEPTHS) as Depth[]) ?? "standard";
        break;
      case "prioritiseHistory":
        recipe.prioritiseHistory = flagIn(file, value, key) ?? false;
        break;
      case "includeEntities":
        recipe.includeEntities = flagIn(file, value, key) ?? true;
        break;
      case "layers":
        readLayers(file, value, recipe.layers);
        break;
      case "select":
        recipe.select = selectionIn(file, value);
        break;
    }
  }
  if (recipe.name === "" && file.problems.length === 0) {
    problem(file, root, "a recipe needs a name.");
  }
  return recipe;
}

function nameIn(file: RecipeFile, node: Node | null): string {
  const name = textIn(file, node, "name") ?? "";
  if (name !== "" && !/^[a-z0-9][a-z0-9_-]{0,63}$/i.test(name)) {
    problem(file, node, "name may hold letters, digits, - and _ only.");
  }
  return name;
}

function budgetIn(file: RecipeFile, node: Node | null): Recipe["budget"] {
  const value = scalar(file, node);
  const share = typeof value === "string" ? /^(\d+(?:\.\d+)?)\s*%$/.exec(value)?.[1] : undefined;
  if (share !== undefined && Number(share) > 0 && Number(share) <= 100) {
    return { share: Number(share) / 100 };
  }
  if (typeof value === "number" && Number.isInteger(value) && value > 0 && value <= MAX_TOKENS) {
    return { tokens: value };
  }
  problem(file, node, "budget must be a whole number of tokens, or a share such as 40%.");
  return { tokens: 0 };
}

function readLayers(file: RecipeFile, node: Node | null, layers: Recipe["layers"]): void {
  for (const { key, value } of entriesOf(file, node, "layers", LAYERS)) {
    const name = key as LayerName;
    const on = scalar(file, value);
    const layer =
      typeof on === "boolean"
        ? { ...layers[name], enabled: on }
        : readLayer(file, value, `layer ${name}`, layers[name]);
    if (name === "message" && !layer.enabled) {
      problem(file, value, "the layer message cannot be off: it is what you ask.");
    }
    layers[name] = layer;
  }
}

function readLayer(
  file: RecipeFile,
  node: Node | null,
  what: string,
  base: LayerSettings,
): LayerSettings {
  const layer = { ...base };
  let maxNode: Node | null = null;
  for (const { key, value } of entriesOf(file, node, what, LAYER_KEYS)) {
    const tokens = { min: 0, max: MAX_TOKENS, whole: true };
    const name = `${key} of ${what}`;
    if (key === "enabled") layer.enabled = flagIn(file, value, name) ?? true;
    else if (key === "manual") layer.manual = textIn(file, value, name) ?? "";
    else if (key === "priority") {
      layer.priority = numberIn(file, value, name, { min: 0, max: 100 }) ?? 0;
    } else if (key === "min") layer.min = numberIn(file, value, name, tokens) ?? 0;
    else {
      layer.max = numberIn(file, value, name, tokens) ?? 0;
      maxNode = value;
    }
  }
  if (layer.min > layer.max) {
    if (maxNode === null) layer.max = layer.min;
    else if (layer.min === base.min) layer.min = layer.max;
    else problem(file, maxNode, `max of ${what} (${layer.max}) is below its min (${layer.min}).`);
  }
  return layer;
}

function selectionIn(file: RecipeFile, node: Node | null): UnitSelection {
  const select: UnitSelection = { limit: 10, minScore: 0.1 };
  for (const { key, value } of entriesOf(file, node, "select", SELECT_KEYS)) {
    switch (key) {
      case "kinds":
        select.kinds = (textsIn(file, value, "kinds") ?? [])
          .map((each) => wordIn(file, each, "a kind", UNIT_KINDS))
          .filter((each): each is UnitKind => each !== undefined);
        break;
      case "tags":
        select.tags = (textsIn(file, value, "tags") ?? [])
          .map((each) => textIn(file, each, "a tag") ?? "")
          .filter((each) => each !== "");
        break;
      case "pinned":
        select.pinned = flagIn(file, value, "pinned") ?? false;
        break;
      case "query":
        select.query = textIn(file, value, "query") ?? "";
        break;
      case "limit":
        select.limit = numberIn(file, value, "limit", { min: 0, max: 1000, whole: true }) ?? 10;
        break;
      case "minScore":
        select.minScore = numberIn(file, value, "minScore", { min: 0, max: 1 }) ?? 0;
        break;
    }
  }
  return select;
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? text).replace(/\.$/, "");
}
