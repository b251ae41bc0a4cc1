import type { Policy } from "./policy.ts";
import type { PriceRow } from "./price.ts";

/** What a model does. */
export type ModelKind = "chat" | "embedding" | "rerank";

/** One model of one platform, as generated from the catalog; what is absent is unknown. */
export interface ModelRow {
  id: string;
  name?: string;
  /** `chat` when absent. */
  kind?: ModelKind;
  /** Name of the platform's policy family. */
  family?: string;
  /** Tokens of input and output together. */
  context?: number;
  maxInput?: number;
  maxOutput?: number;
  /** Input modalities: text, image, audio, video, pdf. */
  input?: readonly string[];
  output?: readonly string[];
  tools?: boolean;
  structuredOutput?: boolean;
  reasoning?: boolean;
  /** Reasoning efforts that the model takes. */
  efforts?: readonly string[];
  /** Reasoning budget in tokens that the model takes. */
  budget?: { min?: number; max?: number };
  /** Dimensions of an embedding. */
  dimensions?: number;
  openWeights?: boolean;
  /** `YYYY-MM-DD` or `YYYY-MM`. */
  released?: string;
  knowledge?: string;
  status?: "preview" | "active" | "deprecated" | "retired";
  deprecated?: string;
  replacement?: string;
  /** Endpoint regions that have it; all when absent. A call elsewhere is made with the warning `region-unlisted`. */
  regions?: readonly string[];
  /** Policy of this model alone. */
  policy?: Policy;
}

/** Another name of a model. */
export interface ModelAlias {
  target: string;
  since?: string;
}

/** The lazily loaded model table of one platform. */
export interface ModelTable {
  models: Readonly<Record<string, ModelRow>>;
  aliases?: Readonly<Record<string, ModelAlias>>;
}

/** The lazily loaded price table of one platform: model id → rows. */
export type PriceTable = Readonly<Record<string, readonly PriceRow[]>>;
