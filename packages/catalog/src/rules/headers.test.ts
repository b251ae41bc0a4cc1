import { describe, expect, it } from "vitest";
import { ACME, acme, edit, problemsOf } from "../__fixtures__/acme.ts";

describe("a header's own braces", () => {
  it.each(["{trace}", "{}", "{zone}"])("may be %s", (place) => {
    expect(problemsOf(acme('x-acme: "1"', `x-acme: "${place}"`))).toEqual([]);
  });

  it("may be near the short name of a variable", () => {
    const text = edit(ACME, 'x-acme: "1"', 'x-acme: "{ip}"').replaceAll("zone", "id");
    expect(problemsOf(text)).toEqual([]);
  });
});

describe("the type of the body", () => {
  it.each(["application/json", "application/json; charset=utf-8"])("may be %s", (type) => {
    expect(problemsOf(acme('x-acme: "1"', `Content-Type: ${type}`))).toEqual([]);
  });
});
