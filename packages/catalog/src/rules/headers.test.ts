import { describe, expect, it } from "vitest";
import { acme, problemsOf } from "../__fixtures__/acme.ts";

describe("a header's own braces", () => {
  it.each(["{trace}", "{zo}", "{}", "{zone}"])("may be %s", (place) => {
    expect(problemsOf(acme('x-acme: "1"', `x-acme: "${place}"`))).toEqual([]);
  });
});
