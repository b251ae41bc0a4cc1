import { describe, expect, it } from "vitest";
import { acme, edit, problemsOf } from "../__fixtures__/acme.ts";

describe("a rule for some models", () => {
  const withRule = (when: string): string =>
    acme("sources:\n", `rules: [{ when: ${when}, set: { maxTokens: 600 }, why: x }]\nsources:\n`);

  it("is judged by what those models take", () => {
    const wide = (text: string): string =>
      edit(text, "    family: thinker\n", "    family: thinker\n    maxOutput: 900\n");
    expect(problemsOf(wide(withRule("{ model: acme-2 }")))).toEqual([]);
    expect(problemsOf(wide(withRule("{ model: acme-* }")))).toEqual([
      expect.stringContaining("600 is above the maxOutput of acme-1 (500)"),
    ]);
  });
});
