import type { ImportedPrice } from "./price-row.ts";

/** One model as the import writes it; the keys are those of the catalog's model entries. */
export interface ImportedModel {
  inherits?: string;
  name?: string;
  kind?: "embedding" | "rerank";
  family?: string;
  context?: number;
  maxOutput?: number;
  input?: string[];
  output?: string[];
  tools?: boolean;
  structuredOutput?: boolean;
  reasoning?: boolean;
  efforts?: string[];
  budget?: { min?: number; max?: number };
  openWeights?: boolean;
  released?: string;
  knowledge?: string;
  status?: "deprecated";
  deprecated?: string;
  regions?: string[];
  aliases?: string[];
  prices?: ImportedPrice[];
}

/** The order of a model's keys in the file; the import writes these and no others. */
export const MODEL_KEYS = [
  "inherits",
  "name",
  "kind",
  "family",
  "context",
  "maxInput",
  "maxOutput",
  "input",
  "output",
  "tools",
  "structuredOutput",
  "reasoning",
  "efforts",
  "budget",
  "dimensions",
  "openWeights",
  "released",
  "knowledge",
  "status",
  "deprecated",
  "replacement",
  "regions",
  "policy",
  "aliases",
  "waiver",
  "prices",
] as const;

/** The fields that an inheriting row takes from the other platform's row. */
export const INHERITED_KEYS = [
  "name",
  "kind",
  "context",
  "maxOutput",
  "input",
  "output",
  "tools",
  "structuredOutput",
  "reasoning",
  "efforts",
  "budget",
  "openWeights",
  "released",
  "knowledge",
] as const;
