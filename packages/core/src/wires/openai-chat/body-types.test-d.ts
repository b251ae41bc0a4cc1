import type OpenAI from "openai";
import { describe, expectTypeOf, it } from "vitest";

type Params = OpenAI.Chat.ChatCompletionCreateParams;
type Message = OpenAI.Chat.ChatCompletionMessageParam;

// The bodies that encode-request.test.ts and encode-messages.test.ts find on the wire, held against the vendor's types.
// `top_k` is no field of OpenAI's, and `video_url` and `reasoning_content` belong to other platforms of this wire.
describe("what is sent is what the openai package would send", () => {
  it("parameters", () => {
    const body = {
      model: "acme-1",
      messages: [{ role: "user" as const, content: "Hi" }],
      tools: [
        {
          type: "function" as const,
          function: { name: "f", description: "d", parameters: { type: "object" }, strict: true },
        },
      ],
      temperature: 0.5,
      top_p: 0.9,
      max_tokens: 10,
      max_completion_tokens: 10,
      stop: ["x"],
      presence_penalty: 1,
      frequency_penalty: -1,
      response_format: {
        type: "json_schema" as const,
        json_schema: { name: "n", schema: {}, strict: true },
      },
      tool_choice: { type: "function" as const, function: { name: "f" } },
      reasoning_effort: "low" as const,
      seed: 7,
      n: 2,
      logprobs: true,
      top_logprobs: 3,
      logit_bias: { "50256": -100 },
      parallel_tool_calls: false,
      service_tier: "flex" as const,
      user: "u",
      stream: true as const,
      stream_options: { include_usage: true, include_obfuscation: false },
    };
    expectTypeOf(body).toExtend<Params>();
    expectTypeOf<keyof typeof body>().toExtend<keyof Params>();
  });

  it("messages", () => {
    expectTypeOf<{ role: "system"; content: string }>().toExtend<Message>();
    expectTypeOf<{ role: "developer"; content: string }>().toExtend<Message>();
    expectTypeOf<{
      role: "user";
      name: string;
      content: { type: "image_url"; image_url: { url: string; detail: "low" | "high" | "auto" } }[];
    }>().toExtend<Message>();
    expectTypeOf<{
      role: "user";
      content: { type: "input_audio"; input_audio: { data: string; format: "wav" | "mp3" } }[];
    }>().toExtend<Message>();
    expectTypeOf<{
      role: "user";
      content: { type: "file"; file: { filename: string; file_data: string } }[];
    }>().toExtend<Message>();
    expectTypeOf<{
      role: "user";
      content: { type: "file"; file: { file_id: string } }[];
    }>().toExtend<Message>();
    expectTypeOf<{ role: "assistant"; content: null; refusal: string }>().toExtend<Message>();
    expectTypeOf<{ role: "assistant"; content: null; audio: { id: string } }>().toExtend<Message>();
    expectTypeOf<{
      role: "assistant";
      content: string | null;
      tool_calls: { id: string; type: "function"; function: { name: string; arguments: string } }[];
    }>().toExtend<Message>();
    expectTypeOf<{ role: "tool"; tool_call_id: string; content: string }>().toExtend<Message>();
    expectTypeOf<{ role: "tool"; content: string }>().not.toExtend<Message>();
  });
});
