import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRateLimit } from "./rate-limit-headers.ts";
import { parseReset, parseRetryAfter } from "./retry-after.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const retry = (headers: Record<string, string>): number | undefined =>
  parseRetryAfter(new Map(Object.entries(headers)), NOW);

describe("parseRetryAfter", () => {
  it.each([
    ["20 seconds", { "retry-after": "3" }, 3000],
    ["20 parts of seconds", { "retry-after": "0.25" }, 250],
    ["21 a date", { "retry-after": "Sat, 21 Nov 2026 12:00:05 GMT" }, 5000],
    [
      "25 a date against the server's clock",
      { "retry-after": "Sat, 21 Nov 2026 10:00:05 GMT", date: "Sat, 21 Nov 2026 10:00:00 GMT" },
      5000,
    ],
    ["21 a date that has passed", { "retry-after": "Sat, 21 Nov 2026 11:00:00 GMT" }, 0],
    ["22 milliseconds win", { "retry-after-ms": "1500", "retry-after": "9" }, 1500],
    ["20 twice", { "retry-after": "1, 90" }, 90_000],
    ["20 with a unit", { "retry-after": "2s" }, 2000],
    [
      "27 Anthropic's form",
      {
        "anthropic-ratelimit-input-tokens-remaining": "0",
        "anthropic-ratelimit-input-tokens-reset": "2026-11-21T12:01:30Z",
      },
      90_000,
    ],
    ["23 two minutes", { "retry-after": "120" }, 120_000],
    ["24 negative", { "retry-after": "-5" }, undefined],
    ["24 not a number", { "retry-after": "NaN" }, undefined],
    ["24 words", { "retry-after": "soon 1" }, undefined],
    ["23 a month", { "retry-after": "2592000" }, 2_592_000_000],
    ["24 a Unix time", { "retry-after": "1000000000" }, undefined],
    ["24 bad milliseconds fall back", { "retry-after-ms": "x", "retry-after": "2" }, 2000],
    [
      "27 an exhausted limit",
      { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m2s" },
      62_000,
    ],
    [
      "27 the longer of two",
      {
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "6m0s",
      },
      360_000,
    ],
    [
      "27 a limit that is not exhausted",
      { "x-ratelimit-remaining-requests": "5", "x-ratelimit-reset-requests": "1m" },
      undefined,
    ],
    [
      "27 one limit, Unix milliseconds",
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW + 4000) },
      4000,
    ],
    ["nothing", {}, undefined],
  ])("%s", (_, headers, ms) => {
    expect(retry(headers as Record<string, string>)).toBe(ms);
  });

  it("gives a sensible wait or none, whatever the headers say", () => {
    const value = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.integer().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            "retry-after",
            "retry-after-ms",
            "date",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
          ),
          value,
        ),
        (headers) => {
          const ms = retry(headers);
          if (ms === undefined) return;
          expect(Number.isInteger(ms)).toBe(true);
          expect(ms).toBeGreaterThanOrEqual(0);
          expect(ms).toBeLessThanOrEqual(1e12);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("never undercuts a wait in seconds, with or without a clock that is wrong", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 86_400 }),
        fc.integer({ min: -1e8, max: 1e8 }),
        (seconds, skewMs) => {
          const server = NOW + skewMs - ((NOW + skewMs) % 1000);
          expect(retry({ "retry-after": String(seconds) })).toBe(seconds * 1000);
          expect(
            retry({
              date: new Date(server).toUTCString(),
              "retry-after": new Date(server + seconds * 1000).toUTCString(),
            }),
          ).toBe(seconds * 1000);
        },
      ),
    );
  });
});

describe("parseReset", () => {
  it.each([
    ["1s", 1000],
    ["6m0s", 360_000],
    ["120ms", 120],
    ["1h2m3.5s", 3_723_500],
    ["1d", 86_400_000],
    ["2.5", 2500],
    [String(NOW / 1000 + 30), 30_000],
    [String(NOW + 30), 30],
    ["2026-11-21T12:00:30Z", 30_000],
    ["", undefined],
    ["-1s", undefined],
    ["1x", undefined],
    [undefined, undefined],
  ])("%j", (value, ms) => {
    expect(parseReset(value, NOW)).toBe(ms);
  });
});

describe("parseRateLimit", () => {
  it("reads the platform's own form alone, where the catalog names it", () => {
    const headers = new Map([
      ["x-ratelimit-remaining-requests", "1"],
      ["anthropic-ratelimit-tokens-remaining", "2"],
    ]);
    expect(parseRateLimit(headers, NOW)).toEqual({ remainingRequests: 1, remainingTokens: 2 });
    expect(parseRateLimit(headers, NOW, "openai")).toEqual({ remainingRequests: 1 });
    expect(parseRateLimit(headers, NOW, "anthropic")).toEqual({ remainingTokens: 2 });
  });

  it.each([
    [
      "openai",
      {
        "x-ratelimit-limit-requests": "500",
        "x-ratelimit-remaining-requests": "499",
        "x-ratelimit-reset-requests": "120ms",
        "x-ratelimit-limit-tokens": "30000",
        "x-ratelimit-remaining-tokens": "29000",
        "x-ratelimit-reset-tokens": "6m0s",
      },
      {
        limitRequests: 500,
        remainingRequests: 499,
        resetRequestsMs: 120,
        limitTokens: 30_000,
        remainingTokens: 29_000,
        resetTokensMs: 360_000,
      },
    ],
    [
      "anthropic",
      {
        "anthropic-ratelimit-requests-remaining": "9",
        "anthropic-ratelimit-tokens-reset": "2026-11-21T12:00:01Z",
      },
      { remainingRequests: 9, resetTokensMs: 1000 },
    ],
    [
      "plain",
      { "x-ratelimit-limit": "100, 100;w=60", "x-ratelimit-remaining": "0" },
      { limitRequests: 100, remainingRequests: 0 },
    ],
    [
      "nonsense",
      {
        "x-ratelimit-limit-requests": "-1",
        "x-ratelimit-remaining-tokens": "lots",
        "x-ratelimit-limit-tokens": "1.5",
      },
      undefined,
    ],
    ["none", { date: "x" }, undefined],
  ])("%s", (_, headers, expected) => {
    expect(parseRateLimit(new Map(Object.entries(headers as Record<string, string>)), NOW)).toEqual(
      expected,
    );
  });
});
