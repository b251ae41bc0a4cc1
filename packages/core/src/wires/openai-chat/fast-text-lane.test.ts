import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { delta, eventsOf } from "./__fixtures__/run.ts";

const OPTIONS = [{ fastLane: true }, { fastLane: false }] as const;

function bothWays(frames: readonly string[], policy = {}): [unknown, unknown] {
  const [fast, plain] = OPTIONS.map((options) => eventsOf(frames, policy, options));
  return [fast, plain];
}

const content = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 12 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      " the",
      "a",
      "",
      '"',
      "\\",
      "\n",
      "\\u0041",
      '","x":"',
      '"content":"',
      "😀",
      "\ud800",
      "é",
      "]}",
      "\u2028",
    ),
  },
);

// Fields that are read once and may then change, in forms that JSON knows and that it does not.
const changing = fc
  .tuple(
    content,
    fc.constantFrom('"a"', '"b"', '"cc"', '"d"', '"\\u0041"', '""', "1", "null", '"a","id":"c"'),
    fc.constantFrom(
      "0",
      "1",
      "2",
      "3",
      "-7",
      "17",
      "007",
      "1.0",
      "1e3",
      "99999999999999999999",
      '"1"',
    ),
  )
  .map(
    ([text, id, created]) =>
      `{"id":${id},"choices":[{"index":0,"delta":{"content":${JSON.stringify(text)}}}],"created":${created}}`,
  );

const frame = fc.oneof(
  { weight: 10, arbitrary: content.map((text) => delta({ content: text })) },
  { weight: 2, arbitrary: content.map((text) => delta({ content: text }, null, 1)) },
  // The same keys elsewhere, twice, or in a string.
  {
    weight: 2,
    arbitrary: content.map(
      (text) =>
        `{"content":"x","choices":[{"index":0,"delta":{"content":"old","content":${JSON.stringify(text)}}}]}`,
    ),
  },
  {
    weight: 1,
    arbitrary: content.map(
      (text) =>
        `{"a":{"content":${JSON.stringify(text)}},"choices":[{"delta":{"content":${JSON.stringify(text)}}}]}`,
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(content, fc.string({ maxLength: 6 }))
      .map(([text, filler]) =>
        JSON.stringify({ choices: [{ index: 0, delta: { content: text } }], obfuscation: filler }),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(content, fc.string({ maxLength: 6 }))
      .map(([text, filler]) =>
        JSON.stringify({ obfuscation: filler, choices: [{ index: 0, delta: { content: text } }] }),
      ),
  },
  { weight: 2, arbitrary: changing },
  {
    weight: 2,
    arbitrary: content.map(
      (text) => `{ "choices" : [ {"index": 0, "delta": {"content": ${JSON.stringify(text)}} } ] }`,
    ),
  },
  {
    weight: 1,
    arbitrary: content.map((text) =>
      JSON.stringify({ choices: [{ index: 0, delta: { content: text }, finish_reason: "stop" }] }),
    ),
  },
  { weight: 1, arbitrary: content.map((text) => delta({ reasoning: text })) },
  { weight: 1, arbitrary: content.map((text) => delta({ refusal: text })) },
  {
    weight: 1,
    arbitrary: content.map((text) =>
      JSON.stringify({
        choices: [{ index: 0, delta: { content: text } }],
        usage: { prompt_tokens: 1, completion_tokens: 2 },
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      delta({ tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: "{}" } }] }),
      JSON.stringify({ choices: [] }),
      "",
      "null",
    ),
  },
);
const rare = fc.constantFrom(
  "[DONE]",
  "{",
  '{"error":{"message":"boom"}}',
  delta({ content: "a" }).slice(0, -1),
);
// Long runs of one shape, so that templates are learned and then broken.
const run = fc
  .tuple(frame, fc.integer({ min: 1, max: 5 }))
  .map(([each, times]) => Array.from({ length: times }, () => each));
const frames = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 3, arbitrary: run },
        { weight: 2, arbitrary: fc.array(changing, { minLength: 3, maxLength: 12 }) },
        {
          weight: 2,
          arbitrary: fc
            .array(content, { minLength: 2, maxLength: 8 })
            .map((texts) => texts.map((text) => delta({ content: text }))),
        },
      ),
      { maxLength: 10 },
    ),
    fc.option(rare),
  )
  .map(([runs, end]) => [
    ...runs.flat(),
    ...(end === null ? [] : [end, delta({ content: "after" })]),
  ]);

