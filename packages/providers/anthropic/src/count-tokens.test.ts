import type { JsonValue, ModelsApi } from "@byok/core/provider";
import { describe, expect, test } from "vitest";

import { testContext, testHead, testTarget } from "./__fixtures__/test-target.ts";
import { anthropicMessages } from "./anthropic-messages.ts";

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe("counting tokens", () => {
  const { countTokens } = anthropicMessages;

  test("asks with what counts as input and nothing else", () => {
    const request = {
      messages: [
        { role: "system" as const, content: "Be brief." },
        { role: "user" as const, content: "Hi" },
      ],
      tools: [{ name: "f", inputSchema: { type: "object" } }],
      config: {
        temperature: 0.5,
        maxTokens: 10,
        user: "u",
        toolChoice: "auto" as const,
        stop: "x",
      },
    };
    const wire = countTokens?.encode(request, testTarget(), testContext());
    expect(wire).toMatchObject({ method: "POST", path: "/v1/messages/count_tokens" });
    expect(JSON.parse(new TextDecoder().decode(wire?.body as Uint8Array))).toEqual({
      model: "claude-test",
      system: [{ type: "text", text: "Be brief." }],
      messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
      tools: [{ name: "f", input_schema: { type: "object" } }],
      tool_choice: { type: "auto" },
    });
  });

  test("reads the count, which is an estimate", () => {
    const read = countTokens?.decode(
      testHead(),
      bytes({ input_tokens: 2095 }),
      testTarget(),
      testContext(),
    );
    expect(read).toEqual({ input: 2095, exact: false });
  });

  test("an answer without a count is a protocol error", () => {
    for (const body of [bytes({}), new TextEncoder().encode("<html>")]) {
      expect(() => countTokens?.decode(testHead(), body, testTarget(), testContext())).toThrow(
        expect.objectContaining({ code: "protocol" }),
      );
    }
  });
});

describe("listing models", () => {
  const { models } = anthropicMessages;

  test.each<[ModelsApi["shape"], string, JsonValue, object]>([
    [
      "ollama",
      "/api/tags",
      { models: [{ name: "l:1", model: "l:1", modified_at: "1970-01-01T00:00:09Z" }] },
      { id: "l:1", created: 9 },
    ],
    ["openai", "/models", [{ id: "a", max_tokens: 7 }], { id: "a" }],
    [
      "openai",
      "/models",
      { object: "list", data: [{ id: "a", context_length: 5, owned_by: "o" }] },
      { id: "a", context: 5, ownedBy: "o" },
    ],
  ])("in the form that the platform states: %s at %s, %j", (shape, path, body, expected) => {
    const target = testTarget();
    const listed = { ...target, platform: { ...target.platform, modelsApi: { path, shape } } };
    const request = models?.encode({}, listed, testContext());
    expect(request?.path).toBe(path);
    expect(request).not.toHaveProperty("query");
    const page = models?.decode(testHead(), bytes(body as object), listed, testContext());
    expect({ ...page?.items[0], raw: undefined }).toEqual({ ...expected, raw: undefined });
    expect(page).not.toHaveProperty("cursor");
  });

  test("asks page by page", () => {
    const first = models?.encode({}, testTarget(), testContext());
    expect(first).toMatchObject({ method: "GET", path: "/v1/models", query: { limit: "1000" } });
    expect(first?.headers["anthropic-version"]).toBe("2023-06-01");
    expect(models?.encode({ cursor: "m9" }, testTarget(), testContext()).query).toEqual({
      limit: "1000",
      after_id: "m9",
    });
  });

  test("reads a page and where the next begins", () => {
    const item = {
      type: "model",
      id: "claude-x",
      display_name: "Claude X",
      created_at: "2025-09-29T00:00:00Z",
      max_input_tokens: 200000,
      max_tokens: 64000,
    };
    const page = {
      data: [item, { id: "old", created_at: "1970-01-01T00:00:00Z" }],
      has_more: true,
      last_id: "old",
    };
    expect(models?.decode(testHead(), bytes(page), testTarget(), testContext())).toEqual({
      items: [
        {
          id: "claude-x",
          name: "Claude X",
          created: 1759104000,
          context: 200000,
          maxOutput: 64000,
          raw: item,
        },
        { id: "old", raw: page.data[1] },
      ],
      cursor: "old",
    });
    const last = models?.decode(
      testHead(),
      bytes({ data: [], has_more: false, last_id: "z" }),
      testTarget(),
      testContext(),
    );
    expect(last).toEqual({ items: [] });
  });

  test("leaves out what has no id", () => {
    const odd = { data: [null, 5, { id: 5 }, { display_name: "x" }, { id: "ok" }] };
    expect(
      models
        ?.decode(testHead(), bytes(odd), testTarget(), testContext())
        .items.map((item) => item.id),
    ).toEqual(["ok"]);
  });

  test("an answer that is no list is a protocol error", () => {
    expect(() =>
      models?.decode(testHead(), bytes({ data: 1 }), testTarget(), testContext()),
    ).toThrow(expect.objectContaining({ code: "protocol" }));
  });
});
