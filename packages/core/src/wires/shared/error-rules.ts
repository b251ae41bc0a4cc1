import type { ErrorRule } from "../../catalog/policy.ts";
import type { ErrorCode } from "../../errors/byok-error.ts";
import type { JsonValue } from "../../json.ts";
import { getPath, stringifyJson } from "./json-path.ts";

/** The code of an error and whether the same request may succeed later. */
export interface ErrorVerdict {
  code: ErrorCode;
  retryable: boolean;
}

/** Codes of which a repeated request may get rid. */
const RETRYABLE: ReadonlySet<ErrorCode> = new Set([
  "rate_limit",
  "overloaded",
  "server_error",
  "timeout",
  "network",
  "protocol",
  "stream_truncated",
]);

/** Whether errors of this code are worth a retry when nobody says otherwise. */
export function isRetryableCode(code: ErrorCode): boolean {
  return RETRYABLE.has(code);
}

/**
 * The verdict of the first platform rule whose conditions all hold; undefined when none fits. Of several statuses, as of
 * an answer and of the error in its body, a rule may name any.
 */
export function applyErrorRules(
  rules: readonly ErrorRule[] | undefined,
  status: number | readonly number[],
  json: JsonValue | undefined,
  text: string,
): ErrorVerdict | undefined {
  const statuses = typeof status === "number" ? [status] : status;
  for (const rule of rules ?? []) {
    if (!holds(rule, statuses, json, text)) continue;
    return { code: rule.as, retryable: rule.retryable ?? isRetryableCode(rule.as) };
  }
  return undefined;
}

function holds(
  rule: ErrorRule,
  statuses: readonly number[],
  json: JsonValue | undefined,
  text: string,
): boolean {
  if (rule.status !== undefined) {
    const named = typeof rule.status === "number" ? [rule.status] : rule.status;
    if (!statuses.some((status) => named.includes(status))) return false;
  }
  if (rule.path === undefined)
    return rule.match === undefined || new RegExp(rule.match, "i").test(text);
  const value = json === undefined ? undefined : getPath(json, rule.path);
  if (value === undefined || value === null) return false;
  if (rule.match === undefined) return true;
  return new RegExp(rule.match, "i").test(typeof value === "string" ? value : stringifyJson(value));
}

/**
 * The verdict that the HTTP status alone allows.
 *
 * @see https://platform.openai.com/docs/guides/error-codes
 */
export function verdictOfStatus(status: number): ErrorVerdict {
  if (status === 401) return { code: "authentication", retryable: false };
  if (status === 402) return { code: "quota_exceeded", retryable: false };
  if (status === 403) return { code: "permission", retryable: false };
  if (status === 408 || status === 409 || status === 425)
    return { code: "server_error", retryable: true };
  if (status === 429) return { code: "rate_limit", retryable: true };
  if (status === 503 || status === 529) return { code: "overloaded", retryable: true };
  if (status === 501 || status === 505) return { code: "server_error", retryable: false };
  if (status >= 499) return { code: "server_error", retryable: true };
  return { code: "invalid_request", retryable: false };
}

/** The server's own word on retrying (`x-should-retry`), where it gives one. */
export function shouldRetryHeader(headers: ReadonlyMap<string, string>): boolean | undefined {
  const value = headers.get("x-should-retry");
  return value === "true" ? true : value === "false" ? false : undefined;
}
