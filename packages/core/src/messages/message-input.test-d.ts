import { expectTypeOf, it } from "vitest";
import {
  ChatAgent,
  ModelFactory,
  serializeMessages,
  type Message,
  type MessageInput,
  type Result,
} from "../index.ts";

const model = ModelFactory.create("openai/gpt-4o-mini");
const frozen = [
  { role: "system", content: [{ type: "text", text: "Be brief.", cache: "5m" }] },
  {
    role: "user",
    content: [
      { type: "text", text: "What is this?" },
      { type: "file", mediaType: "image/png", source: { url: "https://example.com/a.png" } },
    ],
    extra: { tags: ["a", { b: [1] }] },
  },
  {
    role: "assistant",
    content: [{ type: "tool-call", id: "1", name: "look", input: { at: ["x", 1, null] } }],
    providerState: [{ scope: { wire: "w", platform: "p", model: "m" }, data: [1, { a: ["b"] }] }],
  },
  {
    role: "tool",
    content: [
      {
        type: "tool-result",
        id: "1",
        name: "look",
        status: "ok",
        content: [{ type: "json", value: { colours: ["red"] } }],
      },
    ],
  },
] as const;

it("messages may be written `as const`, wherever they are given", () => {
  expectTypeOf(frozen).toExtend<readonly MessageInput[]>();
  void model.generate({ messages: frozen });
  model.stream({ messages: frozen });
  void model.countTokens({ messages: frozen });
  void new ChatAgent({ model }).step(frozen);
  void new ChatAgent({ model }).step(frozen[1]);
  serializeMessages(frozen);
  const history: Message[] = [{ role: "user", content: "Hi" }];
  void model.generate({ messages: [...history, frozen[1]] });
  expectTypeOf<Message>().toExtend<MessageInput>();
});

it("what comes out stays as it is", () => {
  expectTypeOf<Result["message"]>().toExtend<Message>();
  expectTypeOf<MessageInput>().not.toExtend<Message>();
});

it("a wrong message is refused", () => {
  // @ts-expect-error no such role
  void model.generate({ messages: [{ role: "usr", content: "Hi" }] });
  // @ts-expect-error a user has no reasoning
  void model.generate({ messages: [{ role: "user", content: [{ type: "reasoning", text: "" }] }] });
  // @ts-expect-error misspelt
  void model.generate({ messages: [{ role: "user", content: [{ type: "text", txt: "" }] }] });
  // @ts-expect-error no JSON
  void model.generate({ messages: [{ role: "user", content: "Hi", extra: { a: new Date() } }] });
});
