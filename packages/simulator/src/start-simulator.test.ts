import { afterEach, describe, expect, it } from "vitest";
import {
  checkKey,
  listModels,
  ModelFactory,
  NetworkError,
  ProtocolError,
  StreamTruncatedError,
} from "@byok/core";
import type { ChatModel, Result } from "@byok/core";
import {
  PLAN_HEADER,
  startSimulator,
  type Plan,
  type Simulator,
  type SimulatorOptions,
} from "./index.ts";

let simulator: Simulator | undefined;
afterEach(async () => await simulator?.close());

async function start(options?: SimulatorOptions): Promise<Simulator> {
  await simulator?.close();
  simulator = await startSimulator(options);
  return simulator;
}

async function model(options?: SimulatorOptions, id = "sim-1"): Promise<ChatModel> {
  const { url } = await start(options);
  return ModelFactory.create(`simulator/${id}`, {}, { url, maxRetries: 0 }) as ChatModel;
}

async function post(
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await fetch(`${simulator?.origin}${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
}

const ask = { model: "sim-1", messages: [{ role: "user", content: "Hello" }] };
const claude = { ...ask, max_tokens: 100 };
const version = { "anthropic-version": "2023-06-01" };

describe("the bytes", () => {
  it("are OpenAI's, field by field", async () => {
    await start({ text: "Hi there", obfuscation: false });
    const whole = await post("/v1/chat/completions", ask);
    expect(whole.headers.get("content-type")).toBe("application/json");
    expect(await whole.text()).toBe(
      '{"id":"chatcmpl-ID","object":"chat.completion","created":1795219200,"model":"sim-1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi there","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"service_tier":"default","system_fingerprint":"fp_ID"}'
        .replace("chatcmpl-ID", "chatcmpl-n7k2OaTTE2qiB8YKuraSUNUIlPJic")
        .replace("fp_ID", "fp_3aef908b61"),
    );
    const stream = await post("/v1/chat/completions", {
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(stream.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const chunk = (rest: string): string =>
      `data: {"id":"chatcmpl-n7k2OaTTE2qiB8YKuraSUNUIlPJic","object":"chat.completion.chunk","created":1795219200,"model":"sim-1","service_tier":"default","system_fingerprint":"fp_3aef908b61",${rest}}\n\n`;
    const delta = (fields: string, finish = "null"): string =>
      chunk(
        `"choices":[{"index":0,"delta":${fields},"logprobs":null,"finish_reason":${finish}}],"usage":null`,
      );
    expect(await stream.text()).toBe(
      [
        delta('{"role":"assistant","content":"","refusal":null}'),
        delta('{"content":"Hi"}'),
        delta('{"content":" there"}'),
        delta("{}", '"stop"'),
        chunk(
          '"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}',
        ),
        "data: [DONE]\n\n",
      ].join(""),
    );
  });

  it("are Anthropic's, event by event", async () => {
    await start({ text: "Hi there", reasoning: "Hm." });
    const stream = await post("/v1/messages", { ...claude, stream: true }, version);
    expect(
      (await stream.text()).replace(/msg_01\w{22}/, "msg_ID").replace(/Eu\w{94}==/, "SIG"),
    ).toBe(
      [
        'event: message_start\ndata: {"type":"message_start","message":{"model":"sim-1","id":"msg_ID","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":1,"service_tier":"standard"}}}',
        'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}',
        'event: ping\ndata: {"type": "ping"}',
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}',
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"SIG"}}',
        'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}',
        'event: content_block_start\ndata: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}',
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi"}}',
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":" there"}}',
        'event: content_block_stop\ndata: {"type":"content_block_stop","index":1}',
        'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":9,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":3}}',
        'event: message_stop\ndata: {"type":"message_stop"}',
        "",
      ].join("\n\n"),
    );
  });

  it("are the same for the same seed and request, and others for another seed", async () => {
    const bytes = async (seed: number): Promise<string> => {
      await start({ seed });
      return await (await post("/v1/chat/completions", { ...ask, stream: true, n: 2 })).text();
    };
    const first = await bytes(7);
    expect(await bytes(7)).toBe(first);
    expect(await bytes(8)).not.toBe(first);
  });
});

describe("the simulator platform", () => {
  it("works without a key, streamed and whole", async () => {
    const plain = await model();
    const whole = await plain.generate("Hello there");
    expect(whole.text).toContain("byok simulator");
    expect(whole.text).toContain("Hello there");
    const streamed = await plain.stream("Hello there").result();
    expect(streamed.text).toBe(whole.text);
    expect(whole.cost).toMatchObject({ amount: "0", complete: true });
    expect(simulator?.requests[0]).not.toHaveProperty("credential");
  });

  it("reasons, embeds, and calls tools of any schema", async () => {
    const reasoned = await (
      await model({}, "sim-1-reasoning")
    ).generate({ messages: "Hello", config: { temperature: 1 } });
    expect(reasoned.reasoning).toContain("simulator");
    expect(reasoned.warnings).toMatchObject([{ code: "unsupported", path: "config.temperature" }]);
    const { embeddings } = await (await model({}, "sim-embed")).embed(["a", "b"]);
    expect(embeddings.map(({ length }) => length)).toEqual([256, 256]);
    const book = {
      name: "book_table",
      description: "Reserves a table in a restaurant.",
      inputSchema: {
        type: "object",
        properties: {
          people: { type: "integer", minimum: 2, maximum: 8 },
          day: { type: "string", format: "date" },
          outside: { type: "boolean" },
        },
        required: ["people", "day"],
      },
    };
    const { toolCalls } = await (
      await model()
    ).generate({ messages: "Please reserve a table for us.", tools: [book] });
    expect(toolCalls).toMatchObject([
      { name: "book_table", input: { people: 8, day: "2026-11-21" } },
    ]);
    const { toolCalls: asked } = await (
      await model()
    ).generate({ messages: "Use a tool!", tools: [book] });
    expect(asked).toHaveLength(1);
    const { toolCalls: none } = await (
      await model()
    ).generate({ messages: "Good morning, what would you like to tell me?", tools: [book] });
    expect(none).toEqual([]);
  });

  it("lists its models, and takes any key that is not marked as wrong", async () => {
    const { url } = await start();
    const listed = await listModels("simulator", { url });
    expect(listed.map(({ id }) => id)).toEqual(["sim-1", "sim-1-reasoning", "sim-embed"]);
    expect(await checkKey("openai", { url, apiKey: "sk-any-other-key" })).toMatchObject({
      status: "ok",
    });
    expect(await checkKey("openai", { url, apiKey: "sk-wrong-key-1234" })).toMatchObject({
      status: "invalid",
    });
  });

  it("fills a JSON schema", async () => {
    const schema = {
      type: "object",
      properties: {
        names: { type: "array", items: { type: "string" }, minItems: 2 },
        size: { enum: ["small", "big"] },
      },
      required: ["names", "size"],
    };
    const { output } = await (await model()).generate({ messages: "Go", output: { schema } });
    expect(output).toEqual({ names: ["Ada", "Alan"], size: "small" });
  });

  it("gives several choices, logprobs, a cut at the limit, a refusal", async () => {
    const plain = await model();
    const two = await plain.generate({
      messages: "Hello",
      config: { n: 2, logprobs: true, topLogprobs: 1 },
    });
    expect(two.choices.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Hello!/),
      expect.stringMatching(/^Hello \(answer 2\)/),
    ]);
    expect(two.choices[0]?.logprobs?.map(({ token }) => token).join("")).toBe(two.text);
    const cut = await plain.generate({ messages: "Hello", config: { maxTokens: 3 } });
    expect(cut).toMatchObject({ finishReason: "length", usage: { output: { total: 3 } } });
    simulator?.set({ refusal: "I would rather not." });
    const refused = await plain.stream("Hello").result();
    expect(refused.message.content).toMatchObject([
      { type: "text", channel: "refusal", text: "I would rather not." },
    ]);
  });
});

describe("what it received", () => {
  it("is kept without keys", async () => {
    const { requests } = await start();
    await post("/v1/chat/completions?key=sk-secret-1234", ask, {
      authorization: "Bearer sk-secret-1234",
      "x-api-key": "sk-secret-1234",
      cookie: "sk-secret-1234",
      "x-own": "yes",
    });
    expect(requests).toMatchObject([
      {
        method: "POST",
        path: "/v1/chat/completions",
        status: 200,
        body: ask,
        headers: { "x-own": "yes" },
        credential: { name: "authorization", ending: "1234" },
        counted: { input: 9 },
      },
    ]);
    expect(JSON.stringify(requests)).not.toContain("sk-secret");
  });

  it("says why it refused", async () => {
    const { requests } = await start();
    expect((await post("/v1/chat/completions", { ...ask, foo: 1 })).status).toBe(400);
    expect(requests[0]?.refusal).toBe("Unrecognized request argument supplied: foo");
  });
});

describe("faults", () => {
  it.each<[string, Plan, unknown]>([
    ["drop", { faults: [{ kind: "drop" }] }, NetworkError],
    ["drop-after", { faults: [{ kind: "drop-after", bytes: 700 }] }, NetworkError],
    ["truncate", { faults: [{ kind: "truncate" }] }, StreamTruncatedError],
    ["malformed-frame", { faults: [{ kind: "malformed-frame" }] }, ProtocolError],
    ["html", { faults: [{ kind: "html" }] }, ProtocolError],
    ["empty", { faults: [{ kind: "empty" }] }, ProtocolError],
  ])("%s", async (_, plan, errorClass) => {
    const error = await (
      await model(plan)
    )
      .stream("Hello")
      .result()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(errorClass);
  });

  it("are over after so many requests", async () => {
    await start({
      faults: [
        { kind: "error", code: "rate_limit", times: 2, headers: { "retry-after-ms": "1" } },
        { kind: "error", code: "overloaded", times: 1, headers: { "retry-after-ms": "1" } },
      ],
    });
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await post("/v1/chat/completions", ask)).status);
    expect(statuses).toEqual([429, 429, 503, 200]);
  });

  it("stall holds the connection until it is closed", async () => {
    const stalled = await model({ faults: [{ kind: "stall", bytes: 500 }] });
    const stream = stalled.stream("Hello");
    const reader = stream[Symbol.asyncIterator]();
    expect((await reader.next()).value?.type).toBe("stream-start");
    stream.abort();
    await expect(stream.result()).rejects.toMatchObject({ code: "aborted" });
  });

  it.each<[string, Plan]>([
    ["CRLF", { lineEnding: "\r\n" }],
    ["CR", { lineEnding: "\r" }],
    ["comments", { comments: true }],
    ["no [DONE]", { done: false }],
    ["chunks of one byte", { chunkBytes: 1, lineEnding: "\r\n", comments: true }],
    ["usage in every chunk", { usage: "each" }],
    ["delays", { firstDelayMs: 1, delayMs: 1, text: "Hi" }],
  ])("%s changes no result", async (_, plan) => {
    const read = async (each: Plan): Promise<Result> =>
      await (await model({ text: "Grüße 🌍", ...each })).stream("Hello").result();
    const { text, usage, finishReason } = await read(
      plan.text === undefined ? {} : { text: plan.text },
    );
    expect(await read(plan)).toMatchObject({
      text,
      usage: { input: usage.input, output: usage.output },
      finishReason,
    });
  });

  it("usage can be missing", async () => {
    const { usage } = await (await model({ usage: "none" })).stream("Hello").result();
    expect(usage).toMatchObject({ input: {}, output: {} });
  });

  it("can be asked for by one request alone", async () => {
    const own = {
      [PLAN_HEADER]: JSON.stringify({ faults: [{ kind: "status", status: 418, body: "teapot" }] }),
    };
    await start({ text: "Hi" });
    const answers = [
      await post("/v1/chat/completions", ask, own),
      await post("/v1/chat/completions", ask),
    ];
    expect(answers.map(({ status }) => status)).toEqual([418, 200]);
    expect(await answers[0]?.text()).toBe("teapot");
  });

  it("closes with connections open", async () => {
    await start({ faults: [{ kind: "stall", bytes: 10 }] });
    const response = await post("/v1/chat/completions", { ...ask, stream: true });
    await simulator?.close();
    await expect(response.text()).rejects.toThrow(/terminated/);
  });
});
