import { inspect } from "node:util";
import { ModelFactory, registerProvider } from "@byok/core";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { anthropic } from "./index.ts";
import { sseFrame } from "./__fixtures__/sse.ts";

beforeAll(() => registerProvider(anthropic));

const KEY = "sk-ant-canary-Zx9Qw7Er5Ty3Ui1Op2As4Df6Gh8Jk0Mn";
const start = sseFrame({
  type: "message_start",
  message: { id: "m", type: "message", role: "assistant", model: "c", content: [], usage: {} },
});

const answers: [string, (text: string) => Response][] = [
  ["a frame that is damaged", (text) => events(`${start}data: {"x":"${text}\n\n`)],
  [
    "the message of an error",
    (text) => Response.json({ type: "error", error: { message: text } }, { status: 400 }),
  ],
  ["a text with an error status", (text) => new Response(text, { status: 500 })],
];

test.each(answers)("%s shows no piece of a key that stands across a cut", async (_, answer) => {
  const places = fc.oneof(fc.integer({ min: 0, max: 230 }), fc.integer({ min: 1_880, max: 2_020 }));
  await fc.assert(
    fc.asyncProperty(places, async (before) => {
      const error: unknown = await model(answer(`${".".repeat(before)}${KEY}${".".repeat(3_000)}`))
        .stream("Hi")
        .result()
        .catch((caught: unknown) => caught);
      expect(error).toHaveProperty("code");
      const shown = inspect(error, { depth: Infinity, showHidden: true, maxStringLength: 1e6 });
      for (let at = 0; at + 8 <= KEY.length; at++)
        expect(shown + (error as Error).stack).not.toContain(KEY.slice(at, at + 8));
    }),
    { numRuns: 60 },
  );
});

test("the reason of a refusal, which is a warning, shows no key", async () => {
  const details = { type: "refusal", category: "bio", explanation: `Never with ${KEY}.` };
  const delta = { stop_reason: "refusal", stop_details: details };
  const { warnings } = await model(
    events(
      start +
        sseFrame({ type: "message_delta", delta, usage: { output_tokens: 1 } }) +
        sseFrame({ type: "message_stop" }),
    ),
  )
    .stream("Hi")
    .result();
  expect(warnings).toMatchObject([{ code: "refusal", message: "Never with [key removed]." }]);
});

function model(answer: Response) {
  return ModelFactory.create(
    "anthropic/claude-sonnet-4-5",
    {},
    { apiKey: KEY, maxRetries: 0, fetch: async () => answer },
  );
}

function events(body: string): Response {
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
