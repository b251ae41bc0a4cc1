import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import Anthropic from "@anthropic-ai/sdk";
import type { JsonObject, JsonValue, ToolCallPart, WireEvent } from "@byok/core/provider";
import { afterEach, describe, expect, test } from "vitest";

import { collectParts } from "./__fixtures__/collect-parts.ts";
import { decodeAll, sseFrame } from "./__fixtures__/sse.ts";
import { testContext, testHead, testTarget } from "./__fixtures__/test-target.ts";
import { decodeResponse } from "./decode-response.ts";
import { decodeStream } from "./decode-stream.ts";
import { encodeMessages } from "./encode-messages.ts";

const target = testTarget();
const fixture = (name: string): string =>
  readFileSync(new URL(`./__fixtures__/${name}.sse.txt`, import.meta.url), "utf8");
const FIXTURES = ["text", "thinking-tools", "server-tools"] as const;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** The message that the vendor's own client reads from the same bytes. */
async function readWithSdk(bytes: string): Promise<Anthropic.Message> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(bytes);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = new Anthropic({
    baseURL: `http://127.0.0.1:${port}`,
    apiKey: "sk-ant-test",
    maxRetries: 0,
  });
  const messages = [{ role: "user" as const, content: "hi" }];
  const stream = client.messages.stream({ model: "claude-test", max_tokens: 10, messages });
  // The helper has no listener for what it does not know, and would reject the whole stream without one.
  stream.on("error", () => {});
  return stream.finalMessage();
}

describe("second opinion: the vendor's client on the same bytes", () => {
  test.each(["text", "thinking-tools"])("%s: same content, usage and stop reason", async (name) => {
    const bytes = fixture(name);
    const theirs = await readWithSdk(bytes);
    const ours = collectParts(decodeAll(bytes, target), target);
    const [turn] = encodeMessages(
      [{ role: "user", content: "hi" }, ours.message],
      target,
      testContext(),
    ).messages.slice(1);

    expect(ours.rawReason).toBe(theirs.stop_reason);
    expect(ours.usage?.output.total).toBe(theirs.usage.output_tokens);
    expect(ours.usage?.input.uncached).toBe(theirs.usage.input_tokens);
    expect(ours.usage?.input.cacheRead).toBe(theirs.usage.cache_read_input_tokens);
    expect(ours.usage?.input.cacheWrite?.total).toBe(theirs.usage.cache_creation_input_tokens);
    expect(turn?.content).toEqual(JSON.parse(JSON.stringify(theirs.content)));
  });

  test("server tools: the blocks that both know are the same", async () => {
    const known = new Set([
      "server_tool_use",
      "web_search_tool_result",
      "web_fetch_tool_result",
      "container_upload",
    ]);
    const bytes = fixture("server-tools").replaceAll(
      /event: content_block_delta\ndata: [^\n]*hologram_delta[^\n]*\n\n/g,
      "",
    );
    const theirs = await readWithSdk(bytes);
    const ours = collectParts(decodeAll(bytes, target), target);
    const [turn] = encodeMessages(
      [{ role: "user", content: "hi" }, ours.message],
      target,
      testContext(),
    ).messages.slice(1);
    const plain = JSON.parse(JSON.stringify(theirs.content)) as { type: string }[];
    expect(turn?.content.filter((block) => known.has(block.type))).toEqual(
      plain.filter((block) => known.has(block.type)),
    );
    expect(turn?.content.filter((block) => known.has(block.type))).toHaveLength(5);
    expect(ours.usage?.units?.webSearch).toBe(theirs.usage.server_tool_use?.web_search_requests);
  });
});

