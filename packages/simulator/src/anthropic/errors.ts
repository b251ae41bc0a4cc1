import type { ErrorCode, JsonObject } from "@byok/core/provider";
import { jsonReply, type Reply } from "../answer/reply.ts";
import type { Expectations } from "../expect/expectations.ts";
import type { Refusal } from "../expect/refusal.ts";
import { markBody, statusOf } from "../openai/errors.ts";

/** @see https://platform.claude.com/docs/en/api/errors */
const KINDS: Readonly<
  Partial<Record<ErrorCode, { status: number; type: string; message: string }>>
> = {
  invalid_request: { status: 400, type: "invalid_request_error", message: "Invalid request." },
  unsupported_parameter: {
    status: 400,
    type: "invalid_request_error",
    message: "Extra inputs are not permitted",
  },
  context_length: {
    status: 400,
    type: "invalid_request_error",
    message: "prompt is too long: 205000 tokens > 200000 maximum",
  },
  content_filter: {
    status: 400,
    type: "invalid_request_error",
    message: "Output blocked by content filtering policy",
  },
  quota_exceeded: {
    status: 400,
    type: "invalid_request_error",
    message:
      "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
  },
  authentication: { status: 401, type: "authentication_error", message: "invalid x-api-key" },
  permission: {
    status: 403,
    type: "permission_error",
    message: "Your API key does not have permission to use the specified resource.",
  },
  model_not_found: { status: 404, type: "not_found_error", message: "model: not found" },
  rate_limit: {
    status: 429,
    type: "rate_limit_error",
    message: "This request would exceed your organization's rate limit of 50 requests per minute.",
  },
  server_error: { status: 500, type: "api_error", message: "Internal server error" },
  overloaded: { status: 529, type: "overloaded_error", message: "Overloaded" },
};

/** The wire's error body. */
export function messagesErrorBody(refusal: Refusal, requestId: string): JsonObject {
  const type = KINDS[refusal.code]?.type ?? "api_error";
  return { type: "error", error: { type, message: refusal.message }, request_id: requestId };
}

/** Answers with an error, with the status, the field and the words by which the platform marks this code. */
export function messagesErrorReply(
  refusal: Refusal,
  { policy }: Expectations,
  requestId: string,
  headers: Record<string, string> = {},
): Reply {
  const body = messagesErrorBody(refusal, requestId);
  const rule = policy.errors?.find(
    (each) => each.as === refusal.code && each.path !== "error.type",
  );
  let status = refusal.status ?? KINDS[refusal.code]?.status ?? 500;
  if (rule !== undefined) {
    markBody(body, rule);
    status = refusal.status ?? statusOf(rule) ?? status;
  }
  return jsonReply(status, body, headers);
}

/** An error of a kind, in Anthropic's words. */
export function messagesRefusalOf(code: ErrorCode): Refusal {
  return { code, message: KINDS[code]?.message ?? "Internal server error" };
}
