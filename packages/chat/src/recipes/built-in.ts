import {
  DEFAULT_LAYERS,
  LAYERS,
  type LayerName,
  type LayerSettings,
  type Recipe,
} from "./recipe.ts";

type Changes = Partial<Record<LayerName, Partial<LayerSettings>>>;

const base: Omit<Recipe, "name" | "description" | "layers"> = {
  budget: { tokens: 12_000 },
  depth: "standard",
  prioritiseHistory: false,
  includeEntities: true,
  select: { limit: 10, minScore: 0.1 },
};

const off: Partial<LayerSettings> = { enabled: false };

/** The recipes that are always there. */
export const BUILT_IN_RECIPES: readonly Recipe[] = [
  {
    ...base,
    name: "default",
    description: "A bit of everything: who you are, what was said, what fits the question.",
    layers: layers({}),
  },
  {
    ...base,
    name: "technical",
    description: "Code, decisions and projects; more room for what is retrieved.",
    budget: { tokens: 16_000 },
    layers: layers({ retrieval: { priority: 88, max: 5000 }, topic: { max: 4000 } }),
    select: {
      kinds: ["code", "decision", "project", "fact", "preference", "person", "note"],
      limit: 16,
      minScore: 0.1,
    },
  },
  {
    ...base,
    name: "creative",
    description: "Long history and ideas, few facts.",
    prioritiseHistory: true,
    layers: layers({ topic: { max: 1500 }, retrieval: { priority: 60, max: 1000 } }),
    select: { kinds: ["idea", "preference", "person", "project", "note"], limit: 6, minScore: 0.2 },
  },
  {
    ...base,
    name: "learning",
    description: "What you asked and learned before, in depth.",
    depth: "deep",
    layers: layers({ arc: { priority: 92 }, retrieval: { priority: 86 } }),
    select: { limit: 14, minScore: 0.1 },
  },
  {
    ...base,
    name: "minimal",
    description: "Only how you want answers, and the last messages: cheap and fast.",
    budget: { tokens: 4000 },
    depth: "minimal",
    includeEntities: false,
    layers: layers({ topic: off, entity: off, arc: off, retrieval: off, history: { max: 5000 } }),
  },
  {
    ...base,
    name: "private",
    description: "Nothing but the message itself.",
    includeEntities: false,
    layers: layers({
      identity: off,
      preferences: off,
      topic: off,
      entity: off,
      arc: off,
      retrieval: off,
      history: off,
    }),
  },
];

function layers(changes: Changes): Record<LayerName, LayerSettings> {
  return Object.fromEntries(
    LAYERS.map((name) => [name, { ...DEFAULT_LAYERS[name], ...changes[name] }]),
  ) as Record<LayerName, LayerSettings>;
}
