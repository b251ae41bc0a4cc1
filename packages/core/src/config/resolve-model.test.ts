import { describe, expect, it } from "vitest";
import type { ModelTable } from "../catalog/model-row.ts";
import type { Platform } from "../catalog/platform.ts";
import { nearModels, resolveModel, type ResolvedModel } from "./resolve-model.ts";

const platform = (id: string, more: Partial<Platform> = {}): Platform => ({
  id,
  name: id,
  kind: "direct",
  env: [],
  endpoints: [],
  surfaces: [{ wire: "openai-chat", auth: "bearer" }],
  models: "table",
  ...more,
});

const platforms: Record<string, Platform> = {
  openai: platform("openai", {
    defaultModel: "gpt-small",
    families: {
      reasoning: {
        params: { temperature: { unsupported: "No." }, maxTokens: { to: "max_completion_tokens" } },
        errors: [{ as: "overloaded" }],
        reasoning: { send: { effort: "reasoning_effort" }, efforts: ["low", "high"] },
      },
    },
  }),
  claude: platform("claude", {
    surfaces: [{ wire: "anthropic-messages", auth: "header" }],
    families: {
      f: {
        messages: { prefill: false, system: "join" },
        params: { topK: { unsupported: "No.", to: "k" } },
      },
    },
  }),
  router: platform("router", {
    kind: "connector",
    models: "live",
    upstream: { split: "/", makers: { openai: "openai", anthropic: "claude" } },
  }),
  azure: platform("azure", { kind: "connector", models: "none" }),
};

const tables: Record<string, ModelTable> = {
  openai: {
    models: {
      o9: { id: "o9", family: "reasoning", context: 100, regions: ["eu"] },
      "gpt-small": { id: "gpt-small" },
      "gpt-gone": { id: "gpt-gone", status: "retired", deprecated: "its maker said so" },
      "gpt-old": {
        id: "gpt-old",
        status: "deprecated",
        deprecated: "2026-01-01",
        replacement: "gpt-small",
      },
    },
    aliases: {
      "gpt-latest": { target: "gpt-small", since: "2026-09-01" },
      broken: { target: "gone" },
    },
  },
  claude: { models: { "sonnet-4-5": { id: "sonnet-4-5", family: "f" } } },
};

const resolve = (platformId: string, modelType?: string, like?: string): Promise<ResolvedModel> =>
  resolveModel({
    platform: platforms[platformId] ?? platform(platformId),
    modelType,
    like,
    loadModels: async (id) => tables[id] ?? { models: {} },
    findPlatform: (name) => platforms[name.toLowerCase()],
  });

