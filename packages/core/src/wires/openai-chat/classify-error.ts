import type { ErrorCode } from "../../errors/byok-error.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import type { ClassifiedError, ResponseHead, Target } from "../../spi/wire-protocol.ts";
import { describeNonJson, messageOf, readErrorBody, requestIdOf } from "../shared/error-body.ts";
import { blockedContent } from "./blocked-content.ts";
import {
  applyErrorRules,
  isRetryableCode,
  shouldRetryHeader,
  verdictOfStatus,
  type ErrorVerdict,
} from "../shared/error-rules.ts";
import { getPath, isJsonObject, stringifyJson } from "../shared/json-path.ts";

/** Words in `error.code` and `error.type` that say more than the status, most telling first. */
const BY_WORD: readonly (readonly [RegExp, ErrorCode])[] = [
  [
    /^context_length|context_window|too_many_tokens|prompt_too_long|request_too_large/,
    "context_length",
  ],
  [/content_policy|content_filter|moderation|safety|data_?inspection|sensitive/, "content_filter"],
  [
    /insufficient_quota|insufficient_balance|insufficient_credit|billing|payment_required|credit_balance|arrears|arrearage|overdue|quota_exceeded|hard_limit/,
    "quota_exceeded",
  ],
  [
    /^(model_not_found|model_not_exist|modelnotfound|unknown_model|invalid_model|model_not_available|not_found_model|deployment_?not_?found)/,
    "model_not_found",
  ],
  [/^unsupported_(parameter|value)$/, "unsupported_parameter"],
  [
    /invalid_api_key|authentication|unauthorized|unauthenticated|invalid_authentication/,
    "authentication",
  ],
  [/permission|forbidden|access_denied|access_terminated/, "permission"],
  [/rate_limit|too_many_requests|resource_exhausted|throttl|tokens_per|requests_per/, "rate_limit"],
  [/overloaded|unavailable|capacity|engine_busy/, "overloaded"],
  [/^(server_error|internal|api_error|timeout|upstream|bad_gateway)/, "server_error"],
  [
    /^(invalid_request|invalid_argument|invalid_parameter|bad_request|validation)/,
    "invalid_request",
  ],
];

