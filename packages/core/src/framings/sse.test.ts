import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LimitError } from "../errors/errors.ts";
import { sse } from "./sse.ts";

type Frame = [event: string, data: string];

function framesOf(chunks: readonly Uint8Array[], maxFrameBytes = 1_000_000): Frame[] {
  const frames: Frame[] = [];
  const decoder = sse.create((event, data) => frames.push([event, data]), { maxFrameBytes });
  for (const chunk of chunks) decoder.push(chunk);
  decoder.end();
  return frames;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.byteLength / size);
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

// The standard's algorithm, word by word, on the whole text.
function reference(text: string): Frame[] {
  const frames: Frame[] = [];
  let event = "";
  let data: string[] = [];
  for (const line of [...text.split(/\r\n|\n|\r/), ""]) {
    if (line === "") {
      if (data.length > 0) frames.push([event, data.join("\n")]);
      event = "";
      data = [];
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
  }
  return frames;
}

const line = fc.oneof(
  fc.constantFrom("", "", "data: a", "data:b", "data", "event: one", "event: one", "event:two"),
  fc.constantFrom("event:", ": comment", "id: 7", "data:  é – 😀", "dataset: no", "events: no"),
);
const stream = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom("\n", "\r\n", "\r"))
  .map(([lines, end]) => lines.map((text) => text + end).join(""));

describe("server-sent events", () => {
  it("are parsed as the standard says, wherever the bytes are cut", () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 70 }), (text, size) => {
        expect(framesOf(cut(bytesOf(text), size))).toEqual(reference(text));
      }),
    );
  });

  it("keep an event's name to that event, though the next one repeats or leaves it out", () => {
    const text = "event: a\ndata: 1\n\nevent: a\ndata: 2\n\ndata: 3\n\nevent: ab\ndata: 4\n\n";
    expect(framesOf([bytesOf(text)])).toEqual([
      ["a", "1"],
      ["a", "2"],
      ["", "3"],
      ["ab", "4"],
    ]);
  });

  it("deliver a last event without its blank line", () => {
    expect(framesOf([bytesOf("data: 1\n\ndata: 2")])).toEqual([
      ["", "1"],
      ["", "2"],
    ]);
  });

  it("are refused when a line or a sum of lines is longer than the cap", () => {
    expect(() => framesOf(cut(bytesOf(`data: ${"x".repeat(200)}`), 10), 100)).toThrow(LimitError);
    expect(() => framesOf([bytesOf("data: 12345678\n".repeat(20))], 100)).toThrow(LimitError);
  });
});
