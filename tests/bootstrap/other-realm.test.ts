import { join } from "node:path";
import vm from "node:vm";

import { build } from "esbuild";
import { expect, it } from "vitest";

import { root } from "../../scripts/lib/root.ts";

const ANSWER = {
  id: "c1",
  model: "gpt-4o-mini",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 1, completion_tokens: 1 },
};

// Test environments such as jsdom, and frames of a page, have classes of their own beside the outer realm's.
const GLOBALS = {
  AbortController,
  AbortSignal,
  Headers,
  Request,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  atob,
  btoa,
  clearTimeout,
  crypto,
  performance,
  queueMicrotask,
  setTimeout,
};

it("a bundle runs where TextEncoder and fetch are another realm's", async () => {
  const { outputFiles } = await build({
    bundle: true,
    external: ["node:*", "undici", "openai", "@anthropic-ai/sdk"],
    format: "iife",
    logLevel: "silent",
    platform: "browser",
    stdin: {
      contents: `import { ModelFactory } from "@byok/core";
        globalThis.ask = async (messages) =>
          (await ModelFactory.create("openai/gpt-4o-mini", {}, { apiKey: "sk-0123456789" }).generate({ messages })).text;`,
      resolveDir: join(root, "tests"),
    },
    write: false,
  });
  const sent: string[] = [];
  const fetch = async (_: unknown, { body }: { body: Uint8Array }): Promise<Response> => {
    sent.push(new TextDecoder().decode(body));
    return Response.json(ANSWER);
  };
  const context = vm.createContext({ ...GLOBALS, fetch });
  vm.runInContext(outputFiles[0]!.text, context);
  const { ask } = context as { ask(messages: unknown): Promise<string> };
  const bytes = new Uint8Array([1, 2, 3]);
  const file = { type: "file", mediaType: "image/png", source: { bytes } };
  expect(await ask("Hi")).toBe("Hello");
  expect(await ask([{ role: "user", content: [file] }])).toBe("Hello");
  expect(sent[1]).toContain("data:image/png;base64,AQID");
});
