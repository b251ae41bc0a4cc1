import { describe, expect, it } from "vitest";
import { findPlatform } from "../catalog-access/find-platform.ts";
import { loadModels } from "../catalog-access/load-tables.ts";
import { policyFor } from "../catalog-access/policy-for.ts";
import { applyPolicy } from "./apply-policy.ts";
import { resolveModel } from "./resolve-model.ts";

/** What is left of a config for a model of the catalog, and the names that were warned of. */
async function applyTo(platformId: string, id: string, config: unknown) {
  const platform = findPlatform(platformId)!;
  const { row } = await resolveModel({ platform, modelType: id, loadModels, findPlatform });
  const warned: string[] = [];
  const sent = applyPolicy(config, {
    policy: policyFor(platform, platform.surfaces[0]!, row),
    model: row,
    platform: platformId,
    surface: platform.surfaces[0]!.wire,
    tools: false,
    stream: false,
    output: false,
    warn: ({ code, path }) => warned.push(`${code} ${path}`),
  });
  return { sent: Object.keys(sent), warned };
}

describe("Claude 4.1 to 4.6, given temperature and topP", () => {
  const both = { temperature: 0.5, topP: 0.9 };

  it.each([
    ["anthropic", "claude-opus-4-1"],
    ["anthropic", "claude-opus-4-1-20250805"],
    ["anthropic", "claude-haiku-4-5"],
    ["anthropic", "claude-haiku-4-5-20251001"],
    ["anthropic", "claude-opus-4-5"],
    ["anthropic", "claude-sonnet-4-5"],
    ["anthropic", "claude-sonnet-4-6"],
    ["anthropic", "claude-opus-4-6"],
    ["openrouter", "anthropic/claude-haiku-4.5"],
    ["aws-bedrock", "anthropic.claude-sonnet-4-6"],
    ["aws-bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0"],
  ])("on %s as %s, gets the temperature, with a word", async (platform, id) => {
    const { sent, warned } = await applyTo(platform, id, both);
    expect(sent).toContain("temperature");
    expect(sent).not.toContain("topP");
    expect(warned).toEqual(["unsupported config.topP"]);
    for (const name of ["temperature", "topP"] as const) {
      const alone = await applyTo(platform, id, { [name]: both[name] });
      expect(alone).toMatchObject({ sent: [name], warned: [] });
    }
  });

  it("gets topP where it thinks, which takes no temperature", async () => {
    const config = { ...both, reasoningBudgetTokens: 2000, maxTokens: 4000 };
    const { sent, warned } = await applyTo("anthropic", "claude-haiku-4-5", config);
    expect(sent).toContain("topP");
    expect(warned).toEqual(["unsupported config.temperature"]);
  });

  it("gets both before 4.1", async () => {
    const { sent, warned } = await applyTo("anthropic", "claude-3-7-sonnet-20250219", both);
    expect(sent).toEqual(["temperature", "topP"]);
    expect(warned).toEqual([]);
  });
});
