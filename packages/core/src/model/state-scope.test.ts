import { describe, expect, test } from "vitest";
import { goodAnswer, sendJson, useServers } from "../engine/__fixtures__/server.ts";
import { ModelFactory, type ModelOptions, type Message, type Result } from "../index.ts";
import type { JsonObject } from "../json.ts";

// How far the signatures of an answer go, seen from outside: what the next request says of it.

const serve = useServers();

/** What the second of two requests says of the answer to the first, and the codes of its warnings. */
async function goOn(
  [first, then]: readonly [string, string],
  message: JsonObject,
  options: ModelOptions & { like?: string } = {},
): Promise<{ sent: JsonObject; codes: string[] }> {
  const choices = [{ index: 0, message: { role: "assistant", ...message }, finish_reason: "stop" }];
  const server = await serve((response) => sendJson(response, 200, goodAnswer("", { choices })));
  const ask = (reference: string, messages: readonly Message[]): Promise<Result> =>
    ModelFactory.create(
      reference,
      {},
      { apiKey: "k-0123456789", url: server.url, ...options },
    ).generate({ messages });
  const question: Message = { role: "user", content: "Why?" };
  const { message: answer } = await ask(first, [question]);
  const { warnings } = await ask(then, [question, answer, question]);
  const body = JSON.parse(server.requests[1]?.body ?? "null") as { messages: JsonObject[] };
  return { sent: body.messages[1] ?? {}, codes: warnings.map(({ code }) => code) };
}

describe("state that stays with its maker, on a platform of many makers", () => {
  const details = [{ type: "reasoning.text", text: "Hm.", index: 0, signature: "SIGNED" }];
  const answer = { content: "So.", reasoning_details: details };

  test.each([
    ["anthropic/claude-opus-4.5", "anthropic/claude-opus-4.5"],
    ["anthropic/claude-opus-4.5", "anthropic/claude-sonnet-4.5"],
    ["anthropic/claude-opus-4.5", "anthropic/a-new-one"],
    // Whom the catalog does not know, the platform's own prefix tells.
    ["somebody/one", "somebody/two"],
    ["plain", "plain"],
  ])("%s to %s: goes back", async (first, then) => {
    const { sent, codes } = await goOn([`openrouter/${first}`, `openrouter/${then}`], answer);
    expect(sent).toMatchObject({ content: "So.", reasoning_details: details });
    expect(codes).toEqual([]);
  });

  test.each([
    ["anthropic/claude-opus-4.5", "openai/gpt-5"],
    ["anthropic/claude-opus-4.5", "somebody/else"],
    ["somebody/one", "anthropic/claude-opus-4.5"],
    ["somebody/one", "somebody-else/one"],
    ["plain", "other"],
  ])("%s to %s: is dropped with a word", async (first, then) => {
    const { sent, codes } = await goOn([`openrouter/${first}`, `openrouter/${then}`], answer);
    expect(sent["content"]).toBe("So.");
    expect(sent).not.toHaveProperty("reasoning_details");
    expect(codes).toEqual(["state-dropped"]);
  });

  test("a platform that does not tell its makers apart is one", async () => {
    const models = ["minimax/MiniMax-M2", "minimax/MiniMax-M2.7"] as const;
    expect((await goOn(models, answer)).sent).toMatchObject({ reasoning_details: details });
    const tuned = ["minimax/my-tune", "minimax/MiniMax-M2.7"] as const;
    const like = await goOn(tuned, answer, { like: "minimax/MiniMax-M2" });
    expect(like.sent).toMatchObject({ reasoning_details: details });
  });
});

describe("state that stays with its model", () => {
  const thinking = { type: "thinking", thinking: [{ type: "text", text: "Hm." }], signature: "S" };
  const answer = { content: [thinking, { type: "text", text: "So." }] };

  test.each([
    ["mistral-medium-2604", "mistral-medium-2604", true],
    ["mistral-medium-latest", "mistral-medium-2604", true],
    ["mistral-medium-2604", "mistral-medium-latest", true],
    // A dated name that no list holds is taken for its model.
    ["magistral-small", "magistral-small-2506", true],
    ["magistral-small-2509", "magistral-small", true],
    ["magistral-small-2509", "magistral-small-2506", false],
    ["mistral-medium-2604", "mistral-small-latest", false],
    ["mistral-medium-2604", "unheard-of", false],
  ])("%s to %s: %s", async (first, then, kept) => {
    const { sent, codes } = await goOn([`mistral/${first}`, `mistral/${then}`], answer);
    expect(JSON.stringify(sent).includes('"signature":"S"')).toBe(kept);
    expect(codes.filter((code) => code === "state-dropped")).toHaveLength(kept ? 0 : 1);
  });
});
