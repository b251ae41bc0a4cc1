import type { ModelRow } from "../catalog/model-row.ts";
import type { Platform, Surface } from "../catalog/platform.ts";
import type { Policy } from "../catalog/policy.ts";
import type { ErrorCode } from "../errors/byok-error.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { FilePart } from "../messages/message.ts";
import type { Usage } from "../results/usage.ts";
import type { Warning } from "../results/warning.ts";
import type { ChatRequest, EmbedRequest, RerankRequest } from "./request.ts";
import type { WireEvent } from "./wire-event.ts";

/** Whom a request is for: everything a wire may know, and nothing secret. */
export interface Target {
  platform: Platform;
  surface: Surface;
  model: ModelRow;
  /** Platform, surface, family and model merged. */
  policy: Policy;
  endpoint: { id: string; baseUrl: string; vars: Readonly<Record<string, string>> };
}

/** The impure things a wire may use while encoding. */
export interface EncodeContext {
  warn(warning: Warning): void;
  /** A fresh id, deterministic under test. */
  id(): string;
  /** Unix time in milliseconds. */
  now(): number;
  stream: boolean;
}

/** One part of a multipart body; `open` is called once per attempt. */
export interface MultipartPart {
  name: string;
  filename?: string;
  mediaType?: string;
  open(): Uint8Array | AsyncIterable<Uint8Array>;
}

/** An HTTP request, without credentials. */
export interface WireRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Joined to the endpoint's base URL. */
  path: string;
  query?: Record<string, string>;
  /** Lower-case names. */
  headers: Record<string, string>;
  body?: Uint8Array | { multipart: MultipartPart[] };
  /** The framing of the answer, when it streams. */
  framing: string;
}

/** The head of an HTTP answer; header names are lower-case. */
export interface ResponseHead {
  status: number;
  headers: ReadonlyMap<string, string>;
  url: string;
}

/** What an error answer means. */
export interface ClassifiedError {
  code: ErrorCode;
  message: string;
  retryable: boolean;
  status?: number;
  retryAfterMs?: number;
  requestId?: string;
  /** How far the local clock is off, in milliseconds: repaired once for signatures. */
  skewMs?: number;
  /** The credential has expired: dropped and fetched again once. */
  reauthenticate?: boolean;
  /** With `content_filter`: whether the prompt or the answer was blocked, where the platform says. */
  blockedBy?: "input" | "output";
  /** With `content_filter`: the platform's own verdict. */
  safety?: JsonValue;
  /** The platform's error body, scrubbed before anyone sees it. */
  raw?: JsonValue;
}

/** One operation: a request made from an input, an output read from the whole answer. */
export interface Operation<I, O> {
  encode(input: I, target: Target, context: EncodeContext): WireRequest;
  decode(head: ResponseHead, body: Uint8Array, target: Target, context: EncodeContext): O;
}

/** Reads the frames of one stream. */
export interface Decoder {
  frame(event: string, data: string, bytes?: Uint8Array): void;
  /** The body has ended; the engine judges whether the stream was complete. */
  end(): void;
}

/** The chat operation: both a stream and a whole answer become the same wire events. */
export interface ChatOperation {
  /**
   * Whether a file may be sent as a URL of this media type; the others are fetched first, where the user allows it.
   * Without it every file may.
   */
  takesUrl?(part: FilePart, target: Target): boolean;
  encode(input: ChatRequest, target: Target, context: EncodeContext): WireRequest;
  /** Reads a whole, non-streamed answer. `body` is the parsed JSON. */
  decode(
    head: ResponseHead,
    body: JsonValue,
    target: Target,
    emit: (event: WireEvent) => void,
  ): void;
  /** One closure per stream. */
  decoder(head: ResponseHead, target: Target, emit: (event: WireEvent) => void): Decoder;
}

/** Vectors in the order of the inputs. */
export interface EmbedOutput {
  embeddings: number[][];
  model?: string;
  usage: Usage;
}

/** Documents by falling relevance; `index` points into the request. */
export interface RerankOutput {
  results: { index: number; score: number }[];
  model?: string;
  usage: Usage;
}

/** A model as the platform's live list states it. */
export interface ModelInfo {
  id: string;
  name?: string;
  /** Unix time in seconds. */
  created?: number;
  ownedBy?: string;
  context?: number;
  maxOutput?: number;
  raw: JsonObject;
}

/** The most that an encoded request may bring, as its own body says: what a budget reckons the worst case from. */
export interface RequestBounds {
  /** Output tokens of one answer at most; absent where the request has no cap that is sure to hold. */
  maxTokens?: number;
  /** Answers asked for; 1 when absent. */
  n?: number;
  /** The service tier asked for; the platform's standard when absent. */
  serviceTier?: string;
  /** The place asked to answer, where that may have a price of its own; as a `metadata` event names it. */
  region?: string;
  /** Whether it names a cache that was made before: one that is kept for it may be billed by the hour. */
  namesCache?: boolean;
  /** What may cost something beside its tokens, or another price, in words such as `price of the tool web_search`. */
  unbounded: readonly string[];
}

/** A wire protocol: how a neutral request becomes bytes and how its frames become events. Deterministic, without I/O. */
export interface WireProtocol {
  specVersion: 1;
  id: string;
  /** Path of the chat operation when the surface names none. */
  chat: ChatOperation;
  countTokens?: Operation<ChatRequest, { input: number; exact: boolean }>;
  embed?: Operation<EmbedRequest, EmbedOutput>;
  rerank?: Operation<RerankRequest, RerankOutput>;
  models?: Operation<{ cursor?: string }, { items: ModelInfo[]; cursor?: string }>;
  /**
   * Checks a key without spending, where the catalog names no page for it. Any answer but an error proves what
   * `proves` says; an error is read by `classifyError`.
   */
  check?: Operation<Record<string, never>, { proves: "key" | "key+model" | "nothing" }>;
  /**
   * Reads the bounds of an encoded chat, embedding or ranking, fields of `extraBody` included. `body` is the parsed
   * JSON. Without it a budget takes the bounds of the config, and `extraBody` has none.
   */
  bounds?(body: JsonObject, target: Target): RequestBounds;
  /** Operations that only one platform has, named `<wire>.<operation>`. */
  extensions?: Readonly<Record<`${string}.${string}`, Operation<never, unknown>>>;
  /** Called for every status outside 200–299. `body` is capped at 64 KiB. */
  classifyError(head: ResponseHead, body: Uint8Array, target: Target): ClassifiedError;
}
