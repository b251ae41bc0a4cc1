import type { ByokError, ErrorCode, ErrorDetails } from "../errors/byok-error.ts";
import {
  AbortedError,
  AuthenticationError,
  BudgetExceededError,
  ContentFilterError,
  ContextLengthError,
  InvalidRequestError,
  LimitError,
  MissingKeyError,
  ModelNotFoundError,
  OriginError,
  OverloadedError,
  PackageMissingError,
  PermissionError,
  ProtocolError,
  QuotaExceededError,
  RateLimitError,
  RedirectError,
  ServerError,
  StreamTruncatedError,
  StructuredOutputError,
  ToolInputError,
  UnknownPlatformError,
  UnsupportedParameterError,
} from "../errors/errors.ts";
import type { Platform } from "../catalog/platform.ts";
import type { ClassifiedError } from "../spi/wire-protocol.ts";
import { keyPage } from "../keys/key-page.ts";
import { maskKey } from "../keys/mask-key.ts";
import { scrubValue } from "../keys/scrub.ts";
import type { Call } from "./call.ts";

type Details = ErrorDetails & { blockedBy?: "input" | "output"; safety?: unknown };

const CLASSES: Partial<Record<ErrorCode, new (message: string, details: Details) => ByokError>> = {
  missing_key: MissingKeyError,
  authentication: AuthenticationError,
  permission: PermissionError,
  rate_limit: RateLimitError,
  quota_exceeded: QuotaExceededError,
  context_length: ContextLengthError,
  content_filter: ContentFilterError,
  model_not_found: ModelNotFoundError,
  unknown_platform: UnknownPlatformError,
  invalid_request: InvalidRequestError,
  unsupported_parameter: UnsupportedParameterError,
  overloaded: OverloadedError,
  server_error: ServerError,
  redirect: RedirectError,
  stream_truncated: StreamTruncatedError,
  protocol: ProtocolError,
  limit: LimitError,
  tool_input: ToolInputError,
  structured_output: StructuredOutputError,
  budget_exceeded: BudgetExceededError,
  aborted: AbortedError,
  origin: OriginError,
  package_missing: PackageMissingError,
};

/** Makes the typed error of a classified answer; no key survives in its text. */
export function toError(
  error: ClassifiedError,
  {
    target,
    scrub,
    near,
    elsewhere,
    auth,
  }: Pick<Call, "target" | "scrub" | "near" | "elsewhere" | "auth">,
): ByokError {
  const { platform } = target;
  const key = auth.credential.fields["apiKey"];
  const ErrorClass = CLASSES[error.code] ?? ServerError;
  return new ErrorClass(scrub(error.message), {
    platform: platform.id,
    model: target.model.id,
    status: error.status,
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs,
    requestId: error.requestId,
    ...(error.blockedBy === undefined ? {} : { blockedBy: error.blockedBy }),
    ...(error.safety === undefined ? {} : { safety: scrubValue(error.safety, scrub) }),
    hint:
      error.code === "model_not_found" && elsewhere !== undefined
        ? elsewhere
        : hintFor(
            error,
            platform,
            keyPage(platform, target.endpoint.id),
            error.code === "model_not_found" ? near() : [],
            key === undefined ? undefined : maskKey(key.reveal(), platform.keyPrefixes),
            auth.keyPlace ?? platform.env[0],
          ),
  });
}

function hintFor(
  error: ClassifiedError,
  platform: Platform,
  keys: string | undefined,
  near: string[],
  key: string | undefined,
  place: string | undefined,
): string {
  const at = keys === undefined ? "" : ` at ${keys}`;
  const which = key === undefined ? "key" : `key ${key}`;
  switch (error.code) {
    case "authentication":
      return `Check the ${which} for ${platform.name}${place === undefined ? "" : ` (${place})`}, or make a new one${at}. A key of another region is refused too.`;
    case "permission":
      return `Check what ${key === undefined ? "this key" : `the key ${key}`} may do${at}: the project, the model, the region.`;
    case "quota_exceeded":
      return `Add credit or raise the limit of the ${platform.name} account${at}; waiting does not help.`;
    case "rate_limit":
      return error.retryAfterMs === undefined
        ? "Send less at once, or wait a little."
        : `Wait ${Math.ceil(error.retryAfterMs / 1000)} s, then try again.`;
    case "model_not_found":
      return near.length > 0
        ? `Did you mean ${near.join(", ")}?`
        : `List the models with listModels("${platform.id}").`;
    case "context_length":
      return "Shorten the conversation, lower `maxTokens`, or take a model with a longer context.";
    case "overloaded":
    case "server_error":
      return `Try again in a moment${platform.docsUrl === undefined ? "" : `; ${platform.docsUrl} has the platform's pages`}.`;
    case "content_filter":
      return "Change the prompt; the platform's policy refused it.";
    default:
      return platform.docsUrl === undefined
        ? "Change the request as the message says."
        : `See ${platform.docsUrl}.`;
  }
}
