import type { UnitKind } from "../units/unit.ts";

/** The layers of a context, in the order in which they are sent. */
export const LAYERS = [
  "identity",
  "preferences",
  "topic",
  "entity",
  "arc",
  "retrieval",
  "history",
  "message",
] as const;

/** One layer of a context: one of {@link LAYERS}. */
export type LayerName = (typeof LAYERS)[number];

/** Layers that are sent whole or not at all: a budget never cuts them. */
export const FIXED_LAYERS: readonly LayerName[] = ["identity", "preferences", "message"];

/** How deep a context goes; a factor on `min` and `max` of the layers that can be cut. */
export const DEPTHS = { minimal: 0.5, standard: 1, deep: 1.5 } as const;

/** How deep a context goes. */
export type Depth = keyof typeof DEPTHS;

/** What a layer may take. */
export interface LayerSettings {
  enabled: boolean;
  /** 0 to 100: who gets tokens first when they are short. */
  priority: number;
  /** Tokens that it gets before any other layer gets more. */
  min: number;
  /** The most tokens that it gets; the message has no limit. */
  max: number;
  /** Text that always stands in this layer. */
  manual?: string;
}

/** Which context units come into question. */
export interface UnitSelection {
  /** Only these kinds; all when absent. */
  kinds?: readonly UnitKind[];
  /** Only units with any of these tags. */
  tags?: readonly string[];
  /** Only pinned units. */
  pinned?: boolean;
  /** Searched for instead of the words of the message. */
  query?: string;
  /** How many units at most in the layer `retrieval`. */
  limit: number;
  /** 0 to 1: units below are not retrieved, unless they are pinned. */
  minScore: number;
}

/** How the context of a chat is put together. */
export interface Recipe {
  name: string;
  description: string;
  /** Tokens of everything that is sent, or a share of the model's window. */
  budget: { tokens: number } | { share: number };
  depth: Depth;
  /** Gives the history up to 40 % of the budget, ahead of the other layers. */
  prioritiseHistory: boolean;
  /** Looks for people and projects that the message names. */
  includeEntities: boolean;
  layers: Record<LayerName, LayerSettings>;
  select: UnitSelection;
}

/** The layers of the recipe `default`. */
export const DEFAULT_LAYERS: Readonly<Record<LayerName, LayerSettings>> = {
  identity: { enabled: true, priority: 100, min: 0, max: 500 },
  preferences: { enabled: true, priority: 95, min: 0, max: 500 },
  topic: { enabled: true, priority: 80, min: 200, max: 3000 },
  entity: { enabled: true, priority: 70, min: 100, max: 1500 },
  arc: { enabled: true, priority: 85, min: 200, max: 2000 },
  retrieval: { enabled: true, priority: 75, min: 200, max: 2000 },
  history: { enabled: true, priority: 90, min: 1000, max: 8000 },
  message: { enabled: true, priority: 100, min: 0, max: 0 },
};
