import { describe, expect, it } from "vitest";

import { addPlatform } from "../catalog-access/__fixtures__/made-up-platform.ts";
import { goodAnswer, sendJson, useServers } from "../engine/__fixtures__/server.ts";
import { InvalidRequestError, ModelFactory, UnsupportedParameterError } from "../index.ts";
import type { GenerateRequest, LooseConfig, ModelOptions, Result } from "../index.ts";
import type { JsonObject } from "../json.ts";

// What a catalog may say of parameters, rules and headers, and no entry of it says today.

const start = useServers();

addPlatform(
  "acme",
  {
    wide: { family: "wide" },
    narrow: { family: "narrow" },
    plain: {},
    ruled: {},
    mapped: {
      policy: {
        params: { reasoningEffort: { values: { low: null } }, seed: { values: { 0: null } } },
        tools: { choice: { auto: null } },
      },
    },
    formless: { policy: { params: { responseFormat: { unsupported: "It knows no formats." } } } },
    toolsOrForm: {
      policy: {
        rules: [{ when: { tools: true }, drop: ["responseFormat"], why: "Tools or a form." }],
      },
    },
    formed: { policy: { rules: [{ when: { output: true }, drop: ["seed"], why: "No seed." }] } },
    uncapped: { maxOutput: 100, policy: { params: { maxTokens: { unsupported: "No cap." } } } },
  },
  {
    aliases: { best: { target: "ruled" } },
    params: {
      temperature: { range: { min: 0, max: 1 } },
      serviceTier: { allowed: ["flex"] },
      stop: { maxItems: 1 },
    },
    families: {
      wide: {
        params: {
          temperature: { range: { min: 0, max: 2 } },
          serviceTier: { allowed: ["flex", "priority"] },
          stop: { maxItems: 4 },
        },
      },
      narrow: { params: { topP: { range: { min: 0, max: 0.5 } } } },
    },
    rules: [{ when: { model: "ruled*" }, drop: ["temperature"], why: "It is ruled." }],
    headers: {
      fixed: { "x-both": "fixed" },
      attribution: { "x-both": "attribution", "x-title": "byok" },
      byFeature: { tools: { "x-tools": "{account}" } },
    },
    vars: { account: { env: [], default: "seven" } },
  },
);

interface Asked {
  body: JsonObject;
  headers: Readonly<Record<string, unknown>>;
  result: Result<unknown>;
}

async function ask(
  model: string,
  request: Omit<GenerateRequest<LooseConfig>, "messages">,
  options: ModelOptions & { config?: object; like?: string } = {},
): Promise<Asked> {
  const server = await start((response) => sendJson(response, 200, goodAnswer('{"a":1}')));
  const { config, ...rest } = options;
  const chat = ModelFactory.create(`acme/${model}`, config ?? {}, {
    apiKey: "a-key-of-acme",
    url: server.url,
    ...rest,
  });
  const result = await chat.generate({ messages: "Hi", ...request } as never);
  const [sent] = server.requests;
  return { body: JSON.parse(sent?.body ?? "null") as JsonObject, headers: sent!.headers, result };
}

describe("limits that a family widens", () => {
  const config = { temperature: 1.5, serviceTier: "priority", stop: ["a", "b"] };

  it("are those of the family, given to create as well as per call", async () => {
    const sent = { temperature: 1.5, service_tier: "priority", stop: ["a", "b"] };
    expect((await ask("wide", {}, { config })).body).toMatchObject(sent);
    expect((await ask("wide", { config })).body).toMatchObject(sent);
  });

  it("hold for the other models, at the first call", async () => {
    await expect(ask("plain", {}, { config: { temperature: 1.5 } })).rejects.toThrow("0 to 1");
    await expect(ask("plain", {}, { config: { stop: ["a", "b"] } })).rejects.toThrow("at most 1");
    await expect(ask("plain", {}, { config: { serviceTier: "priority" } })).rejects.toThrow("flex");
  });

  it("are checked by create where no family widens them", () => {
    addPlatform(
      "narrowing",
      {},
      {
        params: { topP: { range: { min: 0, max: 1 } } },
        families: { narrow: { params: { topP: { range: { min: 0, max: 0.5 } } } } },
      },
    );
    const create = (): unknown =>
      ModelFactory.create("narrowing/any", { topP: 2 } as never, { apiKey: "a-key-of-it" });
    expect(create).toThrow(InvalidRequestError);
  });
});

