import {
  applyErrorRules,
  type ClassifiedError,
  describeNonJson,
  type ErrorCode,
  type ErrorVerdict,
  getPath,
  isJsonObject,
  isRetryableCode,
  type JsonObject,
  type JsonValue,
  messageOf,
  readErrorBody,
  requestIdOf,
  type ResponseHead,
  shouldRetryHeader,
  type Target,
  verdictOfStatus,
} from "@byok/core/provider";
import { asString } from "./json.ts";

const TYPES: Readonly<Record<string, ErrorCode>> = {
  invalid_request_error: "invalid_request",
  authentication_error: "authentication",
  billing_error: "quota_exceeded",
  permission_error: "permission",
  not_found_error: "model_not_found",
  request_too_large: "invalid_request",
  rate_limit_error: "rate_limit",
  timeout_error: "server_error",
  api_error: "server_error",
  overloaded_error: "overloaded",
};

/** What the broad types do not tell apart; the first that fits wins. */
const REFINEMENTS: readonly { path: string; match: RegExp; code: ErrorCode }[] = [
  {
    path: "error.details.error_code",
    match: /_spend_limit_reached$|billing/,
    code: "quota_exceeded",
  },
  {
    path: "error.message",
    match: /prompt is too long|exceeds? (the )?(model's )?context (limit|window)/i,
    code: "context_length",
  },
  {
    path: "error.message",
    match: /credit balance is too low|usage limits/i,
    code: "quota_exceeded",
  },
  { path: "error.message", match: /blocked by content filtering policy/i, code: "content_filter" },
];

/** Types whose message says more than they do. */
const COARSE: ReadonlySet<string> = new Set([
  "invalid_request_error",
  "rate_limit_error",
  "billing_error",
]);

/** Statuses that say more than any type but those that name the same troubles. */
const TELLING_STATUSES: Readonly<Record<number, ErrorCode>> = {
  401: "authentication",
  403: "permission",
  404: "model_not_found",
};
const TELLING_TYPES: ReadonlySet<string> = new Set([
  "authentication_error",
  "billing_error",
  "permission_error",
  "not_found_error",
]);

/**
 * Says what an error answer means: the platform's own rules first, then the error's type, then the HTTP status; 401, 403
 * and 404 come before types that say less, such as `invalid_request_error`.
 *
 * @see https://platform.claude.com/docs/en/api/errors
 */
export function classifyError(
  head: ResponseHead,
  body: Uint8Array,
  target: Target,
): ClassifiedError {
  const { json, text } = readErrorBody(body);
  return classify(head, json, text, target);
}

/** Says what an error inside a stream or a 200 answer means; there the HTTP status says nothing. */
export function classifyErrorJson(
  json: JsonValue,
  head: ResponseHead,
  target: Target,
): ClassifiedError {
  return classify(head, json, JSON.stringify(json), target);
}

function classify(
  head: ResponseHead,
  json: JsonValue | undefined,
  text: string,
  target: Target,
): ClassifiedError {
  const failed = head.status >= 400;
  const verdict =
    applyErrorRules(target.policy.errors, head.status, json, text) ??
    verdictOfType(json, failed ? head.status : undefined) ??
    (failed ? verdictOfStatus(head.status) : { code: "server_error", retryable: true });
  const error: ClassifiedError = {
    code: verdict.code,
    message: messageOf(json) ?? wordless(head, json, text, target),
    // Credit that is used up stays used up, whatever the header says.
    retryable:
      verdict.code !== "quota_exceeded" && (shouldRetryHeader(head.headers) ?? verdict.retryable),
  };
  if (failed) error.status = head.status;
  if (json !== undefined) error.raw = json;
  const requestId = requestIdOf(head.headers, json);
  if (requestId !== undefined) error.requestId = requestId;
  return error;
}

function wordless(
  head: ResponseHead,
  json: JsonValue | undefined,
  text: string,
  target: Target,
): string {
  if (json === undefined) return describeNonJson(head, text);
  return `${target.platform.name} answered ${head.status} without saying why.`;
}

function verdictOfType(
  json: JsonValue | undefined,
  status: number | undefined,
): ErrorVerdict | undefined {
  const type = asString(getPath(json, "error.type"));
  if (type === undefined || !Object.hasOwn(TYPES, type)) return undefined;
  const refined = COARSE.has(type)
    ? REFINEMENTS.find(({ path, match }) => match.test(asString(getPath(json, path)) ?? ""))?.code
    : undefined;
  const telling =
    status === undefined || TELLING_TYPES.has(type) ? undefined : TELLING_STATUSES[status];
  const code = refined ?? telling ?? TYPES[type] ?? "invalid_request";
  // The broadest type of all says nothing that the status does not say better: 408, 409 and 425 may pass.
  if (code === "invalid_request" && status !== undefined) return verdictOfStatus(status);
  return { code, retryable: isRetryableCode(code) };
}

/** Whether a body or frame without content is what the platform's own rules take for an error in a 200 answer. */
export function isRuledError(body: JsonObject, { policy }: Target): boolean {
  if (policy.errorsIn200 !== true || isFilledList(body["content"])) return false;
  return applyErrorRules(policy.errors, 200, body, JSON.stringify(body)) !== undefined;
}

/** Reads an error that stands in the place of a document that is no chat; undefined for an answer. */
export function errorInAnswer(
  head: ResponseHead,
  body: JsonValue,
  target: Target,
): ClassifiedError | undefined {
  if (!isJsonObject(body)) return undefined;
  const isError =
    body["type"] === "error" ||
    saysError(body["error"]) ||
    (!isFilledList(body["data"]) && isRuledError(body, target));
  return isError ? classifyErrorJson(body, head, target) : undefined;
}

/** Whether the field `error` of a body or frame tells of one. */
export function saysError(error: JsonValue | undefined): boolean {
  return isJsonObject(error) || (typeof error === "string" && error !== "");
}

function isFilledList(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.length > 0;
}
