import type { ServerResponse } from "node:http";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { createBudget, isByokError, ModelFactory, type Budget, type ChatModel } from "../index.ts";
import {
  goodAnswer,
  goodStream,
  sendJson,
  sendSse,
  useServers,
  type Answer,
} from "../engine/__fixtures__/server.ts";

const serve = useServers();
beforeEach(() => {
  // The wait before a retry is a part of a random number.
  vi.spyOn(Math, "random").mockReturnValue(0);
});

const WHOLE = goodAnswer("x".repeat(300));

/** Sends half of an answer, and then does something else. */
function half(response: ServerResponse, then: () => void): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.write(WHOLE.slice(0, 200), then);
}

const BREAKS: [string, (response: ServerResponse) => void][] = [
  ["whose connection breaks", (response) => half(response, () => response.destroy())],
  ["that ends as if it were whole", (response) => half(response, () => response.end())],
  ["that goes silent", (response) => half(response, () => {})],
];

/** A model at a server that breaks its first answers, with what its budget has booked, in attempts. */
async function broken(
  first: number,
  act: (response: ServerResponse) => void,
  options: { whole?: Answer; id?: string; isFree?: true } = {},
): Promise<{ model: ChatModel; booked(): { attempts: number; attempt: number } }> {
  const { whole = (response) => sendJson(response, 200, WHOLE), id, isFree } = options;
  const server = await serve((response, request, nth) =>
    nth < first ? act(response) : whole(response, request, nth),
  );
  const budget = createBudget({ limit: "1" });
  let attempt = 0;
  const reserve: Budget["reserve"] = (worst) => {
    attempt = Number(worst.amount) / 4;
    return budget.reserve(worst);
  };
  const model = ModelFactory.create(
    `openai/${id ?? "gpt-4o-mini"}`,
    id === undefined ? { maxTokens: 10 } : {},
    {
      apiKey: "sk-test-0123456789",
      url: server.url,
      timeouts: { idleMs: 200, contentIdleMs: 200 },
      ...(isFree ? {} : { budget: { reserve } }),
    },
  );
  return { model, booked: () => ({ attempts: Number(budget.spent) / attempt, attempt }) };
}

const toldOf = (count: string) => ({
  code: "attempt-unanswered",
  path: "response.cost",
  message: `${count} before this answer may have been billed: sent, and broken off before an answer was whole. This cost does not hold what that took.`,
});

describe.each(BREAKS)("a whole answer %s half way", (_, act) => {
  test("is asked for again, booked, and told of beside the cost", async () => {
    const { model, booked } = await broken(2, act);
    const { cost, warnings } = await model.generate("Hi");
    const { attempts, attempt } = booked();
    expect(attempts).toBeCloseTo(2 + Number(cost.amount) / attempt, 9);
    expect(cost.complete).toBe(true);
    expect(warnings).toEqual([toldOf("2 attempts")]);
  });

  test("is booked each time where it never comes whole, and the error says so", async () => {
    const { model, booked } = await broken(4, act);
    const error: unknown = await model.generate("Hi").catch((reason: unknown) => reason);
    expect(booked().attempts).toBeCloseTo(4, 9);
    expect(isByokError(error) && error.partial?.cost).toMatchObject({ complete: false });
    expect(isByokError(error) && error.partial?.cost.missing).toContain(
      "3 attempts before it, which may have been billed",
    );
  });
});

describe("attempts that may have been billed are told of", () => {
  const [, [, ends]] = BREAKS as [unknown, (typeof BREAKS)[number]];

  test("without a budget too", async () => {
    const { model } = await broken(1, ends, { isFree: true });
    expect((await model.generate("Hi")).warnings).toEqual([toldOf("1 attempt")]);
  });

  test("at the start of a stream", async () => {
    const { model } = await broken(1, ends, {
      whole: (response) => sendSse(response, goodStream()),
    });
    const events = [];
    for await (const event of model.stream("Hi")) events.push(event);
    expect(events[0]).toMatchObject({ type: "stream-start", warnings: [toldOf("1 attempt")] });
    expect(events.at(-1)).toMatchObject({ result: { warnings: [toldOf("1 attempt")] } });
  });

  test("with vectors", async () => {
    const vector = {
      data: [{ index: 0, embedding: [0.1] }],
      usage: { prompt_tokens: 1, total_tokens: 1 },
    };
    const { model } = await broken(1, (response) => void response.destroy(), {
      id: "text-embedding-3-small",
      whole: (response) => sendJson(response, 200, vector),
    });
    expect((await model.embed("Hi")).warnings).toEqual([toldOf("1 attempt")]);
  });

  test("and refusals are not", async () => {
    const { model } = await broken(2, (response) => sendJson(response, 503, {}));
    expect((await model.generate("Hi")).warnings).toEqual([]);
  });
});
