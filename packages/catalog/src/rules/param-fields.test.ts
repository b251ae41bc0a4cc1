import { describe, expect, it } from "vitest";
import { ACME, acme, problemsOf } from "../__fixtures__/acme.ts";

const withPlatform = (lines: string, thinker = "temperature: { unsupported: it thinks }"): string =>
  acme(
    "families:\n  thinker: { params: { temperature: { unsupported: it thinks } } }\n",
    `${lines}families:\n  thinker: { params: { ${thinker} } }\n`,
  );

describe("fields of parameters", () => {
  it.each([
    ["a field of its own", "params: { temperature: { to: heat } }\n"],
    ["a field in dots", "params: { seed: { to: sampling.seed }, topK: { to: sampling.k } }\n"],
    [
      "the field of a refused one",
      "params: { temperature: { to: top_p }, topP: { unsupported: no } }\n",
    ],
    ["the field of a moved one", "params: { temperature: { to: top_p }, topP: { to: nucleus } }\n"],
    [
      "the field of an effort that goes nowhere",
      "params: { topK: { to: reasoning_effort } }\nreasoning: { send: { effort: null } }\n",
    ],
    ["a field of a request's name inside another", "params: { seed: { to: options.model } }\n"],
    [
      "the switch's field for the budget's own",
      "reasoning: { send: { budget: thinking.budget, toggle: { field: thinking.type, on: 1, off: 0 } } }\n",
    ],
    [
      "a budget's inside the object of a switch",
      "reasoning: { send: { budget: thinking.budget, toggle: { field: thinking, on: { type: enabled }, off: { type: disabled } } } }\n",
    ],
    [
      "the effort's for a switch where the effort goes nowhere",
      "reasoning: { send: { effort: null, toggle: { field: reasoning_effort, on: default, off: none } } }\n",
    ],
    ["one that only streams have", "stream: { disable: { live_search: false, a.b: null } }\n"],
  ])("may be %s", (_, lines) => {
    expect(problemsOf(withPlatform(lines))).toEqual([]);
  });

  it("are not overwritten by the object of a switch", () => {
    const text = withPlatform(
      "params: { topK: { to: thinking.k } }\nreasoning: { send: { toggle: { field: thinking, on: {}, off: 0 } } }\n",
    );
    expect(problemsOf(text)).toEqual([
      expect.stringContaining("toggle.field: thinking is the field of topK too"),
    ]);
  });

  it("are judged under what a family changes of streams and switches", () => {
    const stream = "stream: { disable: { heat: 1 } }\n";
    expect(problemsOf(withPlatform(stream, "seed: { to: heat }"))).toEqual([
      expect.stringContaining("stream.disable.heat: is the field of seed"),
    ]);
    const refused = "params: { seed: { unsupported: no } }\nstream: { disable: { seed: 1 } }\n";
    expect(problemsOf(withPlatform(refused))).toEqual([]);
  });

  it("may change places from one family to another", () => {
    const text = withPlatform("params: { seed: { to: a } }\n", "seed: { to: b }, topK: { to: a }");
    expect(problemsOf(text)).toEqual([]);
  });

  it("are told once, however many families and models meet them", () => {
    const text = withPlatform("params: { temperature: { to: top_p } }\n", "seed: { fixed: 1 }");
    expect(problemsOf(text)).toHaveLength(1);
  });

  it("belong to each wire", () => {
    const surface = "auth: bearer\n  - wire: other-chat\n    auth: bearer\n";
    const text = (field: string, at: "" | "    "): string => {
      const params = `params: { seed: { to: ${field} } }\n`;
      return at === ""
        ? acme("    auth: bearer\n", `    ${surface}`).replace(
            "families:\n",
            `${params}families:\n`,
          )
        : acme("    auth: bearer\n", `    ${surface}    ${params}`);
    };
    const plugins = {
      "plugins.yaml":
        '"@byok/other": { export: other, id: other, wires: [other-chat], exists: false }\n',
    };
    // `instructions` is the request itself on wires that have it, and anything on openai-chat.
    expect(
      problemsOf(acme("families:\n", "params: { seed: { to: instructions } }\nfamilies:\n")),
    ).toEqual([]);
    expect(problemsOf(text("instructions", "    "), plugins)).toEqual([
      expect.stringContaining(
        "surfaces[1].params.seed.to: instructions belongs to the request itself",
      ),
    ]);
    expect(problemsOf(text("instructions", ""), plugins)).toEqual([
      expect.stringContaining("params.seed.to: instructions belongs to the request itself"),
    ]);
    // That field is another parameter's on openai-chat only.
    expect(problemsOf(text("top_p", "    "), plugins)).toEqual([]);
    expect(problemsOf(text("top_p", ""), plugins)).toHaveLength(1);
  });
});

describe("values of parameters", () => {
  it.each([
    [
      "a fixed value in the range",
      "params: { temperature: { range: { min: 0, max: 1 }, fixed: 1 } }\n",
    ],
    [
      "a default above an open end",
      "params: { maxTokens: { range: { exclusiveMin: 0 }, requiredDefault: 1 } }\n",
    ],
    [
      "words that stand for others",
      "params: { serviceTier: { values: { flex: slow }, allowed: [flex] } }\n",
    ],
    [
      "a map whose entries are in the range",
      'params: { logitBias: { range: { min: -100, max: 100 }, fixed: { "1": 100 } } }\n',
    ],
    ["a fixed list", "params: { stop: { fixed: [a] } }\n"],
  ])("may be %s", (_, lines) => {
    expect(problemsOf(withPlatform(lines))).toEqual([]);
  });

  it("are judged entry by entry in a map", () => {
    const lines =
      'params: { logitBias: { range: { min: -100, max: 100 }, fixed: { "1": 1, "2": 101 } } }\n';
    expect(problemsOf(withPlatform(lines))).toEqual([
      expect.stringContaining("params.logitBias.fixed: 101 is outside the range (-100 to 100)"),
    ]);
  });

  it("are judged by the range that holds in the end", () => {
    const platform = "params: { seed: { range: { max: 1 } } }\n";
    expect(problemsOf(withPlatform(platform, "seed: { range: { max: 9 }, fixed: 5 }"))).toEqual([]);
    expect(problemsOf(withPlatform(platform, "seed: { fixed: 5 }"))).toEqual([
      expect.stringContaining(
        "families.thinker.params.seed.fixed: 5 is outside the range (at most 1)",
      ),
    ]);
  });
});

it("the sound entry has no such problem", () => {
  expect(problemsOf(ACME)).toEqual([]);
});
