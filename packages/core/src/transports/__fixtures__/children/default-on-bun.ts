/**
 * A call over the default transport on Bun, or on Node made to look like it; prints which transport it was.
 *
 * @module
 */
if (process.versions["bun"] === undefined)
  Object.defineProperty(process, "versions", { value: { ...process.versions, bun: "1.0.0" } });

let fetched = false;
const { fetch } = globalThis;
globalThis.fetch = ((input: string, init: RequestInit) => {
  fetched = true;
  return fetch(input, init);
}) as typeof globalThis.fetch;

const { ModelFactory } = await import("../../../index.ts");
const model = ModelFactory.create("openai/gpt-4o-mini", {}, { url: process.argv[2]!, apiKey: "sk-1234567890" });
console.log(JSON.stringify({ text: (await model.generate("Hi")).text, fetched }));
