import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Usage } from "../results/usage.ts";
import { addUsage, sumSegments, sumUsage, unknownUsage } from "./add-usage.ts";
import { estimateMessages, estimateTokens, tokensAtMost } from "./estimate-tokens.ts";
import { checkUsage, usageClasses } from "./usage-classes.ts";

const n = fc.nat(100_000);
const sound = fc
  .record({
    uncached: n,
    cacheRead: n,
    ttl5m: n,
    ttl1h: n,
    audio: n,
    text: n,
    reasoning: n,
    spoken: n,
  })
  .map((c): Usage => ({
    input: {
      total: c.uncached + c.cacheRead + c.ttl5m + c.ttl1h + c.audio,
      uncached: c.uncached,
      cacheRead: c.cacheRead,
      cacheWrite: { total: c.ttl5m + c.ttl1h, ttl5m: c.ttl5m, ttl1h: c.ttl1h },
      audio: c.audio,
    },
    output: {
      total: c.text + c.reasoning + c.spoken,
      text: c.text,
      reasoning: c.reasoning,
      audio: c.spoken,
    },
    raw: null,
  }));

describe("addUsage", () => {
  it("keeps the classes disjoint, and their total the sum of the totals", () => {
    fc.assert(
      fc.property(fc.array(sound, { minLength: 1, maxLength: 5 }), (usages) => {
        const sum = sumUsage(usages);
        expect(checkUsage(sum)).toEqual([]);
        expect(sum.input.total).toBe(usages.reduce((all, u) => all + (u.input.total ?? 0), 0));
        expect(sum.output.text).toBe(usages.reduce((all, u) => all + (u.output.text ?? 0), 0));
        expect(sum.input.cacheWrite?.ttl1h).toBe(
          usages.reduce((all, u) => all + (u.input.cacheWrite?.ttl1h ?? 0), 0),
        );
      }),
    );
  });

  it("keeps a class unknown that no side knows, also of one usage alone", () => {
    const plain: Usage = {
      input: { total: 3, uncached: 3 },
      output: { total: 2, text: 2 },
      raw: 1,
    };
    expect(sumUsage([plain])).toEqual({ ...plain, raw: [1] });
    expect(addUsage(plain, plain)).toEqual({
      input: { total: 6, uncached: 6 },
      output: { total: 4, text: 4 },
      raw: [1, 1],
    });
  });

  it("does not make a known figure of an unknown one", () => {
    const known: Usage = {
      input: { total: 3, uncached: 3 },
      output: { total: 2, text: 1, reasoning: 1 },
      raw: 1,
    };
    expect(addUsage(known, unknownUsage()).input).toEqual({});
    expect(addUsage(known, { ...known, output: { total: 9 } }).output).toEqual({ total: 11 });
  });

  it("takes an absent class for 0 where the total leaves no room for it", () => {
    const plain: Usage = {
      input: { total: 3, uncached: 3 },
      output: { total: 2, text: 2 },
      raw: "a",
    };
    const rich: Usage = {
      input: { total: 5, uncached: 1, cacheRead: 4 },
      output: { total: 4, text: 1, reasoning: 3 },
      raw: "b",
    };
    expect(addUsage(plain, rich)).toMatchObject({
      input: { total: 8, uncached: 4, cacheRead: 4 },
      output: { total: 6, text: 3, reasoning: 3 },
      raw: ["a", "b"],
    });
  });

  it("adds units and billed counts", () => {
    const a: Usage = {
      input: { total: 9 },
      output: { total: 1 },
      units: { webSearch: 1 },
      billed: { input: 2 },
      raw: null,
    };
    const b: Usage = {
      input: { total: 5 },
      output: { total: 1 },
      units: { webSearch: 2, pages: 1 },
      raw: null,
    };
    expect(addUsage(a, b)).toMatchObject({
      units: { webSearch: 3, pages: 1 },
      billed: { input: 7, output: 2 },
    });
  });

  it("keeps the segments of one answer beside their sum", () => {
    const part: Usage = {
      input: { total: 1, uncached: 1 },
      output: { total: 1, text: 1 },
      raw: null,
    };
    const sum = sumSegments(
      [
        { model: "a", usage: part },
        { model: "b", usage: part },
      ],
      { whole: true },
    );
    expect(sum).toMatchObject({ input: { total: 2 }, raw: { whole: true } });
    expect(sum.segments?.map((segment) => segment.model)).toEqual(["a", "b"]);
  });
});

describe("checkUsage", () => {
  it.each<[string, Usage["input"], Usage["output"], number]>([
    ["classes above the total", { total: 5, uncached: 4, cacheRead: 4 }, {}, 1],
    [
      "all known, below the total",
      { total: 50, uncached: 1, cacheRead: 1, cacheWrite: { total: 1 }, audio: 1 },
      {},
      1,
    ],
    ["negative", { total: -1 }, {}, 1],
    ["not a number", {}, { total: Number.NaN }, 1],
    ["cache writes that do not sum", { cacheWrite: { total: 5, ttl5m: 5, ttl1h: 5 } }, {}, 1],
    ["sound", { total: 5, uncached: 5 }, { total: 1, text: 1 }, 0],
    ["nothing known", {}, {}, 0],
  ])("%s", (_name, input, output, problems) => {
    expect(checkUsage({ input, output, raw: null })).toHaveLength(problems);
  });
});

describe("usageClasses", () => {
  it("gives the rest of a total to the main class, and nothing where the figures contradict", () => {
    const of = (input: Usage["input"]): number | undefined =>
      usageClasses({ input, output: {}, raw: null }).input;
    expect(of({ total: 10, cacheRead: 4 })).toBe(6);
    expect(of({ total: 10, cacheRead: 14 })).toBeUndefined();
    expect(of({ uncached: 3, total: 10 })).toBe(3);
    expect(of({})).toBeUndefined();
  });
});

describe("estimates", () => {
  it("are rough, grow with the text and stay below the bound", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 200 }),
        fc.string({ maxLength: 50 }),
        (a, b) => {
          expect(estimateTokens(a + b)).toBeGreaterThanOrEqual(estimateTokens(a));
          expect(tokensAtMost(a)).toBe(Buffer.byteLength(a));
          expect(estimateTokens(a)).toBeLessThanOrEqual(tokensAtMost(a) + 1);
        },
      ),
    );
    expect(estimateTokens("你好世界")).toBe(4);
  });

  it("name the files that they cannot count", () => {
    const estimate = estimateMessages([
      {
        role: "user",
        content: [
          { type: "text", text: "Look." },
          { type: "file", mediaType: "image/png", source: { url: "https://x.test/a.png" } },
        ],
      },
      { role: "assistant", content: [{ type: "tool-call", id: "1", name: "f", input: { a: 1 } }] },
      {
        role: "tool",
        content: [
          {
            type: "tool-result",
            id: "1",
            name: "f",
            status: "ok",
            content: [{ type: "json", value: [1] }],
          },
        ],
      },
    ]);
    expect(estimate).toMatchObject({ exact: false, unknown: ["image/png in messages[0]"] });
    expect(estimate.tokens).toBeGreaterThan(12);
  });
});
