import { describe, expect, it } from "vitest";
import { ACME, acme, problemsOf } from "../__fixtures__/acme.ts";

const PLUGINS = {
  "plugins.yaml":
    '"@byok/anthropic": { export: anthropic, id: anthropic, wires: [anthropic-messages], exists: true }\n' +
    '"@byok/acme": { export: acme, id: acme, wires: [acme-chat], exists: false }\n',
};

/** ACME with a second surface, whose own lines follow it. */
const withSurface = (wire: string, lines = ""): string =>
  acme("    auth: bearer\n", `    auth: bearer\n  - wire: ${wire}\n    auth: bearer\n${lines}`);

const atTop = (text: string, lines: string): string =>
  text.replace("sources:\n", `${lines}sources:\n`);

describe("a transform", () => {
  const budget = "reasoning: { send: { transform: anthropic-budget } }\n";
  const budgets = "reasoning: { send: { transform: anthropic-budgets } }\n";

  it.each([
    ["of its surface's wire", withSurface("anthropic-messages", `    ${budget}`)],
    ["of one of the platform's wires", atTop(withSurface("anthropic-messages"), budget)],
    ["of a wire whose code is still to come", withSurface("acme-chat", `    ${budgets}`)],
    ["that such a wire may have", atTop(withSurface("acme-chat"), budgets)],
  ])("may be one %s", (_, text) => {
    expect(problemsOf(text, PLUGINS)).toEqual([]);
  });

  it("must be one that the wire has", () => {
    const text = withSurface("anthropic-messages", `    ${budgets}`);
    expect(problemsOf(text, PLUGINS)).toEqual([
      "platforms/acme.yaml:20:37 surfaces[1].reasoning.send.transform: anthropic-messages has no transform anthropic-budgets; did you mean anthropic-budget?",
    ]);
    const far = atTop(withSurface("anthropic-messages"), "reasoning: { send: { transform: x } }\n");
    expect(problemsOf(far, PLUGINS)).toEqual([
      expect.stringContaining(
        "reasoning.send.transform: openai-chat and anthropic-messages have no transform x; known are anthropic-budget, anthropic-effort",
      ),
    ]);
  });
});

describe("fields of reasoning", () => {
  it.each([
    "reasoning: { receive: [reasoning, meta.content, delta.role] }\n",
    "reasoning: { details: reasoning_details, echo: required, echoField: reasoning }\n",
    // The answer's text with the reasoning between think tags.
    "reasoning: { thinkTags: true, echo: required, echoField: content }\n",
    "reasoning: { echo: required, echoField: meta.role }\n",
  ])("may be %s", (lines) => {
    expect(problemsOf(atTop(ACME, lines))).toEqual([]);
  });
});
