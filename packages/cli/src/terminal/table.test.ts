import { describe, expect, it } from "vitest";
import { renderMarks, style } from "./style.ts";
import { renderTable } from "./table.ts";
import { displayWidth, wrap } from "./width.ts";

describe("displayWidth", () => {
  it.each([
    ["abc", 3],
    ["日本語", 6],
    ["🙂", 2],
    ["👩‍👩‍👧‍👦", 2],
    ["é", 1],
    ["e\u0301", 1],
    ["한국", 4],
    [style.red("abc"), 3],
  ])("of %s is %i", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe("wrap", () => {
  it("breaks between words", () => {
    expect(wrap("one two three", 8)).toEqual(["one two", "three"]);
  });
  it("breaks wide characters by their width, and words that are too long", () => {
    expect(wrap("日本語日本語", 6)).toEqual(["日本語", "日本語"]);
    expect(wrap("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
  });
  it("keeps the lines of the text", () => {
    expect(wrap("a\n\nb", 10)).toEqual(["a", "", "b"]);
  });
});

describe("renderTable", () => {
  const columns = [
    { title: "ID" },
    { title: "COUNT", align: "right" as const },
    { title: "NOTE", drop: 1 },
  ];
  const rows = [
    ["日本", "1", "first"],
    ["b", "200", "second"],
  ];
  it("lines columns up by display width", () => {
    expect(renderMarks(renderTable(columns, rows), false)).toBe(
      "ID    COUNT  NOTE\n日本      1  first\nb       200  second\n",
    );
  });
  it("cuts a last column that may shrink, and closes its colour", () => {
    const text = renderTable(
      [{ title: "ID" }, { title: "NOTE", drop: 1, shrink: 5 }],
      [["a", style.yellow("日本語 and more")]],
      11,
    );
    expect(renderMarks(text, false)).toBe("ID  NOTE\na   日本語…\n");
    expect(renderMarks(text, true)).toContain("…\u001b[0m\n");
  });
  it("leaves columns out where the terminal is narrow", () => {
    expect(renderMarks(renderTable(columns, rows, 14), false)).toBe(
      "ID    COUNT\n日本      1\nb       200\n",
    );
  });
});