describe("a stream's meaning", () => {
  test("text: exact text, ids, usage, stop, done", () => {
    const events = decodeAll(fixture("text"), target);
    const { message, reason, done, usage } = collectParts(events, target);
    expect(message.content).toEqual([
      { type: "text", text: 'Hello wörld! "quoted"\nline 2 \\ back\t😀end.' },
    ]);
    expect(events[0]).toEqual({
      type: "metadata",
      model: "claude-sonnet-4-5-20250929",
      id: "msg_01XFDUDYJgAACzvnptVvoYEL",
    });
    expect(events).toContainEqual({ type: "metadata", serviceTier: "standard" });
    expect(events.some((event) => event.type === "metadata" && "region" in event)).toBe(false);
    expect([reason, done]).toEqual(["stop", true]);
    expect(usage?.input).toEqual({
      total: 25,
      uncached: 25,
      cacheRead: 0,
      cacheWrite: { total: 0, ttl5m: 0, ttl1h: 0 },
    });
    expect(usage?.output).toEqual({ total: 15 });
  });

  test("thinking with text, without text, encrypted, between tools", () => {
    const { message, usage, reason } = collectParts(
      decodeAll(fixture("thinking-tools"), target),
      target,
    );
    const kinds = (message.content as { type: string }[]).map((part) => part.type);
    expect(kinds).toEqual([
      "reasoning",
      "reasoning",
      "text",
      "tool-call",
      "reasoning",
      "tool-call",
    ]);
    expect(message.content[0]).toMatchObject({ text: "Let me think.\nI need the weather twice." });
    expect(message.content[1]).toMatchObject({ text: "", redacted: true });
    expect(message.content[4]).toMatchObject({ text: "" });
    const calls = (message.content as { type: string }[]).filter(
      (part) => part.type === "tool-call",
    ) as ToolCallPart[];
    expect(calls.map((call) => [call.name, call.input])).toEqual([
      ["get_weather", { city: "Paris", units: "célsius" }],
      ["get_time", {}],
    ]);
    expect(usage).toMatchObject({
      input: {
        total: 2512,
        uncached: 412,
        cacheRead: 2000,
        cacheWrite: { total: 100, ttl5m: 60, ttl1h: 40 },
      },
      output: { total: 189, reasoning: 120, text: 69 },
    });
    expect(reason).toBe("tool-calls");
  });

  test("server tools: provider's calls and results, sources, citations, unknown blocks", () => {
    const events = decodeAll(fixture("server-tools"), target);
    const { message, reason, usage } = collectParts(events, target);
    expect(message.content).toMatchObject([
      {
        type: "tool-call",
        name: "web_search",
        executedBy: "provider",
        input: { query: "shannon birth" },
      },
      { type: "tool-result", name: "web_search", executedBy: "provider", status: "ok" },
      {
        type: "text",
        text: "He was born in 1916 in Petoskey.",
        citations: [
          { text: "Claude Shannon was born", url: "https://en.wikipedia.org/wiki/Claude_Shannon" },
        ],
      },
      { type: "tool-call", name: "web_fetch", input: { url: "https://gone.test" } },
      { type: "tool-result", name: "web_fetch", status: "error" },
      {
        type: "custom",
        kind: "anthropic-messages.container_upload",
        data: { file_id: "file_011C" },
      },
      {
        type: "custom",
        kind: "anthropic-messages.hologram",
        data: { shape: "cube", note: "spinning" },
      },
    ]);
    expect(events).toContainEqual({
      type: "source",
      choice: 0,
      source: {
        url: "https://en.wikipedia.org/wiki/Claude_Shannon",
        title: "Claude Shannon - Wikipedia",
      },
    });
    expect(reason).toBe("pause");
    expect(usage?.units).toEqual({ webSearch: 1, webFetch: 1 });
    expect(message.providerState?.[0]?.data).toMatchObject({ container: { id: "container_01" } });
  });

  test("an error event becomes an error with its code", () => {
    const bytes = sseFrame({
      type: "error",
      error: { type: "overloaded_error", message: "Overloaded" },
    });
    expect(decodeAll(bytes, target)).toMatchObject([
      { type: "error", error: { code: "overloaded", message: "Overloaded", retryable: true } },
    ]);
  });

  test("an error without a type is an error; an unknown frame is not", () => {
    const frame = 'data: {"error":{"type":"rate_limit_error","message":"Slow down"}}\n\n';
    expect(decodeAll(frame, target)).toMatchObject([
      { type: "error", error: { code: "rate_limit", message: "Slow down" } },
    ]);
    expect(decodeAll('data: {"type":"news","error":null}\n\n', target)).toEqual([]);
  });

  test("a frame that is not JSON becomes a protocol error", () => {
    expect(decodeAll('data: {"type":"content_bl\n\n', target)).toMatchObject([
      { type: "error", error: { code: "protocol" } },
    ]);
  });

  test("frames without a type in the data take the event's name", () => {
    expect(decodeAll("event: message_stop\ndata: {}\n\n", target)).toEqual([{ type: "done" }]);
  });

  test("a refusal tells why", () => {
    const delta = {
      stop_reason: "refusal",
      stop_details: { type: "refusal", category: "bio", explanation: "No." },
    };
    const events = decodeAll(
      sseFrame({ type: "message_delta", delta, usage: { output_tokens: 1 } }),
      target,
    );
    expect(events).toContainEqual({
      type: "warning",
      warning: { code: "refusal", path: "response", message: "No.", from: "bio" },
    });
    expect(events.at(-1)).toEqual({
      type: "choice-finish",
      choice: 0,
      reason: "refusal",
      rawReason: "refusal",
    });
  });

  test("a delta without its start still counts", () => {
    const bytes =
      sseFrame({
        type: "content_block_delta",
        index: 0,
        delta: { type: "thinking_delta", thinking: "hm" },
      }) +
      sseFrame({ type: "content_block_stop", index: 0 }) +
      sseFrame({
        type: "content_block_delta",
        index: 1,
        delta: { type: "text_delta", text: "hi" },
      });
    const { message } = collectParts(decodeAll(bytes, target), target);
    expect(message.content).toMatchObject([
      { type: "reasoning", text: "hm" },
      { type: "text", text: "hi" },
    ]);
  });

  test("blocks that are never stopped are closed by the next start and by the end", () => {
    const start = (index: number, block: object): string =>
      sseFrame({ type: "content_block_start", index, content_block: block });
    const bytes =
      start(0, { type: "text", text: "a" }) +
      start(1, { type: "text", text: "b" }) +
      start(2, { type: "tool_use", id: "t", name: "f", input: { x: 1 } }) +
      sseFrame({ type: "message_delta", delta: { stop_reason: "tool_use" }, usage: {} });
    const { message } = collectParts(decodeAll(bytes, target), target);
    expect(message.content).toMatchObject([
      { type: "text", text: "a" },
      { type: "text", text: "b" },
      { type: "tool-call", input: { x: 1 } },
    ]);
  });

  test("text after a block's stop is a block of its own, with or without a start", () => {
    const delta = sseFrame({
      type: "content_block_delta",
      index: 0,
      delta: { type: "text_delta", text: "a" },
    });
    const stop = sseFrame({ type: "content_block_stop", index: 0 });
    const { message, events } = collectParts(
      decodeAll(delta + delta + stop + delta + stop, target),
      target,
    );
    expect(message.content).toMatchObject([{ text: "aa" }, { text: "a" }]);
    expect(events.filter((event) => event.type === "block-end")).toHaveLength(2);
  });

  test("text deltas of a block that is no text are never taken for text", () => {
    const delta = {
      type: "content_block_delta",
      index: 0,
      delta: { type: "text_delta", text: "a" },
    };
    const bytes =
      sseFrame({
        type: "content_block_start",
        index: 0,
        content_block: { type: "note", text: "" },
      }) +
      sseFrame(delta).repeat(3) +
      sseFrame({ type: "content_block_stop", index: 0 });
    expect(collectParts(decodeAll(bytes, target), target).message.content).toMatchObject([
      { type: "custom", data: { type: "note", text: "aaa" } },
    ]);
  });

  test("a tool call that was cut off is never ended", () => {
    const bytes =
      sseFrame({
        type: "content_block_start",
        index: 0,
        content_block: { type: "tool_use", id: "t", name: "f", input: {} },
      }) +
      sseFrame({
        type: "content_block_delta",
        index: 0,
        delta: { type: "input_json_delta", partial_json: '{"a":1}' },
      });
    expect(decodeAll(bytes, target).map((event) => event.type)).toEqual([
      "tool-input",
      "tool-input",
    ]);
  });

  // The platform stops the block that it cut.
  test.each(["", sseFrame({ type: "content_block_stop", index: 0 })])(
    "a call that the limit cut before its input has no input",
    (stop) => {
      const cut = [
        sseFrame({
          type: "content_block_start",
          index: 0,
          content_block: { type: "tool_use", id: "t", name: "rm", input: {} },
        }),
        stop,
        sseFrame({ type: "message_delta", delta: { stop_reason: "max_tokens" }, usage: {} }),
      ].join("");
      const pieces = decodeAll(cut, target).filter((event) => event.type === "tool-input");
      // Without a value the engine knows that the call broke off; with `{}` it would run it.
      expect(pieces).toEqual([
        { type: "tool-input", choice: 0, key: 0, toolCallId: "t", name: "rm" },
      ]);
    },
  );

  test("hostile names and fields do no harm", () => {
    const raw = `data: {"type":"content_block_start","index":0,"content_block":{"type":"__proto__","__proto__":{"x":1}}}\n\n`;
    const events = decodeAll(raw + sseFrame({ type: "content_block_stop", index: 0 }), target);
    expect(events).toMatchObject([
      { type: "custom", part: { kind: "anthropic-messages.__proto__" } },
    ]);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

/** The whole answer that a stream's frames add up to, as the platform would have sent it. */
function wholeAnswer(bytes: string): JsonObject {
  const { message, usage, rawReason } = collectParts(decodeAll(bytes, target), target);
  const [turn] = encodeMessages(
    [{ role: "user", content: "hi" }, message],
    target,
    testContext(),
  ).messages.slice(1);
  return {
    id: "msg_01XFDUDYJgAACzvnptVvoYEL",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-4-5-20250929",
    content: turn?.content as unknown as JsonValue,
    stop_reason: rawReason ?? null,
    container: (message.providerState?.[0]?.data as JsonObject | undefined)?.["container"] ?? null,
    usage: usage?.raw ?? null,
  };
}

describe("a whole answer", () => {
  test.each(FIXTURES)("%s: gives the same parts, usage and reason as its stream", (name) => {
    const bytes = fixture(name);
    const events: WireEvent[] = [];
    decodeResponse(testHead(), wholeAnswer(bytes), target, (event) => events.push(event));
    const { events: _, ...whole } = collectParts(events, target);
    const { events: __, ...streamed } = collectParts(decodeAll(bytes, target), target);
    expect(whole).toEqual(streamed);
  });

  test("an error in a 200 answer is an error", () => {
    const events: WireEvent[] = [];
    const body = { type: "error", error: { type: "api_error", message: "Internal" } };
    decodeResponse(testHead(), body, target, (event) => events.push(event));
    expect(events).toMatchObject([
      { type: "error", error: { code: "server_error", retryable: true } },
    ]);
    for (const gateway of [{ error: "gone" }, { detail: "gone" }] as JsonObject[]) {
      const told: WireEvent[] = [];
      decodeResponse(testHead(), gateway, target, (event) => told.push(event));
      expect(told).toMatchObject([
        { type: "error", error: { code: "server_error", message: "gone" } },
      ]);
    }
  });

  test("an answer that is no message is a protocol error", () => {
    for (const body of [null, [], "x", { ok: true }]) {
      const events: WireEvent[] = [];
      decodeResponse(testHead(), body, target, (event) => events.push(event));
      expect(events).toMatchObject([{ type: "error", error: { code: "protocol" } }]);
    }
  });
});

describe("calls that overlap or have no id of their own", () => {
  const start = (index: number, id: string, name = "f"): string =>
    sseFrame({
      type: "content_block_start",
      index,
      content_block: { type: "tool_use", id, name, input: {} },
    });
  const delta = (index: number, text: string): string =>
    sseFrame({
      type: "content_block_delta",
      index,
      delta: { type: "input_json_delta", partial_json: text },
    });
  const stop = (index: number): string => sseFrame({ type: "content_block_stop", index });
  const text = (index: number, piece: string): string =>
    sseFrame({ type: "content_block_delta", index, delta: { type: "text_delta", text: piece } });
  const end = sseFrame({ type: "message_delta", delta: { stop_reason: "tool_use" }, usage: {} });
  const inputs = (bytes: string): unknown[] =>
    (collectParts(decodeAll(bytes, target), target).message.content as ToolCallPart[]).map((part) =>
      part.type === "tool-call" ? part.input : part,
    );

  test.each([
    ["stopped in order", stop(0) + stop(1)],
    ["stopped the other way", stop(1) + stop(0)],
    ["never stopped", ""],
  ])("two calls whose pieces interleave, %s, each keep their input", (_, stops) => {
    const bytes =
      start(0, "a") + start(1, "b") + delta(0, '{"x":') + delta(1, '{"y":2') + delta(0, "1}");
    expect(inputs(`${bytes}${delta(1, "}")}${stops}${end}`)).toEqual([{ x: 1 }, { y: 2 }]);
  });

  test("text inside a call's pieces does not end the call", () => {
    const textStart = sseFrame({
      type: "content_block_start",
      index: 1,
      content_block: { type: "text", text: "" },
    });
    const bytes =
      start(0, "a") + textStart + text(1, "h") + delta(0, '{"x":1}') + text(1, "i") + stop(0);
    expect(inputs(bytes + stop(1) + end)).toMatchObject([
      { x: 1 },
      { type: "text", text: "h" },
      { type: "text", text: "i" },
    ]);
  });

  test("calls that all have the first index stay apart", () => {
    const bytes =
      start(0, "a") + delta(0, '{"x":1}') + stop(0) + start(0, "b") + delta(0, '{"y":2}') + end;
    expect(inputs(bytes)).toEqual([{ x: 1 }, { y: 2 }]);
  });

  test("an id that is empty or was used before is left to the engine", () => {
    const bytes = ["", "a", "a", ""].map((id, index) => start(index, id) + stop(index)).join("");
    const ids = decodeAll(bytes + end, target)
      .filter((event) => event.type === "tool-input" && event.name !== undefined)
      .map((event) => ("toolCallId" in event ? event.toolCallId : "none"));
    expect(ids).toEqual(["none", "a", "none", "none"]);
  });
});

describe("frames that are no JSON", () => {
  test("end the answer with what was sent, and may be tried again", () => {
    const bytes = 'data: {"type":"content_bl\n\n' + sseFrame({ type: "message_stop" });
    expect(decodeAll(bytes, target)).toEqual([
      {
        type: "error",
        error: {
          code: "protocol",
          message: `${target.platform.name} sent an event that is not a JSON object: {"type":"content_bl`,
          retryable: true,
          status: 200,
        },
      },
    ]);
    const long = decodeAll(`data: ${"x".repeat(999)}\n\n`, target)[0];
    expect(long?.type === "error" ? long.error.message.length : 0).toBeLessThan(300);
  });

  test("say what went wrong where the event is an error, and nothing where it is unknown", () => {
    expect(decodeAll("event: error\ndata: upstream gone\n\n", target)).toMatchObject([
      { type: "error", error: { code: "server_error", message: "upstream gone" } },
    ]);
    expect(decodeAll("event: keepalive\ndata: tick\n\n", target)).toEqual([]);
    expect(decodeAll('data: {"error":"upstream gone"}\n\n', target)).toMatchObject([
      { type: "error", error: { code: "server_error", message: "upstream gone" } },
    ]);
    expect(decodeAll("data: null\n\n", target)).toEqual([]);
  });
});

describe("every prefix of a stream", () => {
  test.each(FIXTURES)("%s: never throws and never ends a message that was cut", (name) => {
    const bytes = fixture(name);
    const frames = bytes.split("\n\n").filter((frame) => frame !== "");
    for (let count = 0; count < frames.length - 1; count++) {
      const events: WireEvent[] = [];
      const decoder = decodeStream(testHead(), target, (event) => events.push(event));
      for (const frame of frames.slice(0, count)) {
        const [event = "", data = ""] = frame.split("\n");
        decoder.frame(event.slice(7), data.slice(6));
      }
      decoder.end();
      expect(events.some((event) => event.type === "done")).toBe(false);
    }
  });
});
