import { afterEach, describe, expect, it } from "vitest";
import { ByokError, findPlatform, ModelFactory } from "@byok/core";
import type { ErrorCode, JsonObject } from "@byok/core/provider";
import { PLAN_HEADER, startSimulator, type Simulator, type SimulatorOptions } from "./index.ts";

let simulator: Simulator | undefined;
afterEach(async () => await simulator?.close());

async function start(options: SimulatorOptions): Promise<Simulator> {
  simulator = await startSimulator(options);
  return simulator;
}

interface Answered {
  status: number;
  error: JsonObject;
}

const PATHS = { openai: "/v1/chat/completions", anthropic: "/v1/messages" };

/** Posts a request with these fields to a server that stands for a platform. */
async function send(
  id: keyof typeof PATHS,
  fields: object,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const platform = findPlatform(id);
  const { origin } = await start(platform === undefined ? {} : { platform });
  const response = await fetch(`${origin}${PATHS[id]}`, {
    method: "POST",
    headers: {
      authorization: "Bearer sk-1",
      "x-api-key": "sk-1",
      "anthropic-version": "2023-06-01",
      ...headers,
    },
    body: JSON.stringify({
      model: "some-model",
      messages: [{ role: "user", content: "Hello" }],
      ...(id === "anthropic" ? { max_tokens: 100 } : {}),
      ...fields,
    }),
  });
  const body = (await response.json()) as { error: JsonObject };
  return { status: response.status, error: body.error };
}

const OPEN = { type: "object", properties: { city: { type: "string" } } };
const CLOSED = { ...OPEN, required: ["city"], additionalProperties: false };
const NESTED = {
  ...CLOSED,
  properties: { city: { anyOf: [{ type: "null" }, { ...CLOSED, required: [] }] } },
};
const format = (schema: object, strict = true): object => ({
  response_format: { type: "json_schema", json_schema: { name: "trip", strict, schema } },
});
const tool = (parameters: object, strict = true): object => ({
  tools: [{ type: "function", function: { name: "trip", strict, parameters } }],
});
const wide = (length: number, type: unknown, isRequired: boolean): object => {
  const names = Array.from({ length }, (_, n) => `p${n}`);
  return {
    ...CLOSED,
    properties: Object.fromEntries(names.map((name) => [name, { type }])),
    required: isRequired ? names : [],
  };
};
const strictTool = (input_schema: object): object => ({
  tools: [{ name: "trip", strict: true, input_schema }],
});
const output = (schema: object): object => ({
  output_config: { format: { type: "json_schema", schema } },
});

describe("a request that the platform would refuse", () => {
  it.each<[keyof typeof PATHS, object, string, string | null]>([
    [
      "openai",
      { temperature: "hot" },
      "Invalid type for 'temperature': expected a decimal, but got a string instead.",
      "temperature",
    ],
    [
      "openai",
      { seed: 1.5 },
      "Invalid type for 'seed': expected an integer, but got a decimal instead.",
      "seed",
    ],
    [
      "openai",
      { logprobs: 1 },
      "Invalid type for 'logprobs': expected a boolean, but got an integer instead.",
      "logprobs",
    ],
    [
      "openai",
      { n: 0 },
      "Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead.",
      "n",
    ],
    [
      "openai",
      format(OPEN),
      "Invalid schema for response_format 'trip': In context=(), 'additionalProperties' is required to be supplied and to be false.",
      "response_format",
    ],
    [
      "openai",
      format(NESTED),
      "Invalid schema for response_format 'trip': In context=('properties', 'city', 'anyOf', '1'), 'required' is required to be supplied and to be an array including every key in properties. Missing 'city'.",
      "response_format",
    ],
    [
      "openai",
      tool({ ...CLOSED, additionalProperties: true }),
      "Invalid schema for function 'trip': In context=(), 'additionalProperties' is required to be supplied and to be false.",
      "tools",
    ],
    ["anthropic", { temperature: "hot" }, "temperature: Input should be a valid number", null],
    [
      "anthropic",
      output(OPEN),
      "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false",
      null,
    ],
    [
      "anthropic",
      { ...output(wide(20, "string", false)), ...strictTool(wide(5, "string", false)) },
      "Schemas have too many optional parameters (25); the limit is 24",
      null,
    ],
    [
      "anthropic",
      strictTool(wide(17, ["string", "null"], true)),
      "Schemas have too many parameters with union types (17); the limit is 16",
      null,
    ],
  ])("is refused by %s: %j", async (...[id, fields, message, param]) => {
    const { status, error } = await send(id, fields);
    expect(error["message"]).toBe(message);
    expect(status).toBe(400);
    if (param !== null) expect(error["param"]).toBe(param);
  });

  it.each<[keyof typeof PATHS, object]>([
    ["openai", { temperature: 1, n: 1, seed: -3, logprobs: true }],
    ["openai", format(CLOSED)],
    ["openai", format(OPEN, false)],
    ["openai", tool(CLOSED)],
    ["openai", tool(OPEN, false)],
    ["anthropic", output({ ...CLOSED, required: [] })],
    ["anthropic", strictTool(wide(24, "string", false))],
  ])("is taken by %s: %j", async (...[id, fields]) => {
    expect(await send(id, fields)).toEqual({ status: 200, error: undefined });
  });
});

describe("a plan in the header", () => {
  it.each(["{", "[]", "7"])("that is %s gets an error in the wire's form", async (plan) => {
    for (const id of ["openai", "anthropic"] as const) {
      const { status, error } = await send(id, {}, { [PLAN_HEADER]: plan });
      expect(status).toBe(400);
      expect(error["type"]).toBe("invalid_request_error");
      expect(error["message"]).toMatch(
        /^The header x-simulator-plan is for the simulator and must be a plan as a JSON object/,
      );
      expect(error["message"]).not.toContain("    at ");
      await simulator?.close();
    }
  });
});

describe("an error frame", () => {
  const CODES: readonly ErrorCode[] = [
    "authentication",
    "permission",
    "model_not_found",
    "rate_limit",
    "quota_exceeded",
    "context_length",
    "content_filter",
    "server_error",
    "overloaded",
  ];
  it.each(["openai-chat", "anthropic-messages"])("says its code on %s", async (surface) => {
    const { url } = await start({});
    const model = ModelFactory.create("simulator/sim-1", {}, { url, surface, maxRetries: 0 });
    for (const code of CODES) {
      simulator?.set({ faults: [{ kind: "error-frame", code }] });
      const error: unknown = await model
        .stream("Hello")
        .result()
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ByokError);
      expect((error as ByokError).code).toBe(code);
    }
  });
});

describe("an effort that is demanded where it excludes a budget", () => {
  const platform = findPlatform("openrouter")!;
  const params = { reasoningEffort: { requiredDefault: "low" } };

  it.each<[object, number]>([
    [{}, 400],
    [{ reasoning: { effort: "low" } }, 200],
    [{ reasoning: { max_tokens: 2000 } }, 200],
    [{ reasoning: { effort: "low", max_tokens: 2000 } }, 400],
  ])("%j answers %d", async (fields, status) => {
    const { origin } = await start({ platform: { ...platform, params } });
    const response = await fetch(`${origin}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: "Bearer sk-or-1" },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "Hi" }], ...fields }),
    });
    expect(response.status).toBe(status);
  });
});
