import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterEach, describe, expect, it } from "vitest";
import { startSimulator, type Simulator, type SimulatorOptions } from "@byok/simulator";

// The vendors' own parsers are the judges of the simulator's bytes.

const KEY = "sk-official-1234567890abcd";
const ASK = "What is the weather in Oslo?";
const schema = {
  type: "object" as const,
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};

let simulator: Simulator | undefined;
afterEach(async () => await simulator?.close());

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  simulator = await startSimulator({ keys: [KEY], ...options });
  return simulator;
}

describe("the openai client", () => {
  async function client(options?: SimulatorOptions, apiKey = KEY): Promise<OpenAI> {
    const { url } = await start(options);
    return new OpenAI({ apiKey, baseURL: url, maxRetries: 0 });
  }
  const tools = [
    {
      type: "function" as const,
      function: {
        name: "get_weather",
        description: "Tells the weather of a city.",
        parameters: schema,
      },
    },
  ];

  it("reads a whole answer", async () => {
    const openai = await client();
    const answer = await openai.chat.completions.create({
      model: "sim-1",
      messages: [{ role: "user", content: "Hello" }],
      logprobs: true,
      top_logprobs: 2,
      n: 2,
    });
    expect(answer.id).toMatch(/^chatcmpl-\w{29}$/);
    expect(answer).toMatchObject({
      object: "chat.completion",
      model: "sim-1",
      system_fingerprint: expect.stringMatching(/^fp_[0-9a-f]{10}$/) as string,
    });
    expect(answer.choices).toHaveLength(2);
    expect(answer.choices[0]).toMatchObject({
      finish_reason: "stop",
      message: { role: "assistant", refusal: null },
    });
    expect(answer.choices[0]?.message.content).toContain("byok simulator");
    expect(answer.choices[0]?.logprobs?.content?.[0]?.top_logprobs).toHaveLength(2);
    const { usage } = answer;
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
  });

  it.each([undefined, 1, 7])(
    "reads a stream with tool calls in chunks of %s bytes, and answers the result",
    async (chunkBytes) => {
      const openai = await client(chunkBytes === undefined ? {} : { chunkBytes });
      const stream = openai.chat.completions.stream({
        model: "sim-1",
        messages: [{ role: "user", content: ASK }],
        tools,
        stream_options: { include_usage: true },
      });
      const first = await stream.finalChatCompletion();
      expect(first.usage?.completion_tokens).toBeGreaterThan(0);
      const message = first.choices[0]?.message;
      const call = message?.tool_calls?.[0];
      if (message === undefined || call?.type !== "function") throw new Error("no call");
      expect(call.id).toMatch(/^call_\w{24}$/);
      expect(JSON.parse(call.function.arguments)).toEqual({ city: "Oslo" });
      const second = await openai.chat.completions.create({
        model: "sim-1",
        tools,
        messages: [
          { role: "user", content: ASK },
          message,
          { role: "tool", tool_call_id: call.id, content: "4 °C" },
        ],
      });
      expect(second.choices[0]?.message.content).toContain("4 °C");
    },
  );

  it("reads structured output, embeddings and the model list", async () => {
    const openai = await client();
    const { choices } = await openai.chat.completions.create({
      model: "sim-1",
      messages: [{ role: "user", content: "A city, please." }],
      response_format: {
        type: "json_schema",
        json_schema: { name: "place", schema, strict: true },
      },
    });
    expect(JSON.parse(choices[0]?.message.content ?? "")).toEqual({ city: "Paris" });
    // The client asks for base64 and decodes it.
    const { data } = await openai.embeddings.create({ model: "sim-embed", input: ["a", "b"] });
    expect(data.map(({ embedding }) => embedding.length)).toEqual([256, 256]);
    expect(Math.hypot(...(data[0]?.embedding ?? []))).toBeCloseTo(1, 4);
    const listed = [];
    for await (const { id } of openai.models.list()) listed.push(id);
    expect(listed).toEqual(["sim-1", "sim-1-reasoning", "sim-embed"]);
  });

  const ask = { model: "sim-1", messages: [{ role: "user" as const, content: "Hello" }] };
  it.each<[string, SimulatorOptions, object, unknown, object]>([
    [
      "a wrong key",
      { keys: ["other"] },
      ask,
      OpenAI.AuthenticationError,
      {
        status: 401,
        code: "invalid_api_key",
        message: expect.stringContaining(
          "Incorrect API key provided: sk-offic**************abcd. You can find your API key at",
        ) as string,
      },
    ],
    [
      "an unknown model",
      { modelIds: ["sim-1"] },
      { ...ask, model: "sim-9" },
      OpenAI.NotFoundError,
      { status: 404, code: "model_not_found" },
    ],
    [
      "an unknown argument",
      {},
      { ...ask, foo: 1 },
      OpenAI.BadRequestError,
      { status: 400, message: "400 Unrecognized request argument supplied: foo" },
    ],
    [
      "a refused parameter",
      {},
      { ...ask, model: "sim-1-reasoning", temperature: 0.5 },
      OpenAI.BadRequestError,
      { code: "unsupported_parameter", param: "temperature", type: "invalid_request_error" },
    ],
    [
      "no messages",
      {},
      { ...ask, messages: [] },
      OpenAI.BadRequestError,
      { code: "empty_array", param: "messages" },
    ],
    [
      "an unknown role",
      {},
      { ...ask, messages: [{ role: "robot", content: "Hi" }] },
      OpenAI.BadRequestError,
      { code: "invalid_value", param: "messages[0].role" },
    ],
    [
      "a result without a call",
      {},
      {
        ...ask,
        messages: [
          { role: "user", content: "Hi" },
          { role: "tool", tool_call_id: "a", content: "b" },
        ],
      },
      OpenAI.BadRequestError,
      { message: expect.stringContaining("must be a response to a preceeding message") as string },
    ],
    [
      "a call without a result",
      {},
      {
        ...ask,
        messages: [
          { role: "user", content: "Hi" },
          {
            role: "assistant",
            content: null,
            tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
          },
        ],
      },
      OpenAI.BadRequestError,
      { message: expect.stringContaining("did not have response messages: a") as string },
    ],
    [
      "a rate limit",
      { faults: [{ kind: "error", code: "rate_limit" }] },
      ask,
      OpenAI.RateLimitError,
      { status: 429, type: "requests" },
    ],
    [
      "a failure",
      { faults: [{ kind: "error", code: "server_error" }] },
      ask,
      OpenAI.InternalServerError,
      { status: 500 },
    ],
  ])("throws its typed error for %s", async (_, options, body, errorClass, fields) => {
    const openai = await client(options);
    const error = await openai.chat.completions
      .create(body as typeof ask)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject(fields);
    expect((error as InstanceType<typeof OpenAI.APIError>).requestID).toMatch(/^req_/);
  });

  it("sees an error in the middle of a stream", async () => {
    const openai = await client({ faults: [{ kind: "error-frame" }] });
    const stream = await openai.chat.completions.create({ ...ask, stream: true });
    await expect(
      (async () => {
        for await (const _ of stream) continue;
      })(),
    ).rejects.toThrow(/The server had an error/);
  });
});

