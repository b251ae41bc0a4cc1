import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "@byok/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BIN } from "./__fixtures__/program.ts";

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let simulator: Awaited<ReturnType<typeof startSimulator>>;
let home: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  simulator = await startSimulator();
  home = mkdtempSync(join(tmpdir(), "byok-closed-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await simulator.close();
});

/** Runs the program; `close` names an output whose reader goes away, at once or with its first bytes. */
async function byok(
  args: readonly string[],
  close: {
    which?: "stdout" | "stderr";
    after?: "start" | "first";
    env?: Record<string, string>;
  } = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: {
      PATH: process.env["PATH"] ?? "",
      BYOK_HOME: home,
      OPENAI_API_KEY: "sk-test-0123456789",
      ...close.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  if (close.which !== undefined) {
    const reader = child[close.which];
    if (close.after === "first") reader.once("data", () => reader.destroy());
    else reader.destroy();
  }
  const code = await new Promise<number | null>((resolve) => void child.on("close", resolve));
  return { code, out, err };
}

const ask = (...words: string[]): string[] => [
  "ask",
  "--no-env-file",
  "-m",
  "openai/gpt-4o-mini",
  "--url",
  simulator.url,
  ...words,
];

async function costs(): Promise<unknown> {
  return JSON.parse((await byok(["cost", "--json"])).out) as unknown;
}

describe("byok ask whose output is read no further", () => {
  it("stops the answer, keeps what it has cost, and ends with 0 and without a word", async () => {
    simulator.set({ text: "word ".repeat(5000), delayMs: 10 });
    expect(await byok(ask("hi"), { which: "stdout", after: "first" })).toMatchObject({
      code: 0,
      err: "",
    });
    expect(simulator.requests).toHaveLength(1);
    expect(await costs()).toMatchObject({
      total: { turns: 1, sums: [{ currency: "USD" }] },
    });
  });

  it("tells what it has cost so far where that was asked for", async () => {
    simulator.set({ text: "word ".repeat(5000), delayMs: 10 });
    const { code, err } = await byok(ask("-v", "hi"), { which: "stdout", after: "first" });
    expect(code).toBe(0);
    expect(err).toMatch(/^So far: [^\n]* USD \(estimated\)[^\n]*\n$/);
  });

  it.each([[[]], [["--json"]]])(
    "keeps the cost of an answer that was there before, flags %j",
    async (flags) => {
      simulator.set({ text: "An answer." });
      expect(await byok(ask(...flags, "hi"), { which: "stdout" })).toMatchObject({
        code: 0,
        err: "",
      });
      expect(await costs()).toMatchObject({ total: { turns: 1 } });
    },
  );

  it("keeps a question and what came of its answer, with --save", async () => {
    simulator.set({ text: "word ".repeat(5000), delayMs: 10 });
    await byok(ask("--save", "hi"), { which: "stdout", after: "first" });
    const shown = await byok(["history", "show", "last"]);
    expect(shown.out).toContain("word");
  });

  it("goes on where only its notes are read no further", async () => {
    simulator.set({ text: "An answer." });
    // It says which model it asks before it asks.
    const env = {
      OPENAI_API_KEY: "",
      OPENROUTER_API_KEY: "sk-or-test-0123456789",
      OPENROUTER_API_BASE_URL: simulator.url,
    };
    const { code, out } = await byok(["ask", "--no-env-file", "hi"], { which: "stderr", env });
    expect({ code, out }).toEqual({ code: 0, out: "An answer.\n" });
  });
});

describe("a command with nothing to bring to its end", () => {
  it("ends at once with 0 when the reader of its output is gone", async () => {
    expect(await byok(["models", "--json"], { which: "stdout", after: "first" })).toMatchObject({
      code: 0,
      err: "",
    });
  });

  it("says so among the exit codes", async () => {
    expect((await byok(["help", "exit-codes"])).out).toContain("the reader of the output");
  });
});
