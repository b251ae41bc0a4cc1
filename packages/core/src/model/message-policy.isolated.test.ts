import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ModelRow } from "../catalog/model-row.ts";
import type { Platform } from "../catalog/platform.ts";
import type { MessagePolicy, Policy } from "../catalog/policy.ts";
import { goodAnswer, sendJson, useServers } from "../engine/__fixtures__/server.ts";
import { MODEL_IMPORTS } from "../generated/model-imports.ts";
import { PLATFORMS } from "../generated/platforms.ts";
import { ModelFactory, type Message, type Warning } from "../index.ts";
import type { JsonObject } from "../json.ts";

// What a platform's messages policy makes of a conversation, seen by the server; no platform of the catalog says all of it.
const shaped: Platform = {
  id: "shaped",
  name: "Shaped",
  kind: "direct",
  env: ["SHAPED_API_KEY"],
  keysUrl: "https://shaped.example/keys",
  endpoints: [{ id: "default", baseUrl: "https://shaped.example/v1" }],
  surfaces: [{ wire: "openai-chat", auth: "bearer" }],
  models: "table",
};
const models: Record<string, ModelRow> = {};
beforeAll(() => {
  Object.assign(PLATFORMS, { shaped });
  Object.assign(MODEL_IMPORTS, { shaped: () => Promise.resolve({ table: { models } }) });
});
afterAll(() => {
  for (const table of [PLATFORMS, MODEL_IMPORTS]) Reflect.deleteProperty(table, "shaped");
});
const serve = useServers();

/** What a model with this policy sends for a conversation, and of what it warns. */
async function send(
  policy: Policy,
  messages: Message[],
  more: { output?: JsonObject } = {},
): Promise<{ messages: JsonObject[]; warnings: readonly Warning[] }> {
  const id = `m-${Object.keys(models).length}`;
  models[id] = { id, policy };
  const server = await serve((response) => sendJson(response, 200, goodAnswer("{}")));
  const options = { apiKey: "sk-canary-0123456789abcdefghijklmnop", url: server.url };
  const model = ModelFactory.create(`shaped/${id}`, {}, options);
  const { warnings } = await model.generate({ messages, ...more });
  const body = JSON.parse(server.requests[0]?.body ?? "null") as { messages: JsonObject[] };
  return { messages: body.messages, warnings };
}

const sent = async (rules: MessagePolicy, messages: Message[]): Promise<JsonObject[]> =>
  (await send({ messages: rules }, messages)).messages;

const question: Message = { role: "user", content: "q" };
const call = { type: "tool-call", id: "a1", name: "t", input: {} } as const;
const calls = (...texts: string[]): Message => ({
  role: "assistant",
  content: [...texts.map((text) => ({ type: "text" as const, text })), call],
});
const result = (...texts: string[]): Message => ({
  role: "tool",
  content: [
    {
      type: "tool-result",
      id: "a1",
      name: "t",
      status: "ok",
      content: texts.map((text) => ({ type: "text", text })),
    },
  ],
});
const image = {
  type: "file",
  mediaType: "image/png",
  source: { base64: "iVBORw0KGgo=" },
} as const;

test("an id of another platform becomes one of the platform's pattern, call and result alike", async () => {
  const tools = { idPattern: "^fn-[0-9a-f]{8}$" };
  const { messages } = await send({ tools }, [question, calls(), result("r")]);
  const id = messages[2]?.["tool_call_id"];
  expect(id).toMatch(/^fn-[0-9a-f]{8}$/);
  expect(messages[1]?.["tool_calls"]).toMatchObject([{ id }]);
});

test("an input that is no object becomes one where objects are wanted, and is told", async () => {
  const said: Message = { role: "assistant", content: [{ ...call, input: ["x"] }] };
  const { messages, warnings } = await send({ tools: { arguments: "object" } }, [
    question,
    said,
    result("r"),
  ]);
  expect(messages[1]?.["tool_calls"]).toMatchObject([
    { function: { arguments: { input: ["x"] } } },
  ]);
  expect(warnings).toMatchObject([{ code: "translated", path: "messages[1].content[0].input" }]);
});

describe("trimEnd", () => {
  test("trims text before a tool call", async () => {
    const [, said] = await sent({ trimEnd: true }, [question, calls("see \n", " "), result("r")]);
    expect(said?.["content"]).toBe("see");
  });

  test("leaves nothing of white space alone", async () => {
    const given = [question, calls(" "), result("r")];
    expect((await sent({ trimEnd: true }, given))[1]?.["content"]).toBeNull();
    const space = await sent({ trimEnd: true, emptyText: "space" }, given);
    expect(space[1]?.["content"]).toBe(" ");
  });

  test("trims text before a refusal in a field of its own", async () => {
    const said: Message = {
      role: "assistant",
      content: [
        { type: "text", text: "well " },
        { type: "text", text: "no ", channel: "refusal" },
        { type: "reasoning", text: "hm" },
      ],
    };
    const [, message] = await sent({ trimEnd: true, refusal: "field" }, [question, said, question]);
    expect(message).toEqual({ role: "assistant", content: "well", refusal: "no" });
  });

  test("keeps white space between two texts", async () => {
    const said: Message = {
      role: "assistant",
      content: [
        { type: "text", text: "a " },
        { type: "reasoning", text: "hm" },
        { type: "text", text: "b " },
      ],
    };
    const [, message] = await sent({ trimEnd: true }, [question, said, question]);
    expect(message?.["content"]).toBe("a b");
  });
});

