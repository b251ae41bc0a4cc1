import { describe, expect, it } from "vitest";
import { renderMarks, style, wantsColour } from "./style.ts";

describe("colour", () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
    [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
    [{ TERM: "dumb" }, true, false],
  ])("with %j and a terminal: %s is %s", (env, terminal, expected) => {
    expect(wantsColour(env, terminal)).toBe(expected);
  });

  it("becomes codes only where it is wanted", () => {
    expect(renderMarks(style.red("no"), true)).toBe("\u001b[31mno\u001b[0m");
    expect(renderMarks(style.red("no"), false)).toBe("no");
  });
});
