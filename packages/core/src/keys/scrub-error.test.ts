import { inspect } from "node:util";
import OpenAI from "openai";
import { afterEach, describe, expect, test } from "vitest";
import { ModelFactory, type ByokError, type KeyStore, type ModelOptions } from "../index.ts";
import { startRawServer, type TestServer } from "../engine/__fixtures__/server.ts";

const KEY = "sk-canary-Zx9Qw7Er5Ty3Ui1Op2As4Df6Gh8Jk0Mn";
const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe("a server that answers with what it got", () => {
  const lanes: [string, (url: string) => ModelOptions][] = [
    ["node", (url) => ({ apiKey: KEY, url, transport: "node" })],
    ["fetch", (url) => ({ apiKey: KEY, url, transport: "fetch" })],
    ["an official client", (url) => ({ client: new OpenAI({ apiKey: KEY, baseURL: url }) })],
    ["a client whose key is a function", (url) => ({ client: lateKey(url) })],
  ];
  test.each(lanes)("leaves nothing of the request in the error, over %s", async (_, options) => {
    const server = await startRawServer((socket, head) => socket.end(head));
    servers.push(server);
    const error = await failWith(options(server.url), "secret prompt");
    expect(error.code).toBe("protocol");
    expect(server.requests[0]?.body).toContain(KEY);
    const shown = print(error);
    for (const piece of ["Zx9Qw7Er", "authorization", "secret prompt"])
      expect(shown.toLowerCase()).not.toContain(piece.toLowerCase());
    // What went wrong is still told.
    expect(shown).toContain("HTTPParserError");
  });
});

describe("what a fetch of the user's throws", () => {
  const thrown: [string, () => unknown][] = [
    ["an error with the request in a property", () => withConfig(new Error("x"))],
    ["an error with the key in its words", () => new TypeError(`no ${KEY}`)],
    ["an error whose cause is one", () => new Error("x", { cause: withConfig(new Error("y")) })],
    ["several errors", () => new AggregateError([withConfig(new Error("y")), KEY], "all failed")],
    ["a text", () => `boom ${KEY}`],
    ["an object", () => ({ why: { list: [`boom ${KEY}`], [KEY]: 1 } })],
    ["an answer", () => new Response(KEY, { headers: { "x-key": KEY } })],
    ["a buffer", () => Object.assign(new Error("x"), { packet: Buffer.from(KEY) })],
    ["a map", () => Object.assign(new Error("x"), { seen: new Map([[KEY, KEY]]) })],
    ["a message that is none", () => Object.assign(withConfig(new Error("x")), { message: [KEY] })],
    ["an error of the runtime", () => withConfig(new DOMException(KEY, "DataError") as Error)],
    ["a circle", () => circle()],
    ["a symbol's value", () => Object.assign(new Error("x"), { [Symbol("request")]: [KEY] })],
    ["a cause of a cause, and so on", () => chain(50)],
  ];
  test.each(thrown)("%s shows no key, and is not changed", async (_, make) => {
    const object = make();
    const before = inspect(object, { depth: 20, showHidden: true });
    const error = await failWith({ apiKey: KEY, fetch: async () => await Promise.reject(object) });
    // A buffer prints its bytes.
    expect(print(error)).not.toMatch(/Zx9Qw7Er|5a 78 39 51 77/);
    expect(inspect(object, { depth: 20, showHidden: true })).toBe(before);
  });
  test("keeps its name, code and place, and what of its request is no secret", async () => {
    const object = Object.assign(withConfig(new TypeError("x")), { code: "EACME", errno: -4 });
    const error = await failWith({ apiKey: KEY, fetch: async () => await Promise.reject(object) });
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.cause).toMatchObject({
      name: "TypeError",
      message: "x",
      code: "EACME",
      errno: -4,
    });
    expect((error.cause as Error).stack).toBe(object.stack);
    expect(error.cause).toHaveProperty("config", { method: "post" });
  });
  test("is the same object where nothing has to go", async () => {
    const object = Object.assign(new TypeError("x", { cause: new Error("y") }), {
      info: [{ a: 1 }],
    });
    const error = await failWith({ apiKey: KEY, fetch: async () => await Promise.reject(object) });
    expect(error.cause).toBe(object);
  });
  test("may be endless", async () => {
    const list = Array.from({ length: 200_000 }, (_, at) => ({ at, text: KEY }));
    const object = Object.assign(new Error("x"), { list, text: KEY.repeat(100_000) });
    const error = await failWith({ apiKey: KEY, fetch: async () => await Promise.reject(object) });
    const shown = print(error);
    expect(shown).not.toContain("Zx9Qw7Er");
    expect(shown.length).toBeLessThan(100_000);
  });
});

describe("the caller's own error", () => {
  const own = (): Error => Object.assign(new Error(`mine: ${KEY}`), { data: KEY });
  test("as the reason of an abort stays as it is", async () => {
    const reason = own();
    const controller = new AbortController();
    const model = ModelFactory.create(
      "openai/gpt-4o-mini",
      {},
      { apiKey: KEY, fetch: async () => await new Promise<never>(() => controller.abort(reason)) },
    );
    const error = await caught(model.generate({ messages: "Hi", signal: controller.signal }));
    expect(error.code).toBe("aborted");
    expect(error.cause).toBe(reason);
    expect(reason).toMatchObject({ message: `mine: ${KEY}`, data: KEY });
  });
  test("of a key store stays as it is", async () => {
    const failure = own();
    const keyStore: KeyStore = { find: async () => await Promise.reject(failure) };
    const error = await failWith({ keyStore });
    expect(error.cause).toBe(failure);
    expect(failure).toMatchObject({ message: `mine: ${KEY}`, data: KEY });
  });
  test("of a middleware stays as it is", async () => {
    const failure = own();
    const model = ModelFactory.create(
      "openai/gpt-4o-mini",
      {},
      {
        apiKey: KEY,
        middleware: [{ wrapGenerate: async () => await Promise.reject(failure) }],
      },
    );
    expect(await caught(model.generate("Hi"))).toBe(failure);
    expect(failure).toMatchObject({ message: `mine: ${KEY}`, data: KEY });
  });
});

function withConfig<E extends Error>(error: E): E {
  const headers = { authorization: `Bearer ${KEY}` };
  return Object.assign(error, { config: { method: "post", headers, data: "prompt" } });
}

function circle(): Error {
  const error = withConfig(new Error(KEY));
  error.cause = { error };
  return error;
}

function chain(length: number): Error {
  let error = withConfig(new Error(`deepest ${KEY}`));
  for (let at = 0; at < length; at++) error = new Error(`${at}`, { cause: error }) as typeof error;
  return error;
}

function lateKey(baseURL: string): OpenAI {
  return new OpenAI({ apiKey: async () => await Promise.resolve(KEY), baseURL });
}

async function failWith(options: ModelOptions, prompt = "Hi"): Promise<ByokError> {
  const model = ModelFactory.create("openai/gpt-4o-mini", {}, { maxRetries: 0, ...options });
  return await caught(model.generate(prompt));
}

async function caught(work: Promise<unknown>): Promise<ByokError> {
  return await work.then(
    () => expect.unreachable("there is an error"),
    (error: unknown) => error as ByokError,
  );
}

function print(error: Error): string {
  const options = { depth: Infinity, showHidden: true, maxStringLength: 1e6, maxArrayLength: 1e6 };
  return [inspect(error, options), error.stack, JSON.stringify(error)].join("\n");
}
