import { describe, expect, it } from "vitest";
import { CORPUS } from "../__fixtures__/control-sequences.ts";
import { createSanitizer, safeJson, sanitize, sanitizeLine } from "./sanitize.ts";

const FORBIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef]/;

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function inPieces(text: string, next: () => number): string {
  const sanitizer = createSanitizer();
  let safe = "";
  for (let at = 0; at < text.length;) {
    const size = 1 + Math.floor(next() * 4);
    safe += sanitizer.push(text.slice(at, at + size));
    at += size;
  }
  return safe + sanitizer.end();
}

describe("sanitize", () => {
  it("has a corpus of at least sixty sequences", () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(60);
  });

  it.each(CORPUS)("takes the control out of: %s", (_, text, left) => {
    expect(sanitize(text)).toBe(left);
  });

  it.each(CORPUS)("does the same when the text comes in single characters: %s", (_, text, left) => {
    expect(inPieces(text, () => 0)).toBe(left);
  });

  it("lets no control character through, however pieces are cut, and the cut changes nothing", () => {
    const next = random(20_261_121);
    const pieces = [
      ...CORPUS.map(([, text]) => text),
      "plain ",
      "日本語",
      "🙂",
      "\t",
      "\n",
      "é",
      "\u001b[",
      "\u001b]",
      "[31m",
      ";",
      "\u009b",
    ];
    for (let round = 0; round < 3000; round += 1) {
      const text = Array.from({ length: 1 + Math.floor(next() * 12) }, () =>
        next() < 0.1
          ? String.fromCharCode(Math.floor(next() * 0xd800))
          : (pieces[Math.floor(next() * pieces.length)] ?? ""),
      ).join("");
      const whole = sanitize(text);
      expect(whole).not.toMatch(FORBIDDEN);
      expect(inPieces(text, next)).toBe(whole);
    }
  });

  it("changes nothing in text without control", () => {
    const text = "Grüße, 世界! 👩‍👩‍👧‍👦 שלום\n\tif (a < b) { return `x`; }\n";
    expect(sanitize(text)).toBe(text);
    expect(inPieces(text, random(1))).toBe(text);
  });

  it("does not swallow more than a line for a sequence that never ends", () => {
    expect(sanitize(`\u001b]0;${"x".repeat(100)}\nthe answer`)).toBe("\nthe answer");
    expect(sanitize(`\u001b]0;${"x".repeat(20_000)}`).length).toBeGreaterThan(10_000);
  });

  it("never writes half an emoji", () => {
    const sanitizer = createSanitizer();
    expect(sanitizer.push("a\ud83d")).toBe("a");
    expect(sanitizer.push("\ude42b")).toBe("🙂b");
  });
});

describe("sanitizeLine", () => {
  it("keeps everything on one line", () => {
    expect(sanitizeLine(" a\n\tb \u001b[31mc ")).toBe("a b c");
  });
});

describe("safeJson", () => {
  it.each(CORPUS)("writes no control character and loses nothing: %s", (_, text) => {
    const json = safeJson({ text });
    expect(json.replaceAll("\n", "")).not.toMatch(FORBIDDEN);
    expect(JSON.parse(json)).toEqual({ text });
  });
});
