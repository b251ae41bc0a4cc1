import type { JsonObject, JsonValue } from "../json.ts";
import type { Message } from "../messages/message.ts";

/** A tool as the wire sees it: a plain JSON schema. */
export interface WireTool {
  name: string;
  description?: string;
  inputSchema: JsonObject;
  strict?: boolean;
}

/** The neutral tool choice. */
export type ToolChoice = "auto" | "none" | "required" | { tool: string };

/** The seed's form of `responseFormat`. */
export type ResponseFormat =
  | { type: "text" }
  | { type: "json_object" }
  | {
      type: "json_schema";
      json_schema: { name: string; schema: JsonObject; strict?: boolean; description?: string };
    };

/** The neutral parameters after policy: only what may be sent, in range. */
export interface WireConfig {
  temperature?: number;
  topP?: number;
  maxTokens?: number;
  stop?: string | string[];
  presencePenalty?: number;
  frequencyPenalty?: number;
  responseFormat?: ResponseFormat;
  toolChoice?: ToolChoice;
  reasoningEffort?: string;
  topK?: number;
  seed?: number;
  n?: number;
  logprobs?: boolean;
  topLogprobs?: number;
  logitBias?: Record<string, number>;
  parallelToolCalls?: boolean;
  reasoningBudgetTokens?: number;
  reasoningSummary?: string;
  serviceTier?: string;
  user?: string;
  extraHeaders?: Record<string, string>;
  extraBody?: Record<string, JsonValue>;
}

/** A chat request after policy and message preparation: what a wire turns into bytes. */
export interface ChatRequest {
  messages: readonly Message[];
  tools?: readonly WireTool[];
  config: WireConfig;
}

/** Texts to embed. */
export interface EmbedRequest {
  inputs: readonly string[];
  dimensions?: number;
  user?: string;
  extraBody?: Record<string, JsonValue>;
}

/** Documents to rank for a query. */
export interface RerankRequest {
  query: string;
  documents: readonly string[];
  topN?: number;
  extraBody?: Record<string, JsonValue>;
}
