import { execFile } from "node:child_process";
import { expect, test, vi } from "vitest";
import { sendSse, textChunk, useServers } from "../engine/__fixtures__/server.ts";

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const serve = useServers();
const CORE = new URL("../index.ts", import.meta.url).href;

/** Runs a program of a user in a process of its own, since what is looked at is how that process ends. */
async function run(url: string, program: string): Promise<{ exitCode: number; printed: string[] }> {
  const script = `
    import { ChatAgent, ModelFactory } from ${JSON.stringify(CORE)};
    const model = ModelFactory.create("openai/gpt-4o-mini", {}, {
      apiKey: "sk-test-0123456789", url: ${JSON.stringify(url)}, maxRetries: 0,
    });
    const agent = new ChatAgent({ model });
    ${program}
    await new Promise((resolve) => setImmediate(resolve));
    console.log("alive");
    process.exit(0);`;
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--no-warnings", "--input-type=module", "--eval", script],
      { timeout: 100_000 },
      (error, stdout) => {
        const exitCode = typeof error?.code === "number" ? error.code : error === null ? 0 : -1;
        resolve({ exitCode, printed: stdout.trim().split("\n") });
      },
    );
  });
}

const STREAMS = [
  ["a stream's result", "const stream = model.stream('x'); const whole = stream.result();"],
  ["an agent's response", "const stream = agent.stream('x'); const whole = stream.response();"],
] as const;

test.each(STREAMS)("%s taken before a reader does not tell the error again", async (_, take) => {
  const server = await serve((response) => sendSse(response, textChunk("a")));
  const program = `${take}
    try {
      for await (const text of stream.text()) console.log(text);
      await whole;
    } catch (error) { console.log(error.code); }`;
  expect(await run(server.url, program)).toEqual({
    exitCode: 0,
    printed: ["a", "stream_truncated", "alive"],
  });
});

test.each(STREAMS)(
  "%s does not speak when the reader leaves, but to whoever awaits it",
  async (_, take) => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(textChunk("a"));
    });
    const program = `${take}
    for await (const text of stream.text()) { console.log(text); break; }
    await new Promise((resolve) => setImmediate(resolve));
    await whole.catch((error) => console.log(error.code, error.partial.message.content[0].text));`;
    expect(await run(server.url, program)).toEqual({
      exitCode: 0,
      printed: ["a", "aborted a", "alive"],
    });
  },
);

test.each(STREAMS)(
  "%s without a reader and awaited by nobody is an unhandled error",
  async (_, take) => {
    const server = await serve((response) => sendSse(response, textChunk("a")));
    const program = `${take} await new Promise((resolve) => setTimeout(resolve, 90_000));`;
    expect(await run(server.url, program)).toEqual({ exitCode: 1, printed: [""] });
  },
);
