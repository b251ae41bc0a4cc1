import { describe, expect, it } from "vitest";
import { acme, edit, problemsOf } from "../__fixtures__/acme.ts";

describe("a model's own limit", () => {
  it.each([
    ["narrower than the platform's", "topP: { range: { max: 0.5 } }"],
    ["of another parameter", "topK: { range: { max: 100 } }"],
  ])("may be %s", (_, params) => {
    const text = acme("sources:\n", "params: { topP: { range: { max: 1 } } }\nsources:\n");
    const own = `    policy: { params: { ${params} } }\n`;
    expect(problemsOf(edit(text, "    family: thinker\n", own))).toEqual([]);
  });

  it("may be as wide as its family's", () => {
    const text = edit(
      acme("sources:\n", "params: { topP: { range: { max: 1 } } }\nsources:\n"),
      "temperature: { unsupported: it thinks }",
      "topP: { range: { max: 2 } }",
    );
    const own = "    family: thinker\n    policy: { params: { topP: { range: { max: 2 } } } }\n";
    expect(problemsOf(edit(text, "    family: thinker\n", own))).toEqual([]);
  });
});