describe("createFastTextLane", () => {
  it("gives what parsing gives, for any frames", () => {
    fc.assert(
      fc.property(frames, fc.boolean(), (list, thinkTags) => {
        const [fast, plain] = bothWays(list, thinkTags ? { reasoning: { thinkTags } } : {});
        expect(fast).toEqual(plain);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    [
      "text",
      (other: string) => `{"a":{"content":"${other}"},"choices":[{"delta":{"content":"x"}}]}`,
    ],
    [
      "id",
      (other: string, index: number) =>
        `{"a":{"id":"${other}"},"id":"${index}","choices":[{"delta":{"content":"x"}}]}`,
    ],
  ])("is not misled by the same %s at another place", (_, make) => {
    const list = ["x", "x", "x", "x", "y", "z"].map(make);
    const [fast, plain] = bothWays([delta({ content: "first" }, null, 0), ...list]);
    expect(fast).toEqual(plain);
  });

  it("gives what parsing gives when a frame is cut or changed anywhere", () => {
    const good = delta({ content: "word" });
    fc.assert(
      fc.property(
        fc.nat(good.length),
        fc.constantFrom("", '"', "\\", "x", "}", "\n", "{"),
        fc.boolean(),
        (at, insert, cut) => {
          const broken = good.slice(0, at) + insert + (cut ? "" : good.slice(at));
          const [fast, plain] = bothWays([good, good, good, broken, good]);
          expect(fast).toEqual(plain);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it.each([
    ["plain text", (text: string) => delta({ content: text })],
    [
      "text with filler of changing length",
      (text: string, index: number) =>
        JSON.stringify({
          choices: [{ index: 0, delta: { content: text } }],
          obfuscation: "abcdefgh".slice(index % 8),
        }),
    ],
    [
      "an id and a moment of its own per frame, and text with escapes",
      (text: string, index: number) =>
        JSON.stringify({
          id: `c-${index}`,
          created: 1_764_000_000 + index,
          choices: [{ index: 0, delta: { content: index % 5 === 0 ? `"${text}"\n` : text } }],
        }),
    ],
  ])("does not parse frames of a known shape: %s", (_, make) => {
    const list = Array.from({ length: 100 }, (__, index) => make(`w${index}`, index));
    const parse = vi.spyOn(JSON, "parse");
    const events = eventsOf(list);
    const parsedWhole = parse.mock.calls.filter(([text]) => text.startsWith("{"));
    expect(parsedWhole.length).toBeLessThan(8);
    expect(events.filter((event) => event.type === "text-delta")).toHaveLength(100);
  });

  it("reads the first real id, however many frames had none", () => {
    const answer = ["1", '""', "1", '""', '""', '""', '""', '"real"', '"later"'].map(
      (id) => `{"id":${id},"choices":[{"index":0,"delta":{"content":"a"}}]}`,
    );
    const [fast, plain] = bothWays(answer);
    expect(fast).toEqual(plain);
    expect(fast).toContainEqual({ type: "metadata", id: "real" });
  });

  it("stops trying where every frame differs", () => {
    const list = Array.from({ length: 300 }, (_, index) =>
      JSON.stringify({ nonce: `c${index}`, choices: [{ index: 0, delta: { content: "a" } }] }),
    );
    const parse = vi.spyOn(JSON, "parse");
    expect(eventsOf(list).filter((event) => event.type === "text-delta")).toHaveLength(300);
    expect(parse).toHaveBeenCalledTimes(300);
  });
});

describe("a field that changes now and then", () => {
  it("is learned again as long as it pays", () => {
    const list = Array.from({ length: 3000 }, (_, index) =>
      JSON.stringify({
        created: Math.floor(index / 100),
        choices: [{ index: 0, delta: { content: `w${index}` } }],
      }),
    );
    const parse = vi.spyOn(JSON, "parse");
    expect(eventsOf(list).filter((event) => event.type === "text-delta")).toHaveLength(3000);
    expect(parse.mock.calls.length).toBeLessThan(600);
  });
});
