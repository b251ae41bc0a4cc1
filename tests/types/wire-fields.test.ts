import { describe, expect, it } from "vitest";
import { wireFields } from "../../packages/catalog/src/checks/wire-fields.ts";
import { NEUTRAL_PARAMETERS } from "../../packages/catalog/src/schema/neutral-parameters.ts";
import type { ChatRequest, JsonObject, JsonValue, WireProtocol } from "@byok/core/provider";
import { openaiChat } from "../../packages/core/src/wires/openai-chat/index.ts";
import { anthropicMessages } from "@byok/anthropic";
import { THINKING_TRANSFORMS } from "../../packages/providers/anthropic/src/encode-thinking.ts";

const WIRES: readonly WireProtocol[] = [openaiChat, anthropicMessages];

/** One value of each parameter that a wire may write into the body. */
const SAMPLES: Readonly<Record<string, JsonValue>> = {
  temperature: 0.5,
  topP: 0.96,
  maxTokens: 5000,
  stop: ["x"],
  presencePenalty: 0.5,
  frequencyPenalty: 0.5,
  responseFormat: { type: "json_schema", json_schema: { name: "a", schema: { type: "object" } } },
  toolChoice: "required",
  reasoningEffort: "low",
  topK: 2,
  seed: 1,
  n: 2,
  logprobs: true,
  topLogprobs: 1,
  logitBias: { "1": 1 },
  parallelToolCalls: false,
  reasoningBudgetTokens: 2000,
  reasoningSummary: "auto",
  serviceTier: "auto",
  user: "u",
};

function bodyOf(
  wire: WireProtocol,
  config: ChatRequest["config"],
  messages: ChatRequest["messages"] = [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hi" },
  ],
): JsonObject {
  const request: ChatRequest = {
    messages,
    tools: [{ name: "look", inputSchema: { type: "object" } }],
    config,
  };
  const surface = { wire: wire.id, auth: "bearer" };
  const { body } = wire.chat.encode(
    request,
    {
      platform: {
        id: "acme",
        name: "Acme",
        kind: "direct",
        env: [],
        endpoints: [],
        surfaces: [surface],
        models: "live",
      },
      surface,
      model: { id: "acme-1", maxOutput: 8000 },
      policy: { messages: { refusal: "field" } },
      endpoint: { id: "default", baseUrl: "https://api.acme.test", vars: {} },
    },
    { stream: true, warn: () => {}, id: () => "id", now: () => 0 },
  );
  if (!(body instanceof Uint8Array)) throw new Error("No body.");
  return JSON.parse(new TextDecoder().decode(body)) as JsonObject;
}

function at(body: JsonValue | undefined, field: string): JsonValue | undefined {
  let value = body;
  for (const step of field.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    value = value[step];
  }
  return value;
}

describe.each(WIRES)("the catalog's fields of $id", (wire) => {
  const { envelope, params } = wireFields(wire.id);
  const plain = bodyOf(wire, {});

  it("have the whole request as its envelope", () => {
    const taken = new Set(Object.values(params).map((field) => field.split(".")[0]));
    expect(Object.keys(plain).filter((key) => !envelope.has(key) && !taken.has(key))).toEqual([]);
    for (const field of ["model", "messages", "tools", "stream"]) {
      expect(plain).toHaveProperty(field);
      expect(envelope).toContain(field);
    }
  });

  it.each(Object.keys(SAMPLES))("have %s where the wire sends it", (name) => {
    const body = bodyOf(wire, { [name]: SAMPLES[name] } as ChatRequest["config"]);
    const field = params[name];
    const changed = Object.keys(body).filter(
      (key) => JSON.stringify(body[key]) !== JSON.stringify(plain[key]),
    );
    if (field !== undefined) expect(at(body, field)).not.toEqual(at(plain, field));
    const known = new Set(Object.values(params).map((each) => each.split(".")[0]));
    expect(changed.filter((key) => !known.has(key))).toEqual([]);
    // What a wire sends of its own accord, in a field that is no other parameter's, is named here.
    if (changed.length > 0 && !Object.hasOwn(ELSEWHERE, `${wire.id} ${name}`))
      expect(field).toBeDefined();
  });
});

describe("the catalog's fields of a message", () => {
  const body = bodyOf(openaiChat, {}, [
    { role: "user", content: "Hi", name: "Ada" },
    {
      role: "assistant",
      content: [
        { type: "text", text: "No.", channel: "refusal" },
        { type: "text", text: "Well," },
        { type: "tool-call", id: "a", name: "look", input: {} },
      ],
    },
    {
      role: "tool",
      content: [{ type: "tool-result", id: "a", name: "look", status: "ok", content: [] }],
    },
  ]);
  const fields = (body["messages"] as JsonObject[]).flatMap((message) => Object.keys(message));

  it("are those of an answer on openai-chat", () => {
    const { message } = wireFields("openai-chat");
    // The id of a call stands in its result, which is no answer.
    expect(fields.filter((field) => !message.has(field))).toEqual(["tool_call_id"]);
    expect(fields).toEqual(expect.arrayContaining(["content", "tool_calls", "refusal", "name"]));
  });
});

describe("the catalog's transforms", () => {
  it("are those of the wires", () => {
    expect([...(wireFields("anthropic-messages").transforms ?? [])]).toEqual(
      Object.keys(THINKING_TRANSFORMS),
    );
    expect(wireFields("openai-chat").transforms).toEqual(new Set());
    expect(wireFields("bedrock-converse").transforms).toBeUndefined();
  });
});

it("every parameter that goes into a body has a sample", () => {
  const apart = ["extraHeaders", "extraBody"];
  expect(Object.keys(SAMPLES).toSorted()).toEqual(
    Object.keys(NEUTRAL_PARAMETERS)
      .filter((name) => !apart.includes(name))
      .toSorted(),
  );
});

/** Parameters that a wire writes into another one's field. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "anthropic-messages parallelToolCalls": "tool_choice",
  "anthropic-messages reasoningSummary": "thinking",
};
