import { describe, expect, it } from "vitest";
import { isByokError } from "../../errors/byok-error.ts";
import { context, head, target } from "./__fixtures__/target.ts";
import { embed } from "./embed.ts";
import { models } from "./models.ts";

const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const decodeEmbed = (value: unknown): ReturnType<typeof embed.decode> =>
  embed.decode(head(), bytes(value), target(), context());
const decodeModels = (
  value: unknown,
  more: Parameters<typeof target>[1] = {},
): ReturnType<typeof models.decode> =>
  models.decode(head(), bytes(value), target({}, more), context());

describe("embed", () => {
  it("asks for floats", () => {
    const request = embed.encode(
      { inputs: ["a", "b"], dimensions: 3, user: "u", extraBody: { input_type: "query" } },
      target(),
      context(),
    );
    expect(request).toMatchObject({ method: "POST", path: "/embeddings", framing: "json" });
    expect(JSON.parse(new TextDecoder().decode(request.body as Uint8Array))).toEqual({
      model: "acme-1",
      input: ["a", "b"],
      encoding_format: "float",
      dimensions: 3,
      user: "u",
      input_type: "query",
    });
    expect(
      embed.encode(
        { inputs: [] },
        target({}, { surface: { paths: { embed: "/v2/embed" } } }),
        context(),
      ).path,
    ).toBe("/v2/embed");
  });

  it("orders vectors by index and reads base64", () => {
    const base64 = Buffer.from(new Float32Array([0.5, -2]).buffer).toString("base64");
    const output = decodeEmbed({
      model: "m",
      data: [
        { index: 1, embedding: [3, 4] },
        { index: 0, embedding: base64 },
      ],
      usage: { prompt_tokens: 5, total_tokens: 5 },
    });
    expect(output).toMatchObject({
      embeddings: [
        [0.5, -2],
        [3, 4],
      ],
      model: "m",
      usage: { input: { total: 5 } },
    });
    expect(decodeEmbed({ data: [{ embedding: [1] }, { embedding: [2] }] })).toMatchObject({
      embeddings: [[1], [2]],
      usage: { raw: null },
    });
  });

  it.each([
    ["no list", {}],
    ["a vector of text", { data: [{ embedding: ["x"] }] }],
    [
      "an index twice",
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 0, embedding: [1] },
        ],
      },
    ],
    ["an index out of range", { data: [{ index: 1e9, embedding: [1] }] }],
    ["no JSON", "<html>"],
  ])("%s is a protocol error", (_, body) => {
    try {
      decodeEmbed(body);
      expect.unreachable();
    } catch (error) {
      expect(isByokError(error, "protocol")).toBe(true);
    }
  });
});

describe("models", () => {
  const api = { path: "/v1/models", shape: "openai", pagination: "cursor" } as const;

  it("asks where the surface, the platform or the wire says", () => {
    expect(models.encode({}, target(), context())).toMatchObject({
      method: "GET",
      path: "/models",
    });
    expect(models.encode({}, target({}, { platform: { modelsApi: api } }), context()).path).toBe(
      "/v1/models",
    );
    expect(
      models.encode({ cursor: "x" }, target({}, { platform: { modelsApi: api } }), context()).query,
    ).toEqual({ after_id: "x" });
    expect(models.encode({ cursor: "x" }, target(), context()).query).toBeUndefined();
    expect(
      models.encode(
        {},
        target({}, { surface: { paths: { models: "/m" } }, platform: { modelsApi: api } }),
        context(),
      ).path,
    ).toBe("/m");
  });

  it.each([
    [
      "openai",
      {
        data: [
          { id: "a", created: 5, owned_by: "o", context_window: 10, max_completion_tokens: 4 },
        ],
      },
      { id: "a", created: 5, ownedBy: "o", context: 10, maxOutput: 4 },
    ],
    [
      "openrouter",
      {
        data: [
          { id: "a", name: "A", context_length: 10, top_provider: { max_completion_tokens: 4 } },
        ],
      },
      { id: "a", name: "A", context: 10, maxOutput: 4 },
    ],
    [
      "ollama",
      { models: [{ name: "a:1b", modified_at: "1970-01-01T00:00:09Z" }] },
      { id: "a:1b", created: 9 },
    ],
    ["anthropic", { data: [{ id: "a", display_name: "A" }] }, { id: "a", name: "A" }],
    ["a bare list", [{ id: "a" }], { id: "a" }],
    ["names", ["a", 7, null, {}], { id: "a" }],
  ])("reads the shape of %s", (_, body, expected) => {
    const { items } = decodeModels(body);
    expect(items).toHaveLength(1);
    expect({ ...items[0], raw: undefined }).toEqual(expected);
  });

  it("asks and reads in Anthropic's form where the platform has it", () => {
    const modelsApi = { path: "/v1/models", shape: "anthropic" } as const;
    const platform = target({}, { platform: { modelsApi } });
    expect(models.encode({ cursor: "x" }, platform, context()).query).toEqual({
      limit: "1000",
      after_id: "x",
    });
    const page = { data: [{ id: "a", max_tokens: 7 }], has_more: true, last_id: "a" };
    const { items, cursor } = decodeModels(page, { platform: { modelsApi } });
    expect([items[0]?.maxOutput, cursor]).toEqual([7, "a"]);
    expect(decodeModels(page).items[0]?.maxOutput).toBeUndefined();
  });

  it("gives the cursor of the next page where there is one", () => {
    expect(
      decodeModels(
        { data: [{ id: "a" }], has_more: true, last_id: "a" },
        { platform: { modelsApi: api } },
      ).cursor,
    ).toBe("a");
    expect(
      decodeModels(
        { data: [{ id: "a" }], has_more: false, last_id: "a" },
        { platform: { modelsApi: api } },
      ).cursor,
    ).toBeUndefined();
    expect(() => decodeModels({ ok: true })).toThrow(/no list of models/);
  });
});
