/**
 * A program whose chunks cannot be loaded, in runtimes made to look like others; prints what each call fails with.
 *
 * @module
 */
import { registerHooks } from "node:module";
import { ChatAgent, checkKey, isByokError, listModels, ModelFactory } from "../../index.ts";

let blocked: string | undefined;
registerHooks({
  resolve(specifier, context, next) {
    if (blocked !== undefined && specifier.endsWith(blocked))
      throw new TypeError(`Failed to fetch dynamically imported module: ${specifier}`);
    return next(specifier, context);
  },
});

const answer = {
  choices: [{ message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
};
const options = {
  apiKey: "sk-test-1234567890abcdef",
  fetch: () =>
    Promise.resolve(
      new Response(JSON.stringify(answer), { headers: { "content-type": "application/json" } }),
    ),
};
const make = (name = "openai/gpt-4o-mini") => ModelFactory.create(name as "openai/gpt-4o-mini", {}, options);
const model = make();

const calls: Record<string, [chunk: string, call: () => Promise<unknown>]> = {
  wire: ["/openai-chat/index.ts", () => make().generate("Hi")],
  table: ["/models/mistral.ts", () => make("mistral/mistral-small-latest").generate("Hi")],
  prices: ["/prices/groq.ts", () => make("groq/llama-3.3-70b-versatile").generate("Hi")],
  generate: ["/calls.ts", () => model.generate("Hi")],
  stream: ["/calls.ts", () => model.stream("Hi").result()],
  agent: ["/step.ts", () => new ChatAgent({ model }).step("Hi")],
  listModels: ["/operation-calls.ts", () => listModels("openai", { ...options, live: true })],
  checkKey: ["/operation-calls.ts", () => checkKey("openai", options)],
  embed: ["/operations.ts", () => model.embed("Hi")],
};

async function failure(name: string): Promise<object> {
  const [chunk, call] = calls[name]!;
  blocked = chunk;
  try {
    await call();
    return { name, failed: false };
  } catch (error) {
    const { code, retryable, hint, message } = error as Record<string, unknown>;
    return { name, byok: isByokError(error), code, retryable, hint, message };
  } finally {
    blocked = undefined;
  }
}

const on: Record<string, object> = {};
on["node"] = await failure("generate");
Object.assign(globalThis, { window: {}, document: {} });
const page: object[] = [];
for (const name of Object.keys(calls)) page.push(await failure(name));
Object.assign(globalThis, { window: undefined, document: undefined });
const scope = { WorkerGlobalScope: EventTarget, importScripts: () => {} };
Object.assign(globalThis, scope, { ServiceWorkerGlobalScope: EventTarget });
on["worker"] = await failure("generate");
const again = (await model.generate("Hi")).text;
console.log(JSON.stringify({ ...on, page, again }));
