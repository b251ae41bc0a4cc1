import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, delta, stream, whole } from "./__fixtures__/run.ts";

// The vendor's own parser reads the same bytes over a real socket.
const fn = (name: string | undefined, args: string): Record<string, unknown> => ({
  function: { ...(name === undefined ? {} : { name }), arguments: args },
});
const start = delta({ role: "assistant", content: "" });
const usage = JSON.stringify({
  id: "c1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [],
  usage: {
    prompt_tokens: 10,
    completion_tokens: 5,
    total_tokens: 15,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 2 },
  },
});

const STREAMS: Record<string, string[]> = {
  text: [
    start,
    delta({ content: "Hel" }),
    delta({ content: 'lo "wörld" 😀\n' }),
    delta({ content: "!" }),
    delta({}, "stop"),
    usage,
  ],
  length: [start, delta({ content: "Hel" }), delta({}, "length"), usage],
  filter: [start, delta({}, "content_filter")],
  refusal: [
    start,
    delta({ refusal: "I " }),
    delta({ refusal: "can't." }),
    delta({}, "stop"),
    usage,
  ],
  tools: [
    start,
    call({ index: 0, id: "call_a", type: "function", ...fn("get_weather", "") }),
    call({ index: 0, ...fn(undefined, '{"city":') }),
    call({ index: 0, ...fn(undefined, '"Paris"}') }),
    call({ index: 1, id: "call_b", type: "function", ...fn("get_time", "{}") }),
    delta({}, "tool_calls"),
    usage,
  ],
  choices: [
    delta({ role: "assistant", content: "a" }, null, 0),
    delta({ role: "assistant", content: "x" }, null, 1),
    delta({ content: "b" }, "stop", 0),
    delta({ content: "y" }, "length", 1),
  ],
};

const MESSAGE = {
  id: "c1",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [
    {
      index: 0,
      finish_reason: "tool_calls",
      logprobs: null,
      message: {
        role: "assistant",
        content: "hm",
        refusal: null,
        tool_calls: [{ id: "call_a", type: "function", ...fn("f", '{"x":1}') }],
      },
    },
  ],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
};

const FINISH: Record<string, string> = {
  "tool-calls": "tool_calls",
  "content-filter": "content_filter",
  refusal: "stop",
};

let server: Server;
let client: OpenAI;
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { model, stream: streams } = JSON.parse(body) as { model: string; stream?: boolean };
      if (streams !== true) {
        response
          .writeHead(200, { "content-type": "application/json" })
          .end(JSON.stringify(MESSAGE));
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(
        `${(STREAMS[model] ?? []).map((frame) => `data: ${frame}\n\n`).join("")}data: [DONE]\n\n`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  client = new OpenAI({
    apiKey: "test",
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    maxRetries: 0,
  });
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("the openai package reads the same", () => {
  it.each(Object.keys(STREAMS))("stream: %s", async (name) => {
    const theirs = {
      usage: undefined as unknown,
      choices: new Map<
        number,
        {
          text: string;
          refusal: string;
          finish: string;
          calls: { id: string; name: string; input: string }[];
        }
      >(),
    };
    for await (const chunk of await client.chat.completions.create({
      model: name,
      messages: [{ role: "user", content: "x" }],
      stream: true,
    })) {
      if (chunk.usage) theirs.usage = chunk.usage;
      for (const choice of chunk.choices) {
        const known = theirs.choices.get(choice.index) ?? {
          text: "",
          refusal: "",
          finish: "",
          calls: [],
        };
        theirs.choices.set(choice.index, known);
        known.text += choice.delta.content ?? "";
        known.refusal += choice.delta.refusal ?? "";
        known.finish = choice.finish_reason ?? known.finish;
        for (const each of choice.delta.tool_calls ?? []) {
          const entry = (known.calls[each.index] ??= {
            id: each.id ?? "",
            name: each.function?.name ?? "",
            input: "",
          });
          entry.input += each.function?.arguments ?? "";
        }
      }
    }
    const ours = stream([...(STREAMS[name] ?? []), "[DONE]"]);
    expect(ours.done).toBe(true);
    expect(
      ours.choices.map(({ text, refusal, finish, calls }) => ({
        text,
        refusal,
        finish: FINISH[finish ?? ""] ?? finish,
        calls,
      })),
    ).toEqual([...theirs.choices.values()]);
    expect(ours.usage?.type === "usage" ? ours.usage.usage.raw : undefined).toEqual(theirs.usage);
  });

  it.each(["text", "length", "refusal", "tools"])("its stream() helper: %s", async (name) => {
    const final = await client.chat.completions
      .stream({ model: name, messages: [{ role: "user", content: "x" }] })
      .finalChatCompletion();
    const [ours] = stream([...(STREAMS[name] ?? []), "[DONE]"]).choices;
    const message = final.choices[0]?.message;
    expect(ours).toMatchObject({ text: message?.content ?? "", refusal: message?.refusal ?? "" });
    expect(ours?.calls).toEqual(
      (message?.tool_calls ?? []).map((each) => ({
        id: each.id,
        name: each.type === "function" ? each.function.name : "",
        input: each.type === "function" ? each.function.arguments : "",
      })),
    );
  });

  it("a whole answer", async () => {
    const theirs = await client.chat.completions.create({
      model: "m",
      messages: [{ role: "user", content: "x" }],
    });
    const [ours] = whole(MESSAGE).choices;
    const choice = theirs.choices[0];
    expect(ours).toMatchObject({
      text: choice?.message.content,
      finish: "tool-calls",
      raw: choice?.finish_reason,
      calls: [{ id: choice?.message.tool_calls?.[0]?.id, name: "f", input: '{"x":1}' }],
    });
  });
});
