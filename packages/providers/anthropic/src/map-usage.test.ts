import { assert, integer, option, property, record } from "fast-check";
import { describe, expect, test } from "vitest";

import { mapServiceTier, mapUsage, mergeUsage } from "./map-usage.ts";

const count = integer({ min: 0, max: 1e9 });

describe("usage", () => {
  test("classes are disjoint and add up to the totals", () => {
    const counts = record({
      input_tokens: count,
      cache_read_input_tokens: option(count),
      cache_creation: option(
        record({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
      ),
      output_tokens: count,
      output_tokens_details: option(record({ thinking_tokens: integer({ min: 0, max: 100 }) })),
    });
    assert(
      property(counts, (raw) => {
        const { input, output } = mapUsage({ ...raw, output_tokens: raw.output_tokens + 100 }, "m");
        expect(input.total).toBe(
          (input.uncached ?? 0) + (input.cacheRead ?? 0) + (input.cacheWrite?.total ?? 0),
        );
        if (input.cacheWrite !== undefined) {
          expect(input.cacheWrite.total).toBe(
            (input.cacheWrite.ttl5m ?? 0) + (input.cacheWrite.ttl1h ?? 0),
          );
        }
        if (output.reasoning !== undefined)
          expect(output.total).toBe((output.text ?? 0) + output.reasoning);
      }),
    );
  });

  test("what is not told stays unknown", () => {
    const usage = mapUsage(
      { input_tokens: 5, output_tokens: 7, cache_read_input_tokens: null },
      "m",
    );
    expect(usage.input).toEqual({ total: 5, uncached: 5 });
    expect(usage.output).toEqual({ total: 7 });
    expect(usage).not.toHaveProperty("units");
    expect(mapUsage({}, "m")).toEqual({ input: {}, output: {}, raw: {} });
  });

  test.each([
    [
      { input_tokens: -5, output_tokens: 3 },
      { input: {}, output: { total: 3 } },
    ],
    [
      { input_tokens: 5, output_tokens: -3 },
      { input: { total: 5, uncached: 5 }, output: {} },
    ],
    [
      { input_tokens: 1e30, output_tokens: 1 },
      { input: {}, output: { total: 1 } },
    ],
    [
      { input_tokens: 5, cache_read_input_tokens: -1, output_tokens: 1 },
      { input: {}, output: { total: 1 } },
    ],
    [
      { input_tokens: 5, cache_creation: { ephemeral_5m_input_tokens: -2 }, output_tokens: 1 },
      { input: {}, output: { total: 1 } },
    ],
    [
      { output_tokens: 9, output_tokens_details: { thinking_tokens: -2 } },
      { input: {}, output: { total: 9 } },
    ],
  ])("a count that cannot be is unknown: %j", (raw, expected) => {
    expect(mapUsage(raw, "m")).toEqual({ ...expected, raw });
  });

  test("endpoints whose input count includes the cache", () => {
    const raw = { input_tokens: 100, cache_read_input_tokens: 60, output_tokens: 1 };
    expect(mapUsage(raw, "m", { cachedInInput: true }).input).toEqual({
      total: 100,
      uncached: 40,
      cacheRead: 60,
    });
  });

  test("a split that covers a part of the total only is left out", () => {
    const raw = {
      input_tokens: 1,
      cache_creation_input_tokens: 9,
      cache_creation: { ephemeral_5m_input_tokens: 4 },
    };
    expect(mapUsage(raw, "m").input.cacheWrite).toEqual({ total: 9 });
  });

  test("iterations become segments, and the classes their sums", () => {
    const usage = mapUsage(
      {
        input_tokens: 10,
        output_tokens: 5,
        iterations: [
          { type: "compaction", input_tokens: 1000, output_tokens: 300 },
          {
            type: "message",
            model: "claude-other",
            input_tokens: 10,
            output_tokens: 5,
            cache_read_input_tokens: 3,
          },
        ],
      },
      "claude-main",
    );
    expect(usage.segments?.map((segment) => segment.model)).toEqual([
      "claude-main",
      "claude-other",
    ]);
    expect(usage.input).toEqual({ total: 1013, uncached: 1010, cacheRead: 3 });
    expect(usage.output).toEqual({ total: 305 });
  });

  test("one plain iteration is no segment", () => {
    const iterations = [{ type: "message", input_tokens: 1, output_tokens: 1 }];
    expect(mapUsage({ input_tokens: 1, output_tokens: 1, iterations }, "m")).not.toHaveProperty(
      "segments",
    );
  });

  test("later counts are totals; null takes nothing away", () => {
    const earlier = { input_tokens: 25, output_tokens: 1, cache_read_input_tokens: 3 };
    expect(mergeUsage(earlier, { output_tokens: 15, cache_read_input_tokens: null })).toEqual({
      input_tokens: 25,
      output_tokens: 15,
      cache_read_input_tokens: 3,
    });
  });

  test("fast mode has its own price", () => {
    expect(mapServiceTier({ service_tier: "standard", speed: "fast" })).toBe("fast");
    expect(mapServiceTier({ service_tier: "priority", speed: "standard" })).toBe("priority");
    expect(mapServiceTier({})).toBeUndefined();
  });
});
