import { afterEach, describe, expect, test, vi } from "vitest";
import { checkKey, ModelFactory, NetworkError } from "../index.ts";
import { goodAnswer, goodStream } from "../engine/__fixtures__/server.ts";

afterEach(() => vi.unstubAllGlobals());

const json = { "content-type": "application/json" };

async function failure(fetch: typeof globalThis.fetch): Promise<Record<string, unknown>> {
  const model = ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    { apiKey: "sk-test-1234567890abcdef", fetch, maxRetries: 0 },
  );
  return await model.generate("Hi").then(
    () => ({}),
    (error: unknown) => error as Record<string, unknown>,
  );
}
const throws = (error: Error) =>
  failure(async () => {
    throw error;
  });

function inPage(onLine = true): void {
  vi.stubGlobal("window", {});
  vi.stubGlobal("document", {});
  vi.stubGlobal("navigator", { onLine });
}

describe("in a browser, which tells no reason", () => {
  test("the hint names what it may be", async () => {
    inPage();
    const error = await throws(new TypeError("Failed to fetch"));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ kind: "reset", retryable: true });
    for (const reason of ["CORS", "connect-src", "no connection", "api.openai.com"])
      expect(error["hint"]).toContain(reason);
  });
  test("and that the device is offline, where it is", async () => {
    inPage(false);
    expect((await throws(new TypeError("Failed to fetch")))["hint"]).toBe(
      "This device is offline.",
    );
  });
  test("elsewhere nothing is said of CORS", async () => {
    const error = await throws(new TypeError("Failed to fetch"));
    expect(error).toMatchObject({ kind: "reset", retryable: true });
    expect(error["hint"]).not.toContain("CORS");
  });
  test("nor in an edge runtime, which has the scope of a worker", async () => {
    vi.stubGlobal("WorkerGlobalScope", EventTarget);
    expect((await throws(new TypeError("Failed to fetch")))["hint"]).not.toContain("CORS");
  });
});

describe("on Deno, which writes reasons in words", () => {
  const told = (text: string): Error =>
    new TypeError("fetch failed", {
      cause: new Error(
        `error sending request for url (https://x/): client error (Connect): ${text}`,
      ),
    });
  test.each([
    ["tcp connect error: Connection refused (os error 111)", "refused", true],
    ["dns error: failed to lookup address information", "dns", false],
    ["invalid peer certificate: UnknownIssuer", "tls", false],
    ["Connection reset by peer (os error 104)", "reset", true],
  ])("%s", async (text, kind, retryable) => {
    expect(await throws(told(text))).toMatchObject({ code: "network", kind, retryable });
  });
  test("a connection that is not allowed is not tried again", async () => {
    const denied = Object.assign(new Error('Requires net access to "api.openai.com:443"'), {
      name: "NotCapable",
    });
    const error = await throws(denied);
    expect(error).toMatchObject({ code: "network", kind: "refused", retryable: false });
    expect(error["hint"]).toContain("--allow-net=api.openai.com");
  });
});

describe("an error of the program is no broken connection", () => {
  test.each([
    new TypeError("dispatcher.dispatch is not a function"),
    new TypeError("Cannot read properties of undefined (reading 'x')"),
    new ReferenceError("x is not defined"),
    new RangeError("Invalid array length"),
  ])("%s", async (fault) => {
    const error = await throws(fault);
    expect(error).toMatchObject({ code: "protocol", retryable: false, cause: fault });
  });
  test("nor is one that a broken answer makes", async () => {
    const error = await failure(() =>
      Promise.resolve({ status: 200, url: "", headers: undefined } as unknown as Response),
    );
    expect(error).toMatchObject({ code: "protocol", retryable: false });
  });
});

describe("what a fetch is asked for", () => {
  test("no answer comes from a cache", async () => {
    const seen: (RequestInit | undefined)[] = [];
    await checkKey("openai", {
      apiKey: "sk-test-1234567890abcdef",
      fetch: (_, init) => {
        seen.push(init);
        return Promise.resolve(new Response('{"data":[]}', { headers: json }));
      },
    });
    expect(seen.map((init) => init?.cache)).toEqual(["no-store"]);
  });
});

describe("an answer without a stream, as in React Native", () => {
  const whole = (text: string, type: string): Response =>
    ({
      status: 200,
      url: "",
      headers: new Headers({ "content-type": type }),
      arrayBuffer: () => Promise.resolve(new TextEncoder().encode(text).buffer),
    }) as unknown as Response;
  const make = (response: Response) =>
    ModelFactory.create(
      "openai/gpt-4o-mini",
      {},
      { apiKey: "sk-test-1234567890abcdef", maxRetries: 0, fetch: () => Promise.resolve(response) },
    );

  test("is read whole", async () => {
    const result = await make(whole(goodAnswer("Hello"), json["content-type"])).generate("Hi");
    expect(result.text).toBe("Hello");
  });
  test("a stream of events too", async () => {
    const result = await make(whole(goodStream("Hello"), "text/event-stream"))
      .stream("Hi")
      .result();
    expect(result.text).toBe("Hello");
  });
  test("one that breaks is a network error", async () => {
    const arrayBuffer = () => Promise.reject(new TypeError("Network request failed"));
    const response = Object.assign(whole("", "application/json"), { arrayBuffer });
    await expect(make(response).generate("Hi")).rejects.toMatchObject({ kind: "reset" });
  });
});
