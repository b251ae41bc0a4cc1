import type { JsonValue, ReadonlyJsonValue } from "../json.ts";

/** Opaque state of one wire, platform and model (signatures, encrypted reasoning, item ids), replayed unchanged inside its scope. */
export interface ProviderState {
  scope: { wire: string; platform: string; model: string };
  data: JsonValue;
}

/** What every message and every part may carry beside its content. */
export interface Meta {
  /** State to hand back to the platform that produced it; dropped with the warning `state-dropped` elsewhere. */
  providerState?: ProviderState[];
  /** Asks the platform to cache the prompt up to here: for five minutes, one hour, or as the platform likes. */
  cache?: "5m" | "1h" | "auto";
  /** Fields of the user's own, kept by serialization and never sent. */
  extra?: Record<string, JsonValue>;
}

/** Where the bytes of a file part are. */
export type FileSource =
  | { bytes: Uint8Array }
  | { base64: string }
  | { url: string }
  | { fileId: string; platform: string }
  | { text: string };

/** A place in a source that backs a piece of text. */
export interface Citation {
  /** The cited words, where the platform gives them. */
  text?: string;
  title?: string;
  url?: string;
  /** Index of the cited file among the request's files, from 0. */
  documentIndex?: number;
  /** Start and end in the cited document, in the unit the platform uses. */
  start?: number;
  end?: number;
  unit?: "char" | "page" | "block";
}

/** Plain text. */
export interface TextPart extends Meta {
  type: "text";
  text: string;
  /** `answer` when absent. */
  channel?: "answer" | "commentary" | "refusal";
  citations?: Citation[];
}

/** An image, a sound, a PDF or another file, by media type. */
export interface FilePart extends Meta {
  type: "file";
  /** IANA media type, such as `image/png`. */
  mediaType: string;
  source: FileSource;
  name?: string;
  /** How closely the model looks at an image; the platform's default when absent. */
  detail?: "low" | "high" | "auto";
  /** Whether the model may cite from this file. */
  citable?: boolean;
}

/** The model's reasoning. The text may be empty when only a signature is known. */
export interface ReasoningPart extends Meta {
  type: "reasoning";
  text: string;
  /** True when the platform encrypted the text. */
  redacted?: true;
}

/** A complete, parsed call of a tool. */
export interface ToolCallPart extends Meta {
  type: "tool-call";
  id: string;
  name: string;
  input: JsonValue;
  /** The input as the model wrote it. */
  rawInput?: string;
  /** Set when the platform runs the tool itself. */
  executedBy?: "provider";
}

/** What a tool answered. */
export interface ToolResultPart extends Meta {
  type: "tool-result";
  /** The id of the tool call that this answers. */
  id: string;
  name: string;
  status: "ok" | "error" | "denied";
  content: (TextPart | FilePart | { type: "json"; value: JsonValue })[];
  executedBy?: "provider";
}

/** The model asks before a tool is run. */
export interface ApprovalRequestPart extends Meta {
  type: "tool-approval-request";
  approvalId: string;
  toolCallId: string;
}

/** The user's word on an approval request. */
export interface ApprovalResponsePart extends Meta {
  type: "tool-approval-response";
  approvalId: string;
  approved: boolean;
  reason?: string;
}

/** A part that only one platform knows; `kind` is `<wire or platform>.<name>`. */
export interface CustomPart extends Meta {
  type: "custom";
  kind: `${string}.${string}`;
  data: JsonValue;
}

/** Instructions that stand above the conversation. */
export type SystemMessage = Meta & { role: "system"; content: string | TextPart[] };

/** What the user says. */
export type UserMessage = Meta & {
  role: "user";
  content: string | (TextPart | FilePart | CustomPart)[];
  name?: string;
};

/** A part of an assistant message. */
export type AssistantPart =
  | TextPart
  | ReasoningPart
  | ToolCallPart
  | ToolResultPart
  | FilePart
  | ApprovalRequestPart
  | CustomPart;

/** What the model said; part order is kept exactly. */
export type AssistantMessage = Meta & {
  role: "assistant";
  content: string | AssistantPart[];
  origin?: { platform: string; model: string; responseId?: string };
};

/** Tool results and approvals. */
export type ToolMessage = Meta & {
  role: "tool";
  content: (ToolResultPart | ApprovalResponsePart)[];
};

/** One message of a conversation. */
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** A message that is given: a `Message`, and also one whose lists are read-only, such as one written `as const`. */
export type MessageInput =
  | ReadonlyDeep<SystemMessage>
  | ReadonlyDeep<UserMessage>
  | ReadonlyDeep<AssistantMessage>
  | ReadonlyDeep<ToolMessage>;

// A mapped type without conditions: the compiler's messages then name it, and do not write its fields out.
type ReadonlyDeep<T> = { readonly [Key in keyof T]: ReadonlyValue<T[Key]> };

type ReadonlyValue<T> = JsonValue extends T
  ? ReadonlyJsonValue
  : T extends readonly (infer Each)[]
    ? readonly ReadonlyValue<Each>[]
    : T extends Uint8Array
      ? T
      : T extends object
        ? ReadonlyDeep<T>
        : T;

/** Any part of any message. */
export type Part =
  | TextPart
  | FilePart
  | ReasoningPart
  | ToolCallPart
  | ToolResultPart
  | ApprovalRequestPart
  | ApprovalResponsePart
  | CustomPart;
