import { readFileSync } from "node:fs";

import {
  array,
  assert,
  constantFrom,
  dictionary,
  jsonValue,
  oneof,
  property,
  record,
  string as text,
  constant,
} from "fast-check";
import type { JsonObject, JsonValue } from "@byok/core/provider";
import { describe, expect, test } from "vitest";

import { collectParts } from "./__fixtures__/collect-parts.ts";
import { decodeAll, sseFrame } from "./__fixtures__/sse.ts";
import { testContext, testTarget } from "./__fixtures__/test-target.ts";
import { encodeMessages } from "./encode-messages.ts";

const target = testTarget();
const words = text({ unit: "grapheme", minLength: 1 }).map((value) => `x${value}y`);
const id = text({ unit: constantFrom("a", "B", "9", "_"), minLength: 1, maxLength: 12 });
const plainKey = id.map((key) => `k${key}`);
const caller = constantFrom(
  {},
  { caller: { type: "direct" } },
  { caller: { type: "code_execution_20260120", tool_id: "s" } },
);

const block = oneof(
  record({
    type: constant("thinking"),
    thinking: text({ unit: "grapheme" }),
    signature: text({ minLength: 1 }),
  }),
  record({ type: constant("redacted_thinking"), data: text() }),
  record({ type: constant("text"), text: words }),
  record({ id, name: id, input: dictionary(plainKey, jsonValue()), more: caller }).map(
    ({ more, ...call }) => ({
      type: "tool_use",
      ...call,
      ...more,
    }),
  ),
);

/** A stream of the given blocks, with every text cut into pieces of `size`. */
function streamOf(blocks: JsonObject[], size: number): string {
  const cut = (value: JsonValue | undefined): string[] =>
    (typeof value === "string" ? value : "").match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
  const frames = blocks.flatMap((value, index) => {
    const delta = (fields: JsonObject): string =>
      sseFrame({ type: "content_block_delta", index, delta: fields });
    const start = (fields: JsonObject): string =>
      sseFrame({ type: "content_block_start", index, content_block: { ...value, ...fields } });
    const stop = sseFrame({ type: "content_block_stop", index });
    switch (value["type"]) {
      case "thinking":
        return [
          start({ thinking: "", signature: "" }),
          ...cut(value["thinking"]).map((thinking) => delta({ type: "thinking_delta", thinking })),
          delta({ type: "signature_delta", signature: value["signature"] ?? "" }),
          stop,
        ];
      case "text":
        return [
          start({ text: "" }),
          ...cut(value["text"]).map((piece) => delta({ type: "text_delta", text: piece })),
          stop,
        ];
      case "tool_use":
        return [
          start({ input: {} }),
          ...cut(JSON.stringify(value["input"])).map((piece) =>
            delta({ type: "input_json_delta", partial_json: piece }),
          ),
          stop,
        ];
      default:
        return [start({}), stop];
    }
  });
  return frames.join("");
}

function roundTrip(bytes: string): string {
  const { message } = collectParts(decodeAll(bytes, target), target);
  // A later turn follows, so that nothing is a prefill; storage is JSON.
  const stored = JSON.parse(JSON.stringify(message)) as typeof message;
  const conversation = [
    { role: "user" as const, content: "q" },
    stored,
    { role: "user" as const, content: "next" },
  ];
  return JSON.stringify(encodeMessages(conversation, target, testContext()).messages[1]?.content);
}

describe("what the model said goes back as it came", () => {
  test("thinking, encrypted thinking, text and tool calls: byte-equal, in order", () => {
    assert(
      property(
        array(block, { minLength: 1, maxLength: 8 }),
        constantFrom(1, 3, 50),
        (blocks, size) => {
          // An id that comes twice is given a new one; the platform never repeats one in an answer.
          const unique = blocks.map((value, index) =>
            "id" in value ? { ...value, id: `${value.id}_${index}` } : value,
          );
          const sent = JSON.parse(JSON.stringify(unique)) as JsonObject[];
          expect(roundTrip(streamOf(sent, size))).toBe(JSON.stringify(sent));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("thinking is sent as it came even when the part's text was changed", () => {
    const bytes = readFileSync(
      new URL("./__fixtures__/thinking-tools.sse.txt", import.meta.url),
      "utf8",
    );
    const { message } = collectParts(decodeAll(bytes, target), target);
    const edited = {
      ...message,
      content: (message.content as { type: string }[]).map((part) =>
        "text" in part ? { ...part, text: "changed" } : part,
      ),
    } as typeof message;
    const encoded = encodeMessages([{ role: "user", content: "q" }, edited], target, testContext())
      .messages[1]?.content;
    expect(encoded?.[0]).toEqual({
      type: "thinking",
      thinking: "Let me think.\nI need the weather twice.",
      signature: "EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pk/+==",
    });
  });

  test("server tools, their encrypted results, citations and unknown blocks come back whole", () => {
    const bytes = readFileSync(
      new URL("./__fixtures__/server-tools.sse.txt", import.meta.url),
      "utf8",
    );
    const content = JSON.parse(roundTrip(bytes)) as JsonObject[];
    expect(content.map((each) => each["type"])).toEqual([
      "server_tool_use",
      "web_search_tool_result",
      "text",
      "server_tool_use",
      "web_fetch_tool_result",
      "container_upload",
      "hologram",
    ]);
    expect(content[1]).toMatchObject({
      content: [{ encrypted_content: "EqgfCioIARgBIiQ3YTAwMjY1Mi1m" }],
    });
    expect(content[2]).toMatchObject({
      citations: [{ encrypted_index: "Eo8BCioIAhgBIiQyYjQ0OWJmZi1lNm==" }],
    });
    expect(content[6]).toEqual({ type: "hologram", shape: "cube", note: "spinning" });
  });
});
