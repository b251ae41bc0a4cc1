import { DEPTHS, LAYERS, type LayerName, type Recipe } from "../recipes/recipe.ts";

const HISTORY_SHARE = 0.4;

/** The fewest and most tokens of each layer after the recipe's depth, and its place among the others. */
export function layerLimits(
  recipe: Recipe,
  budget: number,
): Record<LayerName, { min: number; max: number; priority: number }> {
  const factor = DEPTHS[recipe.depth];
  return Object.fromEntries(
    LAYERS.map((name) => {
      const { min, max, priority } = recipe.layers[name];
      const first = name === "history" && recipe.prioritiseHistory;
      const most = Math.round(max * factor);
      return [
        name,
        {
          min: Math.round(min * factor),
          max: first ? Math.max(most, Math.floor(budget * HISTORY_SHARE)) : most,
          priority: first ? 101 : priority,
        },
      ];
    }),
  ) as Record<LayerName, { min: number; max: number; priority: number }>;
}
