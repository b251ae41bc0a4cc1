import type { Platform } from "../../catalog/platform.ts";
import type { RateLimit } from "../../results/result.ts";
import { parseReset, serverNow } from "./retry-after.ts";

const PREFIXES = [
  ["openai", "x-ratelimit-"],
  ["anthropic", "anthropic-ratelimit-"],
] as const;

/**
 * Reads what is left of the rate limit from the answer's headers, in OpenAI's form (`x-ratelimit-remaining-tokens`),
 * Anthropic's (`anthropic-ratelimit-tokens-remaining`) or the plain one (`x-ratelimit-remaining`). Undefined when
 * no such header is there.
 *
 * @param form Whose form the platform is known to use; either when absent.
 * @param nowMs Unix time in milliseconds, used where the server gives no `date`.
 * @see https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
 * @see https://docs.anthropic.com/en/api/rate-limits#response-headers
 */
export function parseRateLimit(
  headers: ReadonlyMap<string, string>,
  nowMs: number,
  form?: Platform["rateLimitHeaders"],
): RateLimit | undefined {
  const now = serverNow(headers, nowMs);
  const result: RateLimit = {};
  const read = (
    field: "limit" | "remaining" | "reset",
    kind: "requests" | "tokens",
  ): string | undefined => {
    for (const [of, prefix] of PREFIXES) {
      if (form !== undefined && form !== of) continue;
      const value =
        headers.get(`${prefix}${field}-${kind}`) ?? headers.get(`${prefix}${kind}-${field}`);
      if (value !== undefined) return value;
    }
    return kind === "requests" && form !== "anthropic"
      ? headers.get(`x-ratelimit-${field}`)
      : undefined;
  };
  put(result, "limitRequests", count(read("limit", "requests")));
  put(result, "remainingRequests", count(read("remaining", "requests")));
  put(result, "resetRequestsMs", parseReset(read("reset", "requests"), now));
  put(result, "limitTokens", count(read("limit", "tokens")));
  put(result, "remainingTokens", count(read("remaining", "tokens")));
  put(result, "resetTokensMs", parseReset(read("reset", "tokens"), now));
  return Object.keys(result).length === 0 ? undefined : result;
}

function put(result: RateLimit, field: keyof RateLimit, value: number | undefined): void {
  if (value !== undefined) result[field] = value;
}

// Some platforms send a list such as "100, 100;w=60": the first number is the limit in force.
function count(value: string | undefined): number | undefined {
  const match = /^\s*(\d{1,15})(?![\d.])/.exec(value ?? "");
  return match === null ? undefined : Number(match[1]);
}