describe("the Anthropic client", () => {
  async function client(options?: SimulatorOptions): Promise<Anthropic> {
    const { origin } = await start(options);
    return new Anthropic({ apiKey: KEY, baseURL: origin, maxRetries: 0 });
  }
  const tools = [
    { name: "get_weather", description: "Tells the weather of a city.", input_schema: schema },
  ];
  const ask = {
    model: "sim-1",
    max_tokens: 3000,
    messages: [{ role: "user" as const, content: "Hello" }],
  };

  it("reads a whole answer", async () => {
    const anthropic = await client();
    const answer = await anthropic.messages.create(ask);
    expect(answer.id).toMatch(/^msg_01\w{22}$/);
    expect(answer).toMatchObject({
      type: "message",
      role: "assistant",
      stop_reason: "end_turn",
      stop_sequence: null,
      model: "sim-1",
    });
    expect(answer.content[0]).toMatchObject({
      type: "text",
      text: expect.stringContaining("byok simulator") as string,
    });
    expect(answer.usage.output_tokens).toBeGreaterThan(0);
    const { input_tokens } = await anthropic.messages.countTokens({
      model: "sim-1",
      messages: ask.messages,
    });
    expect(input_tokens).toBe(answer.usage.input_tokens);
  });

  it.each([undefined, 1, 7])(
    "reads thinking and tool use from chunks of %s bytes, and gives them back",
    async (chunkBytes) => {
      const anthropic = await client(chunkBytes === undefined ? {} : { chunkBytes });
      const asked = {
        ...ask,
        messages: [{ role: "user" as const, content: ASK }],
        tools,
        thinking: { type: "enabled" as const, budget_tokens: 1024 },
      };
      const first = await anthropic.messages.stream(asked).finalMessage();
      expect(first.content.map(({ type }) => type)).toEqual(["thinking", "tool_use"]);
      const use = first.content.find((block) => block.type === "tool_use");
      expect(use).toMatchObject({
        id: expect.stringMatching(/^toolu_01\w{22}$/) as string,
        input: { city: "Oslo" },
      });
      const result = { type: "tool_result" as const, tool_use_id: use?.id ?? "", content: "4 °C" };
      const second = await anthropic.messages.create({
        ...asked,
        messages: [
          ...asked.messages,
          { role: "assistant", content: first.content },
          { role: "user", content: [result] },
        ],
      });
      expect(second.content.at(-1)).toMatchObject({
        type: "text",
        text: expect.stringContaining("4 °C") as string,
      });
      // Changed thinking is refused, as its signature no longer fits.
      const changed = first.content.map((block) =>
        block.type === "thinking" ? { ...block, thinking: "Something else." } : block,
      );
      await expect(
        anthropic.messages.create({
          ...asked,
          messages: [
            ...asked.messages,
            { role: "assistant", content: changed },
            { role: "user", content: [result] },
          ],
        }),
      ).rejects.toThrow(/Invalid `signature` in `thinking` block/);
    },
  );

  it("streams the events that the platform documents, in their order", async () => {
    const anthropic = await client();
    const stream = await anthropic.messages.create({ ...ask, stream: true });
    const types: string[] = [];
    for await (const event of stream) if (types.at(-1) !== event.type) types.push(event.type);
    expect(types).toEqual([
      "message_start",
      "content_block_start",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
  });

  it("reads redacted thinking, stop sequences and the model list", async () => {
    const anthropic = await client({ redacted: true });
    const thought = await anthropic.messages.create({
      ...ask,
      thinking: { type: "enabled", budget_tokens: 1024 },
    });
    expect(thought.content.map(({ type }) => type)).toEqual(["redacted_thinking", "text"]);
    const stopped = await anthropic.messages.create({ ...ask, stop_sequences: ["simulator"] });
    expect(stopped).toMatchObject({ stop_reason: "stop_sequence", stop_sequence: "simulator" });
    const cut = await anthropic.messages.create({ ...ask, max_tokens: 3 });
    expect(cut).toMatchObject({ stop_reason: "max_tokens", usage: { output_tokens: 3 } });
    const listed = [];
    for await (const { id } of anthropic.models.list()) listed.push(id);
    expect(listed).toEqual(["sim-1", "sim-1-reasoning", "sim-embed"]);
  });

  it.each<[string, SimulatorOptions, object, unknown, RegExp]>([
    [
      "a wrong key",
      { keys: ["other"] },
      ask,
      Anthropic.AuthenticationError,
      /"authentication_error","message":"invalid x-api-key"/,
    ],
    [
      "no max_tokens",
      {},
      { ...ask, max_tokens: undefined },
      Anthropic.BadRequestError,
      /max_tokens: Field required/,
    ],
    [
      "an assistant first",
      {},
      { ...ask, messages: [{ role: "assistant", content: "Hi" }] },
      Anthropic.BadRequestError,
      /first message must use the/,
    ],
    [
      "a system role",
      {},
      { ...ask, messages: [{ role: "system", content: "Hi" }] },
      Anthropic.BadRequestError,
      /Unexpected role/,
    ],
    [
      "a budget above max_tokens",
      {},
      { ...ask, thinking: { type: "enabled", budget_tokens: 3000 } },
      Anthropic.BadRequestError,
      /`max_tokens` must be greater than `thinking.budget_tokens`/,
    ],
    [
      "a result without its call",
      {},
      {
        ...ask,
        messages: [
          {
            role: "user",
            content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "x" }],
          },
        ],
      },
      Anthropic.BadRequestError,
      /unexpected `tool_use_id` found in `tool_result` blocks: toolu_1/,
    ],
    [
      "a call without its result",
      {},
      {
        ...ask,
        tools,
        messages: [
          { role: "user", content: "Hi" },
          {
            role: "assistant",
            content: [{ type: "tool_use", id: "toolu_1", name: "get_weather", input: {} }],
          },
          { role: "user", content: "And?" },
        ],
      },
      Anthropic.BadRequestError,
      /`tool_use` ids were found without `tool_result` blocks immediately after: toolu_1/,
    ],
    [
      "an empty text",
      {},
      { ...ask, messages: [{ role: "user", content: [{ type: "text", text: "" }] }] },
      Anthropic.BadRequestError,
      /text content blocks must be non-empty/,
    ],
    [
      "an unknown field",
      {},
      { ...ask, foo: 1 },
      Anthropic.BadRequestError,
      /foo: Extra inputs are not permitted/,
    ],
    [
      "an unknown model",
      { modelIds: ["sim-1"] },
      { ...ask, model: "sim-9" },
      Anthropic.NotFoundError,
      /not_found_error.*model: sim-9/,
    ],
    [
      "a rate limit",
      { faults: [{ kind: "error", code: "rate_limit" }] },
      ask,
      Anthropic.RateLimitError,
      /rate_limit_error/,
    ],
    [
      "an overload",
      { faults: [{ kind: "error", code: "overloaded" }] },
      ask,
      Anthropic.InternalServerError,
      /529 .*overloaded_error/,
    ],
  ])("throws its typed error for %s", async (_, options, body, errorClass, message) => {
    const anthropic = await client(options);
    const error = await anthropic.messages
      .create(body as typeof ask)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(errorClass);
    expect((error as Error).message).toMatch(message);
    expect((error as InstanceType<typeof Anthropic.APIError>).requestID).toMatch(/^req_01/);
  });

  it("must be told the version", async () => {
    const { origin } = await start();
    const response = await fetch(`${origin}/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": KEY },
      body: JSON.stringify(ask),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: "error",
      error: { type: "invalid_request_error", message: "anthropic-version: header is required" },
    });
  });

  it("sees an error in the middle of a stream", async () => {
    const anthropic = await client({ faults: [{ kind: "error-frame", code: "overloaded" }] });
    await expect(anthropic.messages.stream(ask).finalMessage()).rejects.toThrow(/overloaded_error/);
  });
});