/** What only the message says, for platforms whose codes are poor. Each is asked at the statuses where it may hold. */
const BY_MESSAGE: readonly (readonly [ReadonlySet<number>, RegExp, ErrorCode])[] = [
  [
    new Set([400, 413, 422, 500]),
    /context (length|window)|maximum (context|sequence|prompt|number of tokens)|too many (input )?tokens|prompt is too long|input (length|is too long)|exceeds? the (model'?s )?(max|context|token limit)|reduce the length of/i,
    "context_length",
  ],
  [
    new Set([400, 403, 422, 451]),
    /content[ _](policy|filter|management)|safety (system|filter)|flagged by|moderation/i,
    "content_filter",
  ],
  [
    new Set([400, 403, 404, 422]),
    /\bmodel\b.{0,200}\b(does not exist|not found|doesn't exist|not available|not supported|unknown|invalid)\b|\b(no such|unknown|invalid|unsupported) model\b|model not (exist|found)|not a valid model/is,
    "model_not_found",
  ],
  [
    new Set([400, 401, 403, 429]),
    /insufficient (quota|balance|credit|funds)|exceeded your current quota|billing|out of credit|credit balance|余额不足|欠费/i,
    "quota_exceeded",
  ],
  [
    new Set([400, 403]),
    /(invalid|incorrect|wrong|missing) (api[ _-]?key|x-api-key|token|credentials)|api[ _-]?key (is )?(not valid|invalid|expired)/i,
    "authentication",
  ],
];

/** Reads an answer whose status says that something went wrong. */
export function classifyError(
  head: ResponseHead,
  body: Uint8Array,
  target: Target,
): ClassifiedError {
  const { json, text } = readErrorBody(body);
  return classify(head, head.status, json, text, target);
}

/** Reads an error that came inside an answer of status 200: a whole body or an event of a stream. */
export function classifyErrorIn200(
  head: ResponseHead,
  json: JsonValue,
  target: Target,
): ClassifiedError {
  return classify(head, statusIn(json) ?? head.status, json, "", target);
}

/** Whether a parsed body or event is an error instead of an answer. */
export function isErrorBody(json: JsonValue, target: Target): boolean {
  if (!isJsonObject(json)) return false;
  const { choices } = json;
  if (saysError(json["error"])) return true;
  if (isFilled(choices)) return false;
  if (isRuledError(json, target) || isMarkedError(json)) return true;
  if (Array.isArray(choices)) return false;
  const code = json["code"] ?? json["error_code"] ?? json["status"] ?? json["detail"] ?? null;
  return (
    code !== null &&
    !/^"?(0|200|ok|success)"?$/i.test(stringifyJson(code)) &&
    messageOf(json) !== undefined
  );
}

/** Reads an error that stands in the place of a document that is no chat; undefined for an answer. */
export function errorInAnswer(
  head: ResponseHead,
  json: JsonValue,
  target: Target,
): ClassifiedError | undefined {
  if (!isJsonObject(json)) return undefined;
  const { data, models, results } = json;
  // Such documents have codes and words of many meanings: without a rule, only a number like a status is one of an error.
  const tellsFailure = (): boolean =>
    !isFilled(data) && statusIn(json) !== undefined && messageOf(json) !== undefined;
  const isError =
    saysError(json["error"]) ||
    (![data, models, results].some((list) => Array.isArray(list) && isFilled(list)) &&
      (isRuledError(json, target) || isMarkedError(json) || tellsFailure()));
  return isError ? classifyErrorIn200(head, json, target) : undefined;
}

function saysError(error: JsonValue | undefined): boolean {
  return error !== undefined && error !== null && error !== false && error !== "";
}

function isRuledError(json: JsonObject, { policy }: Target): boolean {
  return (
    policy.errorsIn200 === true &&
    applyErrorRules(policy.errors, 200, json, stringifyJson(json)) !== undefined
  );
}

function isMarkedError(json: JsonObject): boolean {
  return json["object"] === "error" || json["type"] === "error" || json["success"] === false;
}

function isFilled(value: JsonValue | undefined): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function classify(
  head: ResponseHead,
  status: number,
  json: JsonValue | undefined,
  text: string,
  target: Target,
): ClassifiedError {
  const whole = text === "" && json !== undefined ? stringifyJson(json) : text;
  const words = messageOf(json);
  const verdict =
    applyErrorRules(target.policy.errors, [head.status, status], json, whole) ??
    defaultVerdict(head, status, json, words);
  const retry = shouldRetryHeader(head.headers);
  const result: ClassifiedError = {
    code: verdict.code,
    // A quota that is used up stays used up, whatever the header says.
    retryable: verdict.code === "quota_exceeded" ? false : (retry ?? verdict.retryable),
    message: sentence(head, status, json, whole, words, verdict, target),
    status,
  };
  if (verdict.code === "content_filter") Object.assign(result, blockedContent(json, words));
  const requestId = requestIdOf(head.headers, json);
  if (requestId !== undefined) result.requestId = requestId;
  if (json !== undefined) result.raw = json;
  return result;
}

function defaultVerdict(
  head: ResponseHead,
  status: number,
  json: JsonValue | undefined,
  words: string | undefined,
): ErrorVerdict {
  const byStatus: ErrorVerdict =
    status >= 200 && status < 300
      ? { code: "server_error", retryable: true }
      : verdictOfStatus(status);
  const named = codeByWord(json, status);
  // OpenAI's own 503 has the type server_error: the status says more than so broad a word.
  if (named === "server_error" && byStatus.code === "overloaded") return byStatus;
  if (named !== undefined) return { code: named, retryable: isRetryableCode(named) };
  const told =
    words === undefined
      ? undefined
      : BY_MESSAGE.find(([statuses, pattern]) => statuses.has(status) && pattern.test(words))?.[2];
  if (told !== undefined) return { code: told, retryable: false };
  if (
    status === 404 &&
    (getPath(json, "error.param") === "model" || /\/models\//.test(pathOf(head.url)))
  ) {
    return { code: "model_not_found", retryable: false };
  }
  return byStatus;
}

// Types such as `invalid_request_error` stand on nearly every error: the more telling code is asked first.
function codeByWord(json: JsonValue | undefined, status: number): ErrorCode | undefined {
  const error = Array.isArray(json) ? json[0] : json;
  const candidates = ["error.code", "error.type", "error.status", "code", "type", "error_code"];
  for (const path of candidates) {
    const word = getPath(error, path);
    if (typeof word !== "string") continue;
    const code = BY_WORD.find(([pattern]) =>
      pattern.test(word.toLowerCase().replaceAll(/[.\s-]/g, "_")),
    )?.[1];
    if (code === undefined) continue;
    // "invalid_request" adds nothing to a status, and hides what a 401 or a message says.
    if (code === "invalid_request" && !(status >= 200 && status < 300)) continue;
    if (code === "server_error" && status >= 400 && status < 500) continue;
    if (code === "rate_limit" && status === 503) return "overloaded";
    return code;
  }
  return undefined;
}

function statusIn(json: JsonValue): number | undefined {
  for (const path of [
    "error.code",
    "error.status",
    "error.status_code",
    "error.http_code",
    "status_code",
    "status",
    "code",
  ]) {
    const value = getPath(json, path);
    const number = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value;
    if (typeof number === "number" && number >= 400 && number <= 599) return number;
  }
  return undefined;
}

function sentence(
  head: ResponseHead,
  status: number,
  json: JsonValue | undefined,
  text: string,
  words: string | undefined,
  verdict: ErrorVerdict,
  target: Target,
): string {
  if (json === undefined) {
    const base = describeNonJson(head, text);
    return status === 404
      ? `${base}. Check the base URL ${target.endpoint.baseUrl}: it may lack its last part, such as /v1`
      : base;
  }
  if (words === undefined) return `${target.platform.name} answered ${status} without saying why.`;
  if (status === 404 && verdict.code === "invalid_request") {
    return `${words} (404 at ${pathOf(head.url)}: check the base URL ${target.endpoint.baseUrl})`;
  }
  return words;
}

function pathOf(url: string): string {
  try {
    return new URL(url).pathname;
  } catch {
    return url;
  }
}
