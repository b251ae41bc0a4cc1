import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { findBinary } from "../__fixtures__/find-binary.ts";
import { goodAnswer, sendJson, useServers } from "../engine/__fixtures__/server.ts";

const run = promisify(execFile);
const start = useServers();
const fixture = (name: string): string => join(import.meta.dirname, "__fixtures__/children", name);

async function answers(command: string, args: string[]): Promise<unknown> {
  const server = await start((response) => sendJson(response, 200, goodAnswer("Hello")));
  const { stdout } = await run(command, [...args, server.url], {
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NO_COLOR: "1" },
  });
  return JSON.parse(stdout);
}

describe("the default transport on Bun is fetch", () => {
  const program = fixture("default-on-bun.ts");
  const expected = { text: "Hello", fetched: true };
  test("on Node made to look like it", { timeout: 30_000 }, async () => {
    expect(await answers(process.execPath, [program])).toEqual(expected);
  });
  const bun = findBinary("bun");
  test.skipIf(bun === undefined)("on Bun itself", { timeout: 30_000 }, async () => {
    expect(await answers(bun!, [program])).toEqual(expected);
  });
});

describe("without the right to read the environment, a variable is not set", () => {
  const program = fixture("denied-environment.ts");
  test("on Node made to look like Deno", { timeout: 30_000 }, async () => {
    expect(await answers(process.execPath, [program])).toEqual({ text: "Hello", denied: true });
  });
  const deno = findBinary("deno");
  test.skipIf(deno === undefined)("on Deno itself", { timeout: 30_000 }, async () => {
    const bundle = join(import.meta.dirname, "../../dist/bundle/index.js");
    const rights = ["--no-prompt", "--allow-net=127.0.0.1", "--allow-read"];
    const args = ["run", ...rights, program, bundle];
    expect(await answers(deno!, args)).toMatchObject({ text: "Hello" });
  });
});
