import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UsagePolicy } from "../../catalog/policy.ts";
import { computeCost } from "../../cost/compute-cost.ts";
import type { JsonObject } from "../../json.ts";
import { mapUsage } from "./map-usage.ts";

const openai = {
  prompt_tokens: 100,
  completion_tokens: 50,
  total_tokens: 150,
  prompt_tokens_details: { cached_tokens: 60, audio_tokens: 10 },
  completion_tokens_details: { reasoning_tokens: 30, audio_tokens: 5 },
};

describe("mapUsage", () => {
  it("splits OpenAI's object into disjoint classes", () => {
    expect(mapUsage(openai, undefined)).toEqual({
      input: { total: 100, uncached: 30, cacheRead: 60, audio: 10 },
      output: { total: 50, text: 15, reasoning: 30, audio: 5 },
      raw: openai,
    });
  });

  it("leaves unknown counts undefined", () => {
    expect(mapUsage({ prompt_tokens: 3, completion_tokens: 2 }, undefined)).toEqual({
      input: { total: 3, uncached: 3 },
      output: { total: 2, text: 2 },
      raw: expect.anything() as unknown,
    });
    expect(mapUsage({ total_tokens: 9, prompt_tokens: null }, undefined)).toMatchObject({
      input: {},
      output: {},
    });
    expect(Object.keys(mapUsage({ total_tokens: 9 }, undefined).input)).toEqual([]);
  });

  it.each([
    [
      "DeepSeek's cache field",
      { prompt_tokens: 10, completion_tokens: 1, prompt_cache_hit_tokens: 4 },
      {},
      { input: { total: 10, uncached: 6, cacheRead: 4 } },
    ],
    [
      "Moonshot's cache field",
      { prompt_tokens: 10, completion_tokens: 1, cached_tokens: 4 },
      {},
      { input: { uncached: 6, cacheRead: 4 } },
    ],
    [
      "paths of the policy",
      { a: { in: 7 }, out: 3 },
      { paths: { input: "a.in", output: "out" } },
      { input: { total: 7 }, output: { total: 3 } },
    ],
    [
      "cached beside the input",
      openai,
      { cachedInInput: false },
      { input: { total: 160, uncached: 90, cacheRead: 60, audio: 10 } },
    ],
    [
      "cache writes of two lives",
      { prompt_tokens: 10, w: 2, w1: 3 },
      { paths: { cacheWrite: "w", cacheWrite1h: "w1" } },
      { input: { total: 10, uncached: 5, cacheWrite: { total: 5, ttl5m: 2, ttl1h: 3 } } },
    ],
    [
      "reasoning beside the output",
      openai,
      { reasoningInOutput: false },
      { output: { total: 80, text: 45, reasoning: 30, audio: 5 } },
    ],
    ["auto: inside", openai, { reasoningInOutput: "auto" }, { output: { total: 50 } }],
    [
      "auto: outside",
      { ...openai, total_tokens: 180 },
      { reasoningInOutput: "auto" },
      { output: { total: 80 } },
    ],
    [
      "auto without a total",
      {
        prompt_tokens: 1,
        completion_tokens: 2,
        completion_tokens_details: { reasoning_tokens: 30 },
      },
      { reasoningInOutput: "auto" },
      { output: { total: 32, text: 2 } },
    ],
    [
      "auto: what the total has beyond both is reasoning",
      { prompt_tokens: 9, completion_tokens: 3, total_tokens: 105 },
      { reasoningInOutput: "auto" },
      { output: { total: 96, text: 3, reasoning: 93 } },
    ],
    [
      "not auto: the total says nothing",
      { prompt_tokens: 9, completion_tokens: 3, total_tokens: 105 },
      {},
      { output: { total: 3, text: 3 } },
    ],
    [
      "auto: what is cached beside the input is no reasoning",
      { prompt_tokens: 9, cached_tokens: 20, completion_tokens: 3, total_tokens: 32 },
      { reasoningInOutput: "auto", cachedInInput: false },
      { output: { total: 3, text: 3 } },
    ],
    [
      "auto: a total below its parts says nothing",
      { prompt_tokens: 2000, completion_tokens: 3, total_tokens: 503 },
      { reasoningInOutput: "auto" },
      { output: { total: 3, text: 3 } },
    ],
    [
      "auto: never less than the total",
      { prompt_tokens: 9, completion_tokens: 3, total_tokens: 105, reasoning_tokens: 2 },
      { reasoningInOutput: "auto" },
      { output: { total: 96, text: 94, reasoning: 2 } },
    ],
    [
      "contradictions are cut to the total",
      { prompt_tokens: 5, prompt_tokens_details: { cached_tokens: 9 }, completion_tokens: 4 },
      {},
      { input: { total: 5, uncached: 0, cacheRead: 5 }, output: { total: 4 } },
    ],
    [
      "units",
      { prompt_tokens: 1, server_tool_use: { web_search_requests: 2 } },
      {},
      { units: { webSearch: 2 } },
    ],
    [
      "billed",
      { prompt_tokens: 1, b: 9 },
      { paths: { billedInput: "b" } },
      { billed: { input: 9 } },
    ],
    [
      "counts as text",
      { prompt_tokens: "12", completion_tokens: "x" },
      {},
      { input: { total: 12 }, output: {} },
    ],
  ] as [string, JsonObject, UsagePolicy, object][])("%s", (_, raw, policy, expected) => {
    expect(mapUsage(raw, policy)).toMatchObject({ ...expected, raw });
  });

  it.each([
    [{ prompt_tokens: -5, completion_tokens: 3 }, {}, { input: {}, output: { total: 3, text: 3 } }],
    [{ prompt_tokens: 3, completion_tokens: -0.4 }, {}, { input: { total: 3, uncached: 3 } }],
    [{ prompt_tokens: "-5", completion_tokens: 1e30 }, {}, { input: {}, output: {} }],
    [
      { prompt_tokens: 9, prompt_tokens_details: { cached_tokens: -1 }, completion_tokens: 1 },
      {},
      { input: {}, output: { total: 1, text: 1 } },
    ],
    [
      { completion_tokens: 9, completion_tokens_details: { reasoning_tokens: -1 } },
      {},
      { output: { total: 9 } },
    ],
    [
      { completion_tokens: 9, completion_tokens_details: { reasoning_tokens: -1 } },
      { reasoningInOutput: false },
      { output: {} },
    ],
    // A place that cannot be counted gives way to the next one that can.
    [
      { prompt_tokens: 9, prompt_tokens_details: { cached_tokens: -1 }, cached_tokens: 4 },
      {},
      { input: { total: 9, uncached: 5, cacheRead: 4 } },
    ],
  ] as [JsonObject, UsagePolicy, object][])(
    "takes a count that cannot be for unknown: %j",
    (raw, policy, expected) => {
      expect(mapUsage(raw, policy)).toEqual({ input: {}, output: {}, ...expected, raw });
    },
  );

  it("never makes a cost look complete of counts that cannot be", () => {
    const row = {
      currency: "USD",
      components: { input: "1", output: "2", cacheRead: "0.1", cacheWrite: "1.25" },
      source: { name: "test", date: "2026-11-21" },
    };
    for (const raw of [
      { prompt_tokens: -5, completion_tokens: 3 },
      { prompt_tokens: 5, completion_tokens: -3 },
      { prompt_tokens: 5, completion_tokens: 3, prompt_tokens_details: { cached_tokens: -1 } },
      { prompt_tokens: 5, completion_tokens: 3, prompt_tokens_details: { cache_write_tokens: -1 } },
    ] as JsonObject[]) {
      const usage = mapUsage(raw, undefined);
      const { complete, missing } = computeCost({ usage, rows: [row], at: new Date(0) });
      expect([complete, missing.length]).toEqual([false, 1]);
    }
  });

  it("never counts below zero, and its classes always sum to the total", () => {
    const count = fc.option(
      fc.oneof(fc.integer({ min: -5, max: 1000 }), fc.double(), fc.constant("7")),
      { nil: undefined },
    );
    const shape = fc.record({
      prompt: count,
      completion: count,
      total: count,
      cached: count,
      write: count,
      audio: count,
      reasoning: count,
    });
    const policy = fc.record({
      cachedInInput: fc.boolean(),
      reasoningInOutput: fc.constantFrom<boolean | "auto">(true, false, "auto"),
    });
    fc.assert(
      fc.property(shape, policy, (counts, rules) => {
        const raw = JSON.parse(
          JSON.stringify({
            prompt_tokens: counts.prompt,
            completion_tokens: counts.completion,
            total_tokens: counts.total,
            prompt_tokens_details: {
              cached_tokens: counts.cached,
              audio_tokens: counts.audio,
              cache_write_tokens: counts.write,
            },
            completion_tokens_details: { reasoning_tokens: counts.reasoning },
          }),
        ) as JsonObject;
        const { input, output } = mapUsage(raw, rules);
        const all = [
          input.total,
          input.uncached,
          input.cacheRead,
          input.cacheWrite?.total,
          input.audio,
          output.total,
          output.text,
          output.reasoning,
        ];
        for (const each of all) expect(each ?? 0).toBeGreaterThanOrEqual(0);
        // A class that cannot be counted leaves its main class unknown.
        if (input.total !== undefined && input.uncached !== undefined)
          expect(
            (input.uncached ?? 0) +
              (input.cacheRead ?? 0) +
              (input.cacheWrite?.total ?? 0) +
              (input.audio ?? 0),
          ).toBeCloseTo(input.total);
        if (output.total !== undefined && output.text !== undefined)
          expect((output.text ?? 0) + (output.reasoning ?? 0)).toBeCloseTo(output.total);
      }),
      { numRuns: 1000 },
    );
  });
});
