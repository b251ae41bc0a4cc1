import { describe, expect, it } from "vitest";
import type { UsagePolicy } from "../../catalog/policy.ts";
import type { JsonObject } from "../../json.ts";
import { target } from "../openai-chat/__fixtures__/target.ts";
import { readPlatformFigure } from "./platform-figure.ts";

function figure(
  raw: JsonObject,
  paths: UsagePolicy["paths"],
): ReturnType<typeof readPlatformFigure> {
  const usage = { ...(paths === undefined ? {} : { paths }), costCurrency: "USD" };
  return readPlatformFigure(raw, target({ usage }));
}

describe("readPlatformFigure", () => {
  it.each([
    [0.00014, "0.00014"],
    [1.5e-7, "0.00000015"],
    [0.1 + 0.2, "0.3"],
    [0, "0"],
    [12, "12"],
    ["0.5", "0.5"],
  ])("gives the platform's cost %j as %s", (cost, amount) => {
    expect(figure({ prompt_tokens: 1, cost }, { cost: "cost" })).toEqual({
      amount,
      currency: "USD",
    });
  });

  it.each([
    [{ is_byok: true, cost_details: { upstream_inference_cost: 19 } }, { upstream: "19" }],
    [{ is_byok: true, cost_details: { upstream_inference_cost: null } }, { upstream: null }],
    [{ is_byok: true }, { upstream: null }],
    [{ is_byok: false, cost_details: { upstream_inference_cost: 0.95 } }, {}],
    [{ cost_details: { upstream_inference_cost: 0.95 } }, {}],
  ])("counts an upstream's bill only where the user's own key was used: %j", (more, upstream) => {
    const paths = {
      cost: "cost",
      upstreamCost: "cost_details.upstream_inference_cost",
      ownKey: "is_byok",
    };
    const raw = { prompt_tokens: 1, cost: 0.95, ...more };
    expect(figure(raw, paths)).toEqual({ amount: "0.95", currency: "USD", ...upstream });
  });

  it("gives no cost where the figure is no number", () => {
    expect(figure({ cost: "free" }, { cost: "cost" })).toBeUndefined();
    expect(figure({ cost: 1 }, undefined)).toBeUndefined();
  });
});
