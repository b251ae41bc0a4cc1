import type { AssistantMessage } from "../messages/message.ts";
import type { Cost } from "../results/cost.ts";
import type { Usage } from "../results/usage.ts";

/** A stable name for what went wrong. The union is open: minor versions add members. */
export type ErrorCode =
  | "missing_key"
  | "authentication"
  | "permission"
  | "rate_limit"
  | "quota_exceeded"
  | "context_length"
  | "content_filter"
  | "model_not_found"
  | "unknown_platform"
  | "invalid_request"
  | "unsupported_parameter"
  | "overloaded"
  | "server_error"
  | "timeout"
  | "network"
  | "redirect"
  | "stream_truncated"
  | "protocol"
  | "limit"
  | "tool_input"
  | "structured_output"
  | "budget_exceeded"
  | "aborted"
  | "origin"
  | "package_missing"
  | "store"
  | "vault";

/** What had arrived when a stream broke; broken streams are billed too. */
export interface PartialAnswer {
  message: AssistantMessage;
  usage: Usage;
  cost: Cost;
}

/** What an error knows beside its message. */
export interface ErrorDetails {
  platform?: string | undefined;
  model?: string | undefined;
  /** HTTP status. */
  status?: number | undefined;
  /** Whether the same call may succeed later; byok has already retried what it may. */
  retryable?: boolean | undefined;
  /** How long the platform asks to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
  requestId?: string | undefined;
  /** The next thing to do. */
  hint?: string | undefined;
  cause?: unknown;
  /** What had come of an answer: set on every error after its 2xx status. */
  partial?: PartialAnswer | undefined;
}

const MARKER = Symbol.for("byok.error");

/** The base of every error that byok throws. */
export class ByokError extends Error {
  override name = "ByokError";
  readonly code: ErrorCode;
  readonly platform?: string;
  readonly model?: string;
  readonly status?: number;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly requestId?: string;
  readonly hint: string;
  partial?: PartialAnswer;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.retryable = details.retryable ?? false;
    this.hint = details.hint ?? "";
    if (details.platform !== undefined) this.platform = details.platform;
    // A request to the platform itself, such as for its list of models, is for no model.
    if (details.model !== undefined && details.model !== "") this.model = details.model;
    if (details.status !== undefined) this.status = details.status;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.requestId !== undefined) this.requestId = details.requestId;
    if (details.partial !== undefined) this.partial = details.partial;
    Object.defineProperty(this, MARKER, { value: true });
  }
}

/** Tells whether a value is a byok error, of the given code where one is given; holds across copies of the package. */
export function isByokError(error: unknown, code?: ErrorCode): error is ByokError {
  if (typeof error !== "object" || error === null) return false;
  if ((error as Record<symbol, unknown>)[MARKER] !== true) return false;
  return code === undefined || (error as ByokError).code === code;
}
