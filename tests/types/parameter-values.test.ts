import { describe, expect, it } from "vitest";
import { requestFeatures, type ChatRequest, type JsonValue } from "@byok/core/provider";
import { NEUTRAL_PARAMETERS } from "../../packages/catalog/src/schema/neutral-parameters.ts";
import { parameterValueFault } from "../../packages/catalog/src/schema/parameter-values.ts";
import { Policy } from "../../packages/catalog/src/schema/policy.ts";
import type { NeutralParameter } from "../../packages/core/src/catalog/neutral-parameter.ts";
import { valueProblems } from "../../packages/core/src/config/check-value.ts";

const VALUES: readonly JsonValue[] = [
  null,
  true,
  "",
  "a",
  "auto",
  "none",
  "required",
  -5,
  -1,
  0,
  0.5,
  1,
  1e300,
  [],
  ["a"],
  ["a", 1],
  [""],
  {},
  { tool: "a" },
  { tool: "" },
  { type: "text" },
  { type: "json_object" },
  { type: "json" },
  { "1": 1 },
  { "1": "a" },
];

describe("what the catalog takes as a value", () => {
  it.each(Object.keys(NEUTRAL_PARAMETERS))("of %s is what core takes", (name) => {
    const fits = (isFit: (value: JsonValue) => boolean): string[] =>
      VALUES.filter(isFit).map((value) => JSON.stringify(value));
    expect(fits((value) => parameterValueFault(name, value) === undefined)).toEqual(
      fits((value) => valueProblems(name as NeutralParameter, value).length === 0),
    );
  });
});

it("the catalog knows the features that core finds in a request", () => {
  const file = (mediaType: string) => ({
    type: "file" as const,
    mediaType,
    source: { base64: "AA==" },
  });
  const request: ChatRequest = {
    messages: [
      {
        role: "user",
        cache: "auto",
        content: [file("image/png"), file("audio/wav"), file("application/pdf")],
      },
    ],
    tools: [{ name: "t", inputSchema: { type: "object" } }],
    config: { reasoningEffort: "low", responseFormat: { type: "json_object" } },
  };
  const features = [...requestFeatures(request, true)];
  expect(features).toHaveLength(8);
  const byFeature = Object.fromEntries(features.map((name) => [name, { "x-a": "1" }]));
  expect(Policy.safeParse({ headers: { byFeature } }).success).toBe(true);
});