describe("emptyText", () => {
  test.each([
    ["drop", "The tool gave no result."],
    ["space", " "],
    ["keep", ""],
  ] as const)("%s: an empty result goes out as %j", async (emptyText, content) => {
    for (const empty of [result(), result("")]) {
      const messages = await sent({ emptyText }, [question, calls(), empty]);
      expect(messages[2]).toEqual({ role: "tool", tool_call_id: "a1", content });
    }
  });
});

describe("alternate", () => {
  test.each(["keep", "developer"] as const)(
    "joins what a system message stands between, and tells that it was moved (%s)",
    async (system) => {
      const { messages, warnings } = await send({ messages: { alternate: true, system } }, [
        { role: "user", content: "a" },
        { role: "system", content: "S" },
        { role: "user", content: "b" },
      ]);
      expect(messages).toEqual([
        { role: system === "keep" ? "system" : system, content: "S" },
        { role: "user", content: "a\n\nb" },
      ]);
      expect(warnings).toMatchObject([{ code: "translated", path: "messages[1]" }]);
    },
  );

  test("leaves a system message between the user and the assistant where it is", async () => {
    const given: Message[] = [
      question,
      { role: "system", content: "S" },
      { role: "assistant", content: "a" },
      question,
    ];
    expect(await sent({ alternate: true }, given)).toEqual(given);
  });

  test("puts a blank line between two messages of the assistant", async () => {
    const [, said] = await sent({ alternate: true }, [
      question,
      { role: "assistant", content: "The answer is 4" },
      calls("2 calls follow"),
      result("r"),
    ]);
    expect(said?.["content"]).toBe("The answer is 4\n\n2 calls follow");
    const [, silent] = await sent({ alternate: true }, [
      question,
      { role: "assistant", content: "" },
      calls("One call follows"),
      result("r"),
    ]);
    expect(silent?.["content"]).toBe("One call follows");
  });

  test("tells that names are lost, once", async () => {
    const ada: Message = { role: "user", content: "a", name: "Ada" };
    const { messages, warnings } = await send({ messages: { alternate: true } }, [
      question,
      ada,
      question,
    ]);
    expect(messages).toEqual([{ role: "user", content: "q\n\na\n\nq" }]);
    expect(warnings).toMatchObject([{ code: "unsupported", path: "messages[1].name" }]);
    expect((await send({ messages: { alternate: true } }, [ada, ada])).warnings).toEqual([]);
  });
});

describe("places of messages are those of the given list", () => {
  const schema = { type: "object", properties: {} };
  const none: Policy = { structuredOutput: "none" };
  const custom = { type: "custom", kind: "other.thing", data: 1 } as const;

  test("in errors, behind an instruction", async () => {
    const bad = { role: "usr", content: "x" } as unknown as Message;
    await expect(send(none, [bad], { output: schema })).rejects.toThrow("messages[0].role");
    const open: Message[] = [question, calls()];
    await expect(send(none, open, { output: schema })).rejects.toThrow("messages[1] calls tools");
  });

  test("in errors of the wire", async () => {
    const film = { type: "file", mediaType: "audio/ogg", source: { base64: "AA==" } };
    const given = [{ role: "user", content: [{ type: "text", text: "x" }, film] }] as Message[];
    await expect(send(none, given, { output: schema })).rejects.toThrow("messages[0].content[1]");
  });

  test("in warnings of the preparation and the wire", async () => {
    const { messages, warnings } = await send(
      { structuredOutput: "none", messages: { toolResultMedia: "drop", emptyText: "drop" } },
      [
        { role: "user", content: " " },
        { role: "user", content: [{ type: "text", text: "x" }, custom] },
        calls(),
        {
          role: "tool",
          content: [{ type: "tool-result", id: "a1", name: "t", status: "ok", content: [image] }],
        },
      ],
      { output: schema },
    );
    expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "tool"]);
    expect(warnings.slice(1)).toMatchObject([
      { code: "content-dropped", path: "messages[3]" },
      { code: "content-dropped", path: "messages[1].content[1]" },
    ]);
  });

  test("as the message's alone, where its parts were joined with others", async () => {
    const { warnings } = await send({ messages: { alternate: true } }, [
      question,
      { role: "user", content: [custom, { type: "text", text: "x" }] },
    ]);
    expect(warnings).toMatchObject([{ code: "content-dropped", path: "messages[0]" }]);
  });
});