describe("resolveModel", () => {
  it("takes the platform's own row first, even with like", async () => {
    expect(await resolve("openai", "o9", "claude/sonnet-4-5")).toMatchObject({
      row: { id: "o9", family: "reasoning" },
      resolution: { kind: "exact", id: "o9" },
      maker: "openai",
      warnings: [],
    });
  });

  it("follows an alias, but sends what the user wrote", async () => {
    expect(await resolve("openai", "gpt-latest")).toMatchObject({
      row: { id: "gpt-latest" },
      resolution: { kind: "alias", via: "gpt-small", since: "2026-09-01" },
    });
    expect(await resolve("openai", "broken")).toMatchObject({ resolution: { kind: "unknown" } });
  });

  it("takes types, limits and policy by like, with the renames of a shared wire, and not its errors", async () => {
    const { row, resolution } = await resolve("azure", "my-deployment", "OpenAI/o9");
    expect(resolution).toEqual({ kind: "like", id: "my-deployment", via: "openai/o9" });
    expect(row).toMatchObject({
      id: "my-deployment",
      context: 100,
      policy: {
        params: { maxTokens: { to: "max_completion_tokens" } },
        reasoning: { send: { effort: "reasoning_effort" } },
      },
    });
    expect(row).not.toHaveProperty("family");
    expect(row).not.toHaveProperty("regions");
    expect(row.policy).not.toHaveProperty("errors");
  });

  it.each([
    ["openai", "o9-2026-07-09", undefined, "snapshot", "o9"],
    ["openai", "gpt-latest-20260709", undefined, "snapshot", "gpt-small"],
    ["openai", "o9-0709", undefined, "snapshot", "o9"],
    ["azure", "my-o9", "openai/o9-2026-07-09", "like", "openai/o9"],
    ["router", "openai/o9-2026-07-09", undefined, "upstream", "openai/o9"],
    ["router", "openai/o9-2026-07-09:free", undefined, "upstream", "openai/o9"],
    ["router", "anthropic/sonnet-4.5-20260709", undefined, "upstream", "claude/sonnet-4-5"],
  ])(
    "takes a snapshot that no table holds for its model, and sends its name: %s/%s",
    async (id, modelType, like, kind, via) => {
      const found = await resolve(id, modelType, like);
      expect(found.resolution).toEqual({ kind, id: modelType, via });
      expect(found.row.id).toBe(modelType);
      const named = await resolve(id, modelType.replace(/-(\d{8}|2026-07-09|0709)/, ""), like);
      expect({ ...found.row, id: "" }).toEqual({ ...named.row, id: "" });
    },
  );

  it("lets what the user says of a model go before what its name says", async () => {
    expect(await resolve("openai", "o9-2026-07-09", "openai/gpt-small")).toMatchObject({
      resolution: { kind: "like", via: "openai/gpt-small" },
    });
  });

  it("does not say of a snapshot that it has ended with its model", async () => {
    const { row, warnings } = await resolve("openai", "gpt-old-2026-07-09");
    expect(row).toEqual({ id: "gpt-old-2026-07-09" });
    expect(warnings).toEqual([]);
  });

  it.each(["o9-1024", "o9-4096", "o9-001", "o9-2026-13-09", "o9-mini-2026-07-09"])(
    "takes %s for no snapshot of o9",
    async (modelType) => {
      expect((await resolve("openai", modelType)).resolution.kind).toBe("unknown");
    },
  );

  it("takes the maker's row on an aggregator, without its forms", async () => {
    const openai = await resolve("router", "openai/o9:free");
    expect(openai).toMatchObject({
      row: { id: "openai/o9:free", policy: { params: { temperature: { unsupported: "No." } } } },
      resolution: { kind: "upstream", via: "openai/o9" },
      maker: "openai",
    });
    expect(openai.row.policy?.params?.maxTokens).toEqual({});
    expect(openai.row.policy?.reasoning).toEqual({ efforts: ["low", "high"] });
    const claude = await resolve("router", "anthropic/sonnet-4.5");
    expect(claude).toMatchObject({
      row: { policy: { messages: { prefill: false }, params: { topK: { unsupported: "No." } } } },
      resolution: { via: "claude/sonnet-4-5" },
      maker: "claude",
    });
    expect(claude.row.policy?.messages).toEqual({ prefill: false });
  });

  it.each([
    ["openai", "gpt-99"],
    ["router", "openai/gpt-99"],
    ["router", "someone/model"],
    ["openai", "__proto__"],
    ["openai", "constructor"],
    ["router", "__proto__/x"],
  ])("lets an unknown id of %s pass: %s", async (id, modelType) => {
    const { row, resolution } = await resolve(id, modelType);
    expect(row).toEqual({ id: modelType });
    expect(resolution.kind).toBe("unknown");
  });

  it("takes the platform's default when no model is named", async () => {
    expect(await resolve("openai")).toMatchObject({
      row: { id: "gpt-small" },
      resolution: { kind: "default", id: "gpt-small" },
    });
    await expect(resolve("azure", "")).rejects.toMatchObject({
      code: "invalid_request",
      platform: "azure",
    });
  });

  it("warns of a deprecated model, and names its replacement", async () => {
    expect((await resolve("openai", "gpt-old")).warnings).toEqual([
      {
        code: "deprecated",
        path: "modelType",
        message: "openai/gpt-old is deprecated since 2026-01-01. Use gpt-small instead.",
        from: "gpt-old",
        to: "gpt-small",
      },
    ]);
  });

  it("gives the reason where no day is known", async () => {
    expect((await resolve("openai", "gpt-gone")).warnings[0]?.message).toBe(
      "openai/gpt-gone is retired (its maker said so).",
    );
  });

  it.each([
    ["o9", "platform/model"],
    ["nowhere/o9", "platform/model"],
    ["openai/gpt-smal", 'Did you mean "openai/gpt-small"?'],
  ])("refuses like: %s", async (like, hint) => {
    await expect(resolve("azure", "d", like)).rejects.toMatchObject({
      code: "invalid_request",
      hint: expect.stringContaining(hint) as string,
    });
  });
});

it("nearModels knows ids and aliases", () => {
  const table = tables["openai"] ?? { models: {} };
  expect(nearModels("gpt-latst", table)).toEqual(["gpt-latest"]);
  expect(nearModels("gpt-smoll", table)).toEqual(["gpt-small"]);
  expect(nearModels("gpt-small", table)).not.toContain("gpt-small");
});