describe("headers", () => {
  const own = { "X-Title": "mine", "x-both": "mine" };

  it("of the user stay where those that name byok are switched off", async () => {
    const { headers } = await ask(
      "plain",
      { config: { extraHeaders: own } },
      { attribution: false },
    );
    expect(headers).toMatchObject({ "x-title": "mine", "x-both": "mine" });
  });

  it("that are always sent win over those that name byok, and stay without them", async () => {
    expect((await ask("plain", {})).headers).toMatchObject({
      "x-both": "fixed",
      "x-title": "byok",
    });
    const { headers } = await ask("plain", {}, { attribution: false });
    expect(headers).toMatchObject({ "x-both": "fixed" });
    expect(headers).not.toHaveProperty("x-title");
  });

  it("of a feature have their variables filled", async () => {
    const tools = [{ name: "look", inputSchema: { type: "object" } }];
    expect((await ask("plain", { tools })).headers).toMatchObject({ "x-tools": "seven" });
  });
});

describe("a rule for some models", () => {
  it.each([
    ["an alias", "best", {}],
    ["a deployment", "mine", { like: "acme/ruled" }],
    ["the model itself", "ruled", {}],
  ])("holds for %s", async (_what, model, options) => {
    const { body, result } = await ask(model, { config: { temperature: 0.5 } }, options);
    expect(body).not.toHaveProperty("temperature");
    expect(result.warnings).toMatchObject([{ code: "unsupported", path: "config.temperature" }]);
  });

  it("holds for no other", async () => {
    expect((await ask("plain", { config: { temperature: 0.5 } })).body["temperature"]).toBe(0.5);
  });
});

it("sends the null that stands for a value", async () => {
  const tools = [{ name: "look", inputSchema: { type: "object" } }];
  const config = { reasoningEffort: "low", seed: 0, toolChoice: "auto" } as const;
  const { body } = await ask("mapped", { tools, config });
  expect(body).toMatchObject({ reasoning_effort: null, seed: null, tool_choice: null });
});

describe("an output", () => {
  const output = {
    type: "object",
    properties: { a: { type: "number" } },
    required: ["a"],
  } as const;

  it.each([
    ["the model takes no format", "formless", {}],
    [
      "a rule takes the format away",
      "toolsOrForm",
      { tools: [{ name: "look", inputSchema: { type: "object" } }] },
    ],
  ])("is asked for in words where %s", async (_why, model, more) => {
    const { body, result } = await ask(model, { output, ...more } as never);
    expect(body).not.toHaveProperty("response_format");
    expect(JSON.stringify(body["messages"])).toContain("matches this JSON schema");
    expect(result.warnings).toMatchObject([{ code: "translated", path: "output" }]);
    expect(result.output).toEqual({ a: 1 });
  });

  it.each([
    ["an output", { output }],
    ["a response format", { config: { responseFormat: { type: "json_object" } } }],
  ])("counts for rules as %s", async (_what, more) => {
    const config = { seed: 1, ...("config" in more ? more.config : {}) };
    const { body } = await ask("formed", { ...more, config } as never);
    expect(body).not.toHaveProperty("seed");
  });
});

describe("what the wire has no place for", () => {
  const config = { reasoningSummary: "auto" } as const;

  it("is left out with a warning", async () => {
    const { result } = await ask("plain", { config });
    expect(result.warnings).toMatchObject([
      { code: "unsupported", path: "config.reasoningSummary" },
    ]);
  });

  it("is refused before anything is sent where the user wants that", async () => {
    const server = await start((response) => sendJson(response, 200, goodAnswer("Hi")));
    const chat = ModelFactory.create("acme/plain", config as never, {
      apiKey: "a-key-of-acme",
      url: server.url,
      onUnsupported: "error",
    });
    await expect(chat.generate("Hi")).rejects.toThrow(UnsupportedParameterError);
    expect(server.requests).toEqual([]);
  });
});

it("lets a tool of the platform's own be chosen", async () => {
  const config = {
    toolChoice: "required" as const,
    extraBody: { tools: [{ type: "web_search" }] },
  };
  const { body, result } = await ask("plain", { config });
  expect(body["tool_choice"]).toBe("required");
  expect(result.warnings).toEqual([]);
});

it("says of a cap that the model does not take that it was left out, and nothing else", async () => {
  const { body, result } = await ask("uncapped", { config: { maxTokens: 500 } });
  expect(body).not.toHaveProperty("max_tokens");
  expect(result.warnings).toMatchObject([{ code: "unsupported", from: 500 }]);
});
