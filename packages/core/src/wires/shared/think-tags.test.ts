import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createThinkSplitter } from "./think-tags.ts";

function split(chunks: readonly string[]): { reasoning: string; text: string } {
  const result = { reasoning: "", text: "" };
  const splitter = createThinkSplitter(
    (text) => (result.reasoning += text),
    (text) => (result.text += text),
  );
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return result;
}

const piece = fc.constantFrom(
  "<think>",
  "</think>",
  "<",
  "</",
  "think>",
  "</thi",
  " ",
  "\n",
  "a",
  "b<c",
  "😀",
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));

describe("createThinkSplitter", () => {
  it.each([
    ["<think>a</think>b", "a", "b"],
    ["\n <think>\n a\n</think>\n\n b", "a\n", "b"],
    ["b<think>a</think>", "", "b<think>a</think>"],
    ["<think>a", "a", ""],
    ["<think>a</thi", "a</thi", ""],
    ["<thinking>", "", "<thinking>"],
    ["<thi", "", "<thi"],
    ["<think></think>b", "", "b"],
    ["<think>a</think>b<think>c</think>", "a", "b<think>c</think>"],
    ["", "", ""],
  ])("%j", (whole, reasoning, answer) => {
    expect(split([whole])).toEqual({ reasoning, text: answer });
  });

  it("gives the same split for any chunks", () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(60), { maxLength: 20 }), (whole, cuts) => {
        const at = [...new Set(cuts.map((cut) => Math.min(cut, whole.length)))].toSorted(
          (a, b) => a - b,
        );
        const chunks = [0, ...at].map((start, index) =>
          whole.slice(start, [0, ...at][index + 1] ?? whole.length),
        );
        expect(split(chunks)).toEqual(split([whole]));
      }),
      { numRuns: 2000 },
    );
  });
});
