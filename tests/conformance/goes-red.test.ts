import { describe, expect, it } from "vitest";
import { findPlatform } from "@byok/core";
import type { Platform } from "@byok/core";
import { runConformance } from "@byok/simulator/conformance";

/** Runs one check of a platform's first wire against a server that expects something else than the row. */
async function failures(
  id: string,
  check: string,
  wrong: (row: Platform) => Platform,
  wire = "openai-chat",
): Promise<(string | undefined)[]> {
  const row = findPlatform(id);
  if (row === undefined) throw new Error(`No platform ${id}.`);
  const results = await runConformance(id, {
    wire,
    checks: [check],
    expected: wrong(structuredClone(row)),
  });
  expect(results, "the check runs").toHaveLength(1);
  return results.flatMap(({ error }) => (error === undefined ? [] : [error.message]));
}

const same = (row: Platform): Platform => row;
const ACCEPTED = "sends accepted parameters in the platform's fields, with the platform's values";
const STREAM = "streams text, usage and one finish";
const TOOLS = "calls a tool, takes its result and answers with it";
const IDS = "takes a conversation with another platform's tool ids";
const ECHO = "sends reasoning back as the platform wants it";
const MESSAGES = "sends messages as the platform takes them";

describe("a server that differs from the catalog's row makes conformance fail", () => {
  it.each<[string, string, string, (row: Platform) => Platform, RegExp, string?]>([
    [
      "refuses temperature, which the row allows",
      "openai",
      ACCEPTED,
      (row) => ({ ...row, params: { ...row.params, temperature: { unsupported: "No." } } }),
      /'temperature' is not supported/,
    ],
    [
      "takes max_tokens under another name",
      "groq",
      ACCEPTED,
      (row) => ({ ...row, params: { ...row.params, maxTokens: { to: "max_completion_tokens" } } }),
      /Use 'max_completion_tokens' instead/,
    ],
    [
      "knows the seed by its usual name only",
      "mistral",
      ACCEPTED,
      (row) => ({ ...row, params: { ...row.params, seed: {} } }),
      /Unrecognized request argument supplied: random_seed/,
    ],
    [
      "has a smaller range of biases",
      "openai",
      ACCEPTED,
      (row) => ({ ...row, params: { ...row.params, logitBias: { range: { min: 0 } } } }),
      /'logit_bias': integer below minimum value/,
    ],
    [
      "has a smaller range",
      "openai",
      ACCEPTED,
      (row) => ({ ...row, params: { ...row.params, topP: { range: { max: 0.5 } } } }),
      /decimal above maximum value/,
    ],
    [
      "wants the key in another header",
      "azure",
      STREAM,
      (row) => ({
        ...row,
        surfaces: row.surfaces.map((surface) => ({ ...surface, authName: "x-other-key" })),
      }),
      /x-other-key/,
    ],
    [
      "wants a bearer key",
      "azure",
      STREAM,
      (row) => ({
        ...row,
        surfaces: row.surfaces.map((surface) => ({ ...surface, auth: "bearer" })),
      }),
      /API key/,
    ],
    [
      "wants a header that is not sent",
      "openai",
      STREAM,
      (row) => ({ ...row, headers: { fixed: { "x-version": "2" } } }),
      /x-version/,
    ],
    [
      "refuses stream_options",
      "openai",
      STREAM,
      (row) => ({ ...row, stream: { usage: "always" } }),
      /stream_options/,
    ],
    [
      "wants other tool ids",
      "openai",
      IDS,
      (row) => ({ ...row, tools: { idPattern: "^[a-z]{3}$" } }),
      /Tool call id/,
    ],
    [
      "wants arguments as objects",
      "openai",
      TOOLS,
      (row) => ({ ...row, tools: { arguments: "object" } }),
      /expected an object/,
    ],
    [
      "wants reasoning back",
      "together",
      ECHO,
      (row) => ({ ...row, reasoning: { ...row.reasoning, echo: "required" } }),
      /must be passed back/,
    ],
    [
      "wants no reasoning back",
      "deepseek",
      ECHO,
      (row) => ({
        ...row,
        families: Object.fromEntries(
          Object.entries(row.families ?? {}).map(([name, policy]) => [
            name,
            { ...policy, reasoning: { ...policy.reasoning, echo: "forbidden" as const } },
          ]),
        ),
      }),
      /Unknown parameter/,
    ],
    [
      "takes no names",
      "openai",
      MESSAGES,
      (row) => ({ ...row, messages: { name: "drop" } }),
      /'name' is unsupported/,
    ],
    [
      "wants turns to alternate",
      "openai",
      MESSAGES,
      (row) => ({ ...row, messages: { alternate: true } }),
      /must alternate/,
    ],
    [
      "wants one system message",
      "openai",
      MESSAGES,
      (row) => ({ ...row, messages: { system: "join" } }),
      /at the beginning/,
    ],
    [
      "takes no tools",
      "anthropic",
      TOOLS,
      (row) => ({
        ...row,
        surfaces: row.surfaces.map((surface) => ({ ...surface, tools: { supported: false } })),
      }),
      /does not support tools/,
      "anthropic-messages",
    ],
    [
      "needs another version",
      "anthropic",
      STREAM,
      (row) => ({ ...row, headers: { fixed: { "anthropic-version": "2099-01-01" } } }),
      /anthropic-version/,
      "anthropic-messages",
    ],
  ])("%s (%s)", async (...[, id, check, wrong, message, wire = "openai-chat"]) => {
    expect(await failures(id, check, same, wire)).toEqual([]);
    const found = await failures(id, check, wrong, wire);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });
});
