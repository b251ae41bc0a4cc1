import process from "node:process";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

import type * as minimalChat from "./minimal-chat.ts";
import { sampleStream } from "./sample-streams.ts";

// Run by bundle-size.ts: asks one question with a bundle and prints which of its files were loaded.
const [entry] = process.argv.slice(2);
const loaded: string[] = [];
registerHooks({
  load(url, context, next) {
    if (url.startsWith("file:")) loaded.push(url);
    return next(url, context);
  },
});

const { opening, texts, closing } = sampleStream("openai", 10);
globalThis.fetch = async () =>
  new Response(opening + texts.join("") + closing, {
    headers: { "content-type": "text/event-stream" },
  });
const bundle = (await import(pathToFileURL(entry!).href)) as typeof minimalChat;
let answer = "";
await bundle.ask("Hello", "bench", (text) => (answer += text));
if (answer === "") throw new Error("The bundled chat gave no answer.");
process.stdout.write(JSON.stringify(loaded));
