import { ByokError, type ErrorDetails } from "./byok-error.ts";

/** The phase that a time limit covers. */
export type TimeoutPhase = "connect" | "write" | "first-byte" | "idle" | "content-idle" | "total";

/** What kind of connection failure. */
export type NetworkErrorKind = "dns" | "refused" | "reset" | "tls" | "proxy";

/** No key was found for a platform that needs one. */
export class MissingKeyError extends ByokError {
  override name = "MissingKeyError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("missing_key", message, details);
  }
}

/** The platform does not accept the key (HTTP 401). */
export class AuthenticationError extends ByokError {
  override name = "AuthenticationError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("authentication", message, details);
  }
}

/** The key may not do this (HTTP 403). */
export class PermissionError extends ByokError {
  override name = "PermissionError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("permission", message, details);
  }
}

/** Too many requests or tokens for now (HTTP 429); `retryAfterMs` says how long, where the platform does. */
export class RateLimitError extends ByokError {
  override name = "RateLimitError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("rate_limit", message, details);
  }
}

/** The account has no credit or quota left; waiting does not help. */
export class QuotaExceededError extends ByokError {
  override name = "QuotaExceededError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("quota_exceeded", message, details);
  }
}

/** The input, with the output asked for, is longer than the model's context. */
export class ContextLengthError extends ByokError {
  override name = "ContextLengthError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("context_length", message, details);
  }
}

/** The platform refused the content. */
export class ContentFilterError extends ByokError {
  override name = "ContentFilterError";
  /** Whether the prompt or the answer was blocked, where the platform says. */
  readonly blockedBy?: "input" | "output";
  /** The platform's own verdict, unchanged. */
  readonly safety?: unknown;
  constructor(
    message: string,
    details: ErrorDetails & { blockedBy?: "input" | "output"; safety?: unknown } = {},
  ) {
    super("content_filter", message, details);
    if (details.blockedBy !== undefined) this.blockedBy = details.blockedBy;
    if (details.safety !== undefined) this.safety = details.safety;
  }
}

/** The platform does not know the model, or the key may not use it. */
export class ModelNotFoundError extends ByokError {
  override name = "ModelNotFoundError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("model_not_found", message, details);
  }
}

/** No platform of the catalog has this name. */
export class UnknownPlatformError extends ByokError {
  override name = "UnknownPlatformError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("unknown_platform", message, details);
  }
}

/** The request is wrong; nothing was sent, or the platform refused it. */
export class InvalidRequestError extends ByokError {
  override name = "InvalidRequestError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("invalid_request", message, details);
  }
}

/** A parameter that the model refuses was set and `onUnsupported` is `error`. */
export class UnsupportedParameterError extends ByokError {
  override name = "UnsupportedParameterError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("unsupported_parameter", message, details);
  }
}

/** The platform has no capacity now (HTTP 503, 529). */
export class OverloadedError extends ByokError {
  override name = "OverloadedError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("overloaded", message, details);
  }
}

/** The platform failed (HTTP 5xx, or an error in a 200 answer). */
export class ServerError extends ByokError {
  override name = "ServerError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("server_error", message, details);
  }
}

/** A phase of the call took longer than its limit. */
export class TimeoutError extends ByokError {
  override name = "TimeoutError";
  readonly phase: TimeoutPhase;
  constructor(message: string, details: ErrorDetails & { phase: TimeoutPhase }) {
    super("timeout", message, details);
    this.phase = details.phase;
  }
}

/** The connection failed. */
export class NetworkError extends ByokError {
  override name = "NetworkError";
  readonly kind: NetworkErrorKind;
  constructor(message: string, details: ErrorDetails & { kind: NetworkErrorKind }) {
    super("network", message, details);
    this.kind = details.kind;
  }
}

/** The server redirected; byok never sends a prompt or a key elsewhere. */
export class RedirectError extends ByokError {
  override name = "RedirectError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("redirect", message, details);
  }
}

/** The stream ended without its terminal signal; `partial` has what came. */
export class StreamTruncatedError extends ByokError {
  override name = "StreamTruncatedError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("stream_truncated", message, details);
  }
}

/** The answer is not what the protocol says. */
export class ProtocolError extends ByokError {
  override name = "ProtocolError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("protocol", message, details);
  }
}

/** The answer is larger than a cap allows. */
export class LimitError extends ByokError {
  override name = "LimitError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("limit", message, details);
  }
}

/** The model called a tool with an input that cannot be used. */
export class ToolInputError extends ByokError {
  override name = "ToolInputError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("tool_input", message, details);
  }
}

/** The answer does not match the output schema. */
export class StructuredOutputError extends ByokError {
  override name = "StructuredOutputError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("structured_output", message, details);
  }
}

/** The call could cost more than the budget has left; nothing was sent. */
export class BudgetExceededError extends ByokError {
  override name = "BudgetExceededError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("budget_exceeded", message, details);
  }
}

/** The caller aborted. */
export class AbortedError extends ByokError {
  override name = "AbortedError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("aborted", message, details);
  }
}

/** A key may not go to this host. */
export class OriginError extends ByokError {
  override name = "OriginError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("origin", message, details);
  }
}

/** A plugin package that this platform needs is not installed. */
export class PackageMissingError extends ByokError {
  override name = "PackageMissingError";
  constructor(message: string, details: ErrorDetails = {}) {
    super("package_missing", message, details);
  }
}
