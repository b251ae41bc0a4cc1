import { createServer, type AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  createBudget,
  InvalidRequestError,
  isByokError,
  ModelFactory,
  TimeoutError,
  type Budget,
  type ChatModel,
  type ModelOptions,
} from "../index.ts";
import {
  goodAnswer,
  sendJson,
  sendSse,
  startServer,
  textChunk,
  useServers,
} from "../engine/__fixtures__/server.ts";
import { fetchTransport } from "../transports/fetch-transport.ts";
import type { Transport, TransportHandler } from "../transports/transport.ts";

const serve = useServers();
beforeEach(() => {
  // The wait before a retry is a part of a random number.
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function modelOf(url: string, options: ModelOptions, id = "gpt-4o-mini"): ChatModel {
  return ModelFactory.create(`openai/${id}`, id === "gpt-4o-mini" ? { maxTokens: 10 } : {}, {
    apiKey: "sk-test-0123456789",
    url,
    ...options,
  });
}

/** A budget that knows what one attempt of its only call may cost, with the default of three retries. */
function watchedBudget(attempts = 4): Budget & { spent(): number; attempt(): number } {
  const budget = createBudget({ limit: "1" });
  let worst = 0;
  return {
    reserve(each) {
      worst = Number(each.amount);
      return budget.reserve(each);
    },
    spent() {
      expect(budget.reserved).toBe("0");
      return Number(budget.spent);
    },
    attempt: () => worst / attempts,
  };
}

/** A transport whose requests end as `act` says. */
function byHand(
  act: (handler: TransportHandler, nth: number) => void,
  more: Partial<Transport> = {},
): Transport {
  let opened = 0;
  return {
    id: "by hand",
    ...more,
    open(_, handler) {
      const nth = opened++;
      queueMicrotask(() => act(handler, nth));
      return { pause() {}, resume() {}, abort() {} };
    },
  };
}

const failed = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => "no error",
    (error: unknown) => error,
  );

// Nothing listens on port 1.
const NOWHERE = "http://127.0.0.1:1/v1";

describe("a call that was never sent costs nothing", () => {
  test.each<[string, (model: ChatModel, signal: AbortSignal) => Promise<unknown>, string]>([
    ["generate", (model, signal) => model.generate({ messages: "Hi", signal }), "gpt-4o-mini"],
    ["stream", (model, signal) => model.stream({ messages: "Hi", signal }).result(), "gpt-4o-mini"],
    ["embed", (model, signal) => model.embed("Hi", { signal }), "text-embedding-3-small"],
  ])("%s with a signal that has aborted before", async (_, call, id) => {
    const server = await serve((response) => sendJson(response, 400, {}));
    const budget = createBudget({ limit: "1" });
    const reserve = vi.spyOn(budget, "reserve");
    const model = modelOf(server.url, { budget }, id);
    // Everything is loaded after a first call, and the second one gets as far as it ever does.
    await failed(call(model, new AbortController().signal));
    expect(await failed(call(model, AbortSignal.abort()))).toMatchObject({ code: "aborted" });
    expect(reserve).toHaveBeenCalledOnce();
    expect(budget).toMatchObject({ spent: "0", reserved: "0" });
  });

  test.each<[string, ModelOptions, string]>([
    ["aborted", {}, "aborted"],
    ["out of time", { timeouts: { totalMs: 20 } }, "timeout"],
  ])("one that is %s while the budget is asked", async (_, options, code) => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<unknown>();
    const budget: Budget = {
      async reserve() {
        asked.resolve();
        await answer.promise;
        return { settle: closed.resolve, release: () => closed.resolve("released") };
      },
    };
    const controller = new AbortController();
    const call = failed(
      modelOf(NOWHERE, { budget, ...options }).generate({
        messages: "Hi",
        signal: controller.signal,
      }),
    );
    await asked.promise;
    if (code === "aborted") controller.abort();
    expect(await call).toMatchObject({ code });
    answer.resolve();
    expect(await closed.promise).toBe("released");
  });

  test("one that is aborted in the wait after a refusal", async () => {
    const server = await serve((response) => sendJson(response, 429, {}, { "retry-after": "30" }));
    const budget = watchedBudget();
    const controller = new AbortController();
    const error = await failed(
      modelOf(server.url, {
        budget,
        trace: (event) => void (event.type === "end" && controller.abort()),
      }).generate({ messages: "Hi", signal: controller.signal }),
    );
    expect(error).toMatchObject({ code: "aborted" });
    expect(server.requests).toHaveLength(1);
    expect(budget.spent()).toBe(0);
  });

  test.each(["node", "fetch"] as const)("one that found no server, over %s", async (transport) => {
    // A fetch refuses port 1 itself.
    const gone = await startServer(() => {});
    await gone.close();
    const budget = watchedBudget();
    const error = await failed(modelOf(gone.url, { budget, transport }).generate("Hi"));
    expect(error).toMatchObject({ code: "network" });
    expect(budget.spent()).toBe(0);
  });

  test("one that is aborted while it connects, where the transport tells what it sends", async () => {
    // A server that takes connections and never says a word: the handshake of TLS does not end.
    const connected = Promise.withResolvers<void>();
    const sockets: { destroy(): void }[] = [];
    const server = createServer((socket) => {
      socket.on("error", () => {});
      sockets.push(socket);
      connected.resolve();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const budget = watchedBudget();
    const controller = new AbortController();
    const call = failed(
      modelOf(`https://127.0.0.1:${port}/v1`, { budget, transport: "node" }).generate({
        messages: "Hi",
        signal: controller.signal,
      }),
    );
    await connected.promise;
    controller.abort();
    expect(await call).toMatchObject({ code: "aborted" });
    expect(budget.spent()).toBe(0);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test.each([
    ["an error of byok", new InvalidRequestError("Not in this bundle.", { hint: "Take another." })],
    ["any other", new TypeError("open is broken")],
  ])("nor one whose transport opens nothing, by %s", async (_, thrown) => {
    const budget = watchedBudget();
    const transport: Transport = {
      id: "broken",
      open() {
        throw thrown;
      },
    };
    const error = await failed(modelOf(NOWHERE, { budget, transport }).generate("Hi"));
    expect(isByokError(error)).toBe(true);
    expect((error as Error).message).toContain(thrown.message);
    expect(budget.attempt()).toBeGreaterThan(0);
    expect(budget.spent()).toBe(0);
  });

  test("nor one that the platform refuses inside an answer of 200", async () => {
    const server = await serve((response) =>
      sendSse(response, 'data: {"error":{"message":"Overloaded","type":"server_error"}}\n\n'),
    );
    const budget = watchedBudget(1);
    await failed(modelOf(server.url, { budget, maxRetries: 0 }).stream("Hi").result());
    expect(budget.attempt()).toBeGreaterThan(0);
    expect(budget.spent()).toBe(0);
  });
});

describe("every attempt that was sent and got no answer may have been billed", () => {
  test("also when the next one is refused", async () => {
    const server = await serve((response, _, nth) =>
      nth === 0 ? void response.destroy() : sendJson(response, 400, {}),
    );
    const budget = watchedBudget();
    const error = await failed(modelOf(server.url, { budget }).generate("Hi"));
    expect(error).toMatchObject({ code: "invalid_request" });
    expect(budget.spent()).toBeCloseTo(budget.attempt(), 12);
  });

  test.each<[string, string, (model: ChatModel) => Promise<{ cost: { amount?: string } }>]>([
    ["a chat", "gpt-4o-mini", (model) => model.generate("Hi")],
    ["an embedding", "text-embedding-3-small", (model) => model.embed("Hi")],
  ])("%s costs it beside the answer of the next one", async (_, id, call) => {
    const vector = {
      data: [{ index: 0, embedding: [0.1] }],
      usage: { prompt_tokens: 1, total_tokens: 1 },
    };
    const server = await serve((response, _request, nth) => {
      if (nth < 2) response.destroy();
      else sendJson(response, 200, id === "gpt-4o-mini" ? goodAnswer() : vector);
    });
    const budget = watchedBudget();
    const { cost } = await call(modelOf(server.url, { budget }, id));
    expect(Number(cost.amount)).toBeGreaterThan(0);
    expect(budget.spent()).toBeCloseTo(2 * budget.attempt() + Number(cost.amount), 12);
  });

  test("one, and not four, when it is aborted while an answer is waited for", async () => {
    const controller = new AbortController();
    const server = await serve(() => controller.abort());
    const budget = watchedBudget();
    const error = await failed(
      modelOf(server.url, { budget }).generate({ messages: "Hi", signal: controller.signal }),
    );
    expect(error).toMatchObject({ code: "aborted" });
    expect(budget.spent()).toBeCloseTo(budget.attempt(), 12);
  });

  test("one, when an answer breaks of which only the words are known", async () => {
    const server = await serve((response) => sendSse(response, textChunk("Hel")));
    const budget = watchedBudget();
    const error = await failed(modelOf(server.url, { budget }).stream("Hi").result());
    expect(error).toMatchObject({ code: "stream_truncated" });
    expect(budget.spent()).toBeCloseTo(budget.attempt(), 12);
  });

  test("over a fetch, which does not tell, each that was begun", async () => {
    const budget = watchedBudget();
    const controller = new AbortController();
    const transport = fetchTransport(() => {
      controller.abort();
      return new Promise(() => {});
    });
    await failed(
      modelOf(NOWHERE, { budget, transport }).generate({
        messages: "Hi",
        signal: controller.signal,
      }),
    );
    expect(budget.spent()).toBeCloseTo(budget.attempt(), 12);
  });

  test.each([
    ["tells what it sends, and has sent nothing", { tellsSent: true }, false, 0],
    ["tells what it sends, and has sent it", { tellsSent: true }, true, 1],
    ["does not tell", {}, false, 1],
  ])("over a transport that %s", async (_, more, sends, booked) => {
    const budget = watchedBudget();
    const controller = new AbortController();
    const transport = byHand((handler) => {
      if (sends) handler.onSent?.();
      // The reason is of another call, and tells nothing of this one.
      controller.abort(new TimeoutError("No connection.", { phase: "connect", hint: "Wait." }));
    }, more);
    await failed(
      modelOf(NOWHERE, { budget, transport }).generate({
        messages: "Hi",
        signal: controller.signal,
      }),
    );
    expect(budget.attempt()).toBeGreaterThan(0);
    expect(budget.spent()).toBeCloseTo(booked * budget.attempt(), 12);
  });
});

describe("a budget that cannot be written", () => {
  const broken: Budget = {
    reserve: () => ({
      settle() {
        throw new Error("The disk is full.");
      },
      release: () => Promise.reject(new Error("The disk is full.")),
    }),
  };
  test("does not hide how a stream broke, nor what had come", async () => {
    const server = await serve((response) => sendSse(response, textChunk("Hel")));
    const error = await failed(modelOf(server.url, { budget: broken }).stream("Hi").result());
    expect(error).toMatchObject({
      code: "stream_truncated",
      partial: { message: { content: [{ type: "text", text: "Hel" }] } },
    });
  });
  test("does not hide that the key was refused", async () => {
    const server = await serve((response) => sendJson(response, 401, {}));
    const error = await failed(modelOf(server.url, { budget: broken }).generate("Hi"));
    expect(error).toMatchObject({ code: "authentication", status: 401 });
  });
});

test("a limit is a plain decimal string", () => {
  for (const limit of ["-1", "1e3", "1.5e-7", "", "1.", ".5", " 1", "0x1", 5, undefined])
    expect(() => createBudget({ limit: limit as string })).toThrow(InvalidRequestError);
  for (const limit of ["0", "5", "2.50", "0.000001"])
    expect(createBudget({ limit }).spent).toBe("0");
});
