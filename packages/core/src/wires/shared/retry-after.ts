/** From here on (32 years) a number is no wait but a mistake of the server, mostly a Unix time. */
const UNIX_TIME_MS = 1e12;

/**
 * How long the server asks to wait, in milliseconds: `retry-after-ms`, then `retry-after` in seconds or as an
 * HTTP date (measured against the server's own `date` header, so that a wrong local clock does no harm), then
 * the reset of an exhausted rate limit. Undefined when nothing usable is said.
 *
 * @param nowMs Unix time in milliseconds, used where the server gives no `date`.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function parseRetryAfter(
  headers: ReadonlyMap<string, string>,
  nowMs: number,
): number | undefined {
  const ms = plainNumber(headers.get("retry-after-ms"));
  const asked = sensible(ms) ?? retryAfterHeader(headers, nowMs);
  return asked ?? exhaustedReset(headers, nowMs);
}

/** The server's own time in Unix milliseconds, or `nowMs` where it gives none. */
export function serverNow(headers: ReadonlyMap<string, string>, nowMs: number): number {
  const date = headers.get("date");
  const parsed = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(parsed) ? nowMs : parsed;
}

/**
 * Reads a reset time as milliseconds from now: `1s`, `6m0s`, `120ms`, `1h2m3.5s`, seconds, Unix seconds or
 * milliseconds, or a date.
 */
export function parseReset(value: string | undefined, serverNowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const number = plainNumber(text);
  if (number !== undefined) {
    // Unix seconds have ten digits since 2001, milliseconds thirteen.
    if (number >= 1e12) return sensible(Math.max(0, number - serverNowMs));
    if (number >= 1e9) return sensible(Math.max(0, number * 1000 - serverNowMs));
    return sensible(number * 1000);
  }
  const duration = parseDuration(text);
  if (duration !== undefined) return sensible(duration);
  return dateWait(text, serverNowMs);
}

function retryAfterHeader(headers: ReadonlyMap<string, string>, nowMs: number): number | undefined {
  const text = headers.get("retry-after")?.trim();
  if (text === undefined) return undefined;
  // Proxies add a header of their own, and transports join them with commas: the longest wish holds.
  const seconds = text.split(",").map(plainNumber);
  if (seconds.every((each) => each !== undefined)) return sensible(Math.max(...seconds) * 1000);
  return sensible(parseDuration(text)) ?? dateWait(text, serverNow(headers, nowMs));
}

/** The headers that say what is left of a limit and when it is full again, in OpenAI's form and in Anthropic's. */
const LIMITS: readonly (readonly [remaining: string, reset: string])[] = [
  ...["requests", "tokens"].map(
    (kind) => [`x-ratelimit-remaining-${kind}`, `x-ratelimit-reset-${kind}`] as const,
  ),
  ...["requests", "tokens", "input-tokens", "output-tokens"].map(
    (kind) =>
      [`anthropic-ratelimit-${kind}-remaining`, `anthropic-ratelimit-${kind}-reset`] as const,
  ),
];

function exhaustedReset(headers: ReadonlyMap<string, string>, nowMs: number): number | undefined {
  const now = serverNow(headers, nowMs);
  let longest: number | undefined;
  for (const [remaining, reset] of LIMITS) {
    if (Number(headers.get(remaining) ?? "1") > 0) continue;
    const wait = parseReset(headers.get(reset), now);
    if (wait !== undefined && (longest === undefined || wait > longest)) longest = wait;
  }
  if (longest === undefined && Number(headers.get("x-ratelimit-remaining") ?? "1") <= 0) {
    return parseReset(headers.get("x-ratelimit-reset"), now);
  }
  return longest;
}

function parseDuration(text: string): number | undefined {
  const match =
    /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/i.exec(
      text,
    );
  if (match === null || text === "") return undefined;
  const [, days = "0", hours = "0", minutes = "0", seconds = "0", ms = "0"] = match;
  return (
    ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 +
    Number(seconds) * 1000 +
    Number(ms)
  );
}

function dateWait(text: string, serverNowMs: number): number | undefined {
  // Date.parse takes almost anything for a date ("-5", "x 1"); only text that has a clock time is one here.
  if (!/\d:\d\d/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : sensible(Math.max(0, at - serverNowMs));
}

function plainNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

function sensible(ms: number | undefined): number | undefined {
  if (ms === undefined || !(ms >= 0 && ms < UNIX_TIME_MS)) return undefined;
  return Math.ceil(ms);
}
