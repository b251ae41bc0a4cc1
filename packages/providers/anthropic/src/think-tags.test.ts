import { describe, expect, test } from "vitest";
import { collectParts } from "./__fixtures__/collect-parts.ts";
import { decodeAll, sseFrame } from "./__fixtures__/sse.ts";
import { testTarget } from "./__fixtures__/test-target.ts";

const target = testTarget({ policy: { reasoning: { thinkTags: true } } });

/** What a stream says whose text blocks arrive in these pieces. */
function read(...blocks: readonly (readonly string[])[]): object[] {
  const sse = blocks.flatMap((pieces, index) => [
    sseFrame({ type: "content_block_start", index, content_block: { type: "text", text: "" } }),
    ...pieces.map((text) =>
      sseFrame({ type: "content_block_delta", index, delta: { type: "text_delta", text } }),
    ),
    sseFrame({ type: "content_block_stop", index }),
  ]);
  const end = sseFrame({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: {} });
  const { message } = collectParts(decodeAll(sse.join("") + end, target), target);
  return message.content as object[];
}

describe("text that begins with think tags", () => {
  const whole = "<think>\nHm, so.</think>\n\nSo it is, and so it stays.";
  const parts = [
    { type: "reasoning", text: "Hm, so." },
    { type: "text", text: "So it is, and so it stays." },
  ];

  test.each([1, 2, 3, 7, 64])("is split in pieces of %d, and read on by the fast lane", (size) => {
    const pieces: string[] = [];
    for (let at = 0; at < whole.length; at += size) pieces.push(whole.slice(at, at + size));
    expect(read(pieces)).toEqual(parts);
  });

  test("that ends within them is reasoning", () => {
    expect(read(["<think>", "Hm, so.</thi"])).toEqual([
      { type: "reasoning", text: "Hm, so.</thi" },
    ]);
  });

  test("is looked for in the first text alone", () => {
    expect(read(["So."], ["<think>Hm.</think>"])).toEqual([
      { type: "text", text: "So." },
      { type: "text", text: "<think>Hm.</think>" },
    ]);
  });
});
