import type { ErrorCode, ErrorRule, JsonObject } from "@byok/core/provider";
import { jsonReply, type Reply } from "../answer/reply.ts";
import type { Expectations } from "../expect/expectations.ts";
import type { Refusal } from "../expect/refusal.ts";
import { sampleMatch } from "../expect/sample-match.ts";
import { put, show } from "../json.ts";

/** OpenAI's own status, type, code and words of each kind of error. */
const KINDS: Readonly<
  Partial<Record<ErrorCode, { status: number; type: string; code: string | null; message: string }>>
> = {
  invalid_request: {
    status: 400,
    type: "invalid_request_error",
    code: null,
    message: "Invalid request.",
  },
  unsupported_parameter: {
    status: 400,
    type: "invalid_request_error",
    code: "unsupported_parameter",
    message: "Unsupported parameter.",
  },
  context_length: {
    status: 400,
    type: "invalid_request_error",
    code: "context_length_exceeded",
    message:
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 200000 tokens. Please reduce the length of the messages.",
  },
  content_filter: {
    status: 400,
    type: "invalid_request_error",
    code: "content_policy_violation",
    message: "Your request was rejected as a result of our safety system.",
  },
  authentication: {
    status: 401,
    type: "invalid_request_error",
    code: "invalid_api_key",
    message: "Incorrect API key provided.",
  },
  permission: {
    status: 403,
    type: "invalid_request_error",
    code: null,
    message: "You are not allowed to do this.",
  },
  model_not_found: {
    status: 404,
    type: "invalid_request_error",
    code: "model_not_found",
    message: "The model does not exist or you do not have access to it.",
  },
  rate_limit: {
    status: 429,
    type: "requests",
    code: "rate_limit_exceeded",
    message:
      "Rate limit reached for requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s.",
  },
  quota_exceeded: {
    status: 429,
    type: "insufficient_quota",
    code: "insufficient_quota",
    message: "You exceeded your current quota, please check your plan and billing details.",
  },
  server_error: {
    status: 500,
    type: "server_error",
    code: null,
    message: "The server had an error while processing your request. Sorry about that!",
  },
  overloaded: {
    status: 503,
    type: "server_error",
    code: null,
    message: "The engine is currently overloaded, please try again later.",
  },
};

/** The wire's error body. */
export function errorBody(refusal: Refusal): JsonObject {
  const kind = KINDS[refusal.code] ?? KINDS.server_error;
  const code =
    refusal.wireCode ?? (refusal.code === "invalid_request" ? null : (kind?.code ?? null));
  return {
    error: {
      message: refusal.message,
      type: kind?.type ?? "server_error",
      param: refusal.param ?? null,
      code,
    },
  };
}

/** What a frame says of an error that a whole answer tells by its status alone. */
const FRAME_CODES: Readonly<Partial<Record<ErrorCode, string>>> = {
  permission: "insufficient_permissions",
  overloaded: "server_is_overloaded",
};

/** The wire's error body as it stands in a stream, which has no status of its own. */
export function frameBody(refusal: Refusal): JsonObject {
  const wireCode = refusal.wireCode ?? FRAME_CODES[refusal.code];
  return errorBody(wireCode === undefined ? refusal : { ...refusal, wireCode });
}

/** Answers with an error, with the status, the field and the words by which the platform marks this code. */
export function errorReply(
  refusal: Refusal,
  { policy }: Expectations,
  headers: Record<string, string> = {},
): Reply {
  const body = errorBody(refusal);
  const rule = policy.errors?.find((each) => each.as === refusal.code);
  let status = refusal.status ?? KINDS[refusal.code]?.status ?? 500;
  if (rule !== undefined) {
    markBody(body, rule);
    status = refusal.status ?? statusOf(rule) ?? status;
  }
  return jsonReply(status, body, headers);
}

/** An error of a kind, in the platform's own words as far as they are known. */
export function refusalOf(code: ErrorCode): Refusal {
  return { code, message: KINDS[code]?.message ?? "The server had an error." };
}

/** Writes what a catalog rule looks for into a body. */
export function markBody(body: JsonObject, rule: ErrorRule): void {
  const text = rule.match === undefined ? "x" : sampleMatch(rule.match);
  if (rule.path !== undefined) put(body, rule.path, text);
  else if (rule.match !== undefined)
    put(body, "error.message", `${show((body["error"] as JsonObject)["message"])} (${text})`);
}

/** The first status of a rule. */
export function statusOf({ status }: ErrorRule): number | undefined {
  return typeof status === "number" ? status : status?.[0];
}
