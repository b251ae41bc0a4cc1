import type { JsonObject } from "@byok/core/provider";

/**
 * A cache breakpoint; five minutes when no time is given.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 */
export interface CacheControl {
  type: "ephemeral";
  ttl?: "5m" | "1h";
}

/** What a block that may end a cached prefix can carry. */
export interface Cacheable {
  cache_control?: CacheControl;
}

/** Text, with the citations that the platform gave for it. */
export interface TextBlock extends Cacheable {
  type: "text";
  text: string;
}

/** An image by its bytes, its address or its file id. */
export interface ImageBlock extends Cacheable {
  type: "image";
  source:
    | {
        type: "base64";
        media_type: "image/jpeg" | "image/png" | "image/gif" | "image/webp";
        data: string;
      }
    | { type: "url"; url: string }
    | { type: "file"; file_id: string };
}

/** A PDF or a text document. */
export interface DocumentBlock extends Cacheable {
  type: "document";
  source:
    | { type: "base64"; media_type: "application/pdf"; data: string }
    | { type: "text"; media_type: "text/plain"; data: string }
    | { type: "url"; url: string }
    | { type: "file"; file_id: string };
  title?: string;
  citations?: { enabled: boolean };
}

/** A call of one of the user's tools. */
export interface ToolUseBlock extends Cacheable {
  type: "tool_use";
  id: string;
  name: string;
  input: unknown;
}

/** What a tool answered. */
export interface ToolResultBlock extends Cacheable {
  type: "tool_result";
  tool_use_id: string;
  content?: string | (TextBlock | ImageBlock | DocumentBlock)[];
  is_error?: boolean;
}

/** The model's thinking, with the signature that proves it. */
export interface ThinkingBlock {
  type: "thinking";
  thinking: string;
  signature: string;
}

/** Thinking that the platform encrypted. */
export interface RedactedThinkingBlock {
  type: "redacted_thinking";
  data: string;
}

/** A content block that this wire writes. */
export type Block =
  | TextBlock
  | ImageBlock
  | DocumentBlock
  | ToolUseBlock
  | ToolResultBlock
  | ThinkingBlock
  | RedactedThinkingBlock;

/** One turn. `system` stands between turns only where the model takes it there. */
export type Turn =
  | { role: "user" | "assistant"; content: Block[] }
  | { role: "system"; content: TextBlock[] };

/** One of the user's tools. */
export interface ToolDefinition {
  name: string;
  description?: string;
  input_schema: { type: "object"; [key: string]: unknown };
  strict?: boolean;
}

/** Which tool the model must or may call. */
export type ToolChoiceField =
  | { type: "auto" | "any"; disable_parallel_tool_use?: boolean }
  | { type: "tool"; name: string; disable_parallel_tool_use?: boolean }
  | { type: "none" };

/**
 * Whether and how much the model thinks.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/thinking
 */
export type ThinkingField =
  | { type: "enabled"; budget_tokens: number; display?: "summarized" | "omitted" }
  | { type: "adaptive"; display?: "summarized" | "omitted" }
  | { type: "disabled" };

/** The effort and the form of the answer. */
export interface OutputConfig {
  effort?: "low" | "medium" | "high" | "xhigh" | "max";
  format?: { type: "json_schema"; schema: JsonObject };
}

/**
 * The body of `POST /v1/messages`, as far as this wire writes it.
 *
 * @see https://platform.claude.com/docs/en/api/messages
 */
export interface MessagesBody {
  model: string;
  max_tokens: number;
  messages: Turn[];
  system?: TextBlock[];
  tools?: ToolDefinition[];
  tool_choice?: ToolChoiceField;
  thinking?: ThinkingField;
  output_config?: OutputConfig;
  temperature?: number;
  top_p?: number;
  top_k?: number;
  stop_sequences?: string[];
  metadata?: { user_id: string };
  service_tier?: "auto" | "standard_only";
  container?: string;
  stream?: boolean;
}
