import { assert, constantFrom, property, string as text, tuple, array, integer } from "fast-check";
import type { WireEvent } from "@byok/core/provider";
import { describe, expect, test } from "vitest";

import { testHead, testTarget } from "./__fixtures__/test-target.ts";
import { decodeStream } from "./decode-stream.ts";
import { createFastTextLane } from "./fast-text-lane.ts";

const frame = (value: string, pad = 0): string =>
  `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":${JSON.stringify(value)}}${" ".repeat(pad)}}`;

/** Frames of one text in the forms that servers write. */
const FORMS = [
  (value: string) => frame(value),
  (value: string) => frame(value, 9),
  (value: string) =>
    JSON.stringify({
      type: "content_block_delta",
      index: 0,
      delta: { text: value, type: "text_delta" },
    }),
  (value: string) =>
    JSON.stringify(
      { delta: { type: "text_delta", text: value }, index: 0, type: "content_block_delta" },
      null,
      1,
    ).replaceAll("\n", " "),
  (value: string) =>
    JSON.stringify({
      type: "content_block_delta",
      index: 0,
      delta: { type: "text_delta", text: value },
      id: value,
    }),
];

const pieces = array(
  tuple(
    constantFrom(...FORMS.keys()),
    text({
      unit: constantFrom(
        "a",
        " ",
        ":",
        ",",
        '"',
        "\\",
        "\n",
        "é",
        "😀",
        "}",
        "{",
        "\u0001",
        "text",
        "text_delta",
        '":"',
      ),
    }),
    integer({ min: 0, max: 3 }),
  ),
  { maxLength: 30 },
);

describe("the fast lane", () => {
  test("gives the same text as parsing, for any order of frame forms", () => {
    assert(
      property(pieces, (list) => {
        const got: string[] = [];
        const collect = (event: WireEvent): void => {
          if (event.type === "text-delta") got.push(event.text);
        };
        const decoder = decodeStream(testHead(), testTarget(), collect);
        const said: string[] = [];
        for (const [form, value, repeat] of list) {
          for (let count = 0; count <= repeat; count++) {
            decoder.frame("", FORMS[form]?.(value) ?? "");
            if (value !== "") said.push(value);
          }
        }
        expect(got).toEqual(said);
      }),
      { numRuns: 500 },
    );
  });

  test("is in use after one frame, also for padded ones", () => {
    const lane = createFastTextLane();
    expect(lane.read(frame("Hi"))).toBeUndefined();
    lane.learn(frame("Hi", 3), "Hi");
    expect(lane.read(frame(" there"))).toBe(" there");
    expect(lane.read(frame("", 40))).toBe("");
    expect(lane.read(frame('a"b\\n\n😀'))).toBe('a"b\\n\n😀');
    expect(lane.read(frame("x").replace('"x"', '"\\x"'))).toBeUndefined();
  });

  test("does not take a frame of another block, kind or end", () => {
    const lane = createFastTextLane();
    lane.learn(frame("Hi"), "Hi");
    expect(lane.read(frame("Hi").replace('"index":0', '"index":1'))).toBeUndefined();
    expect(lane.read(frame("Hi").replaceAll("text", "thinking"))).toBeUndefined();
    expect(lane.read(`${frame("Hi")}x`)).toBeUndefined();
    expect(lane.read(frame("Hi").slice(0, -1))).toBeUndefined();
    lane.reset();
    expect(lane.read(frame("Hi"))).toBeUndefined();
  });

  test("learns nothing from a text that also stands elsewhere", () => {
    const lane = createFastTextLane();
    for (const value of [":", "text", "content_block_delta"])
      lane.learn(FORMS[2]?.(value) ?? "", value);
    expect([undefined, "x"]).toContain(lane.read(FORMS[2]?.("x") ?? ""));
  });
});
