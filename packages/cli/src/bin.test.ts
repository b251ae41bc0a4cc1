import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startSimulator } from "@byok/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { plain } from "./__fixtures__/fake-io.ts";
import { closedAddress } from "./__fixtures__/fake-server.ts";

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** The built program, as users run it. */
const BIN = fileURLToPath(new URL("../dist/bin.js", import.meta.url));
const FULL = "/dev/full";
/** Connects its own standard input and output with a real pseudo-terminal around a command. */
const PTY = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
const hasPty =
  spawnSync("python3", ["-c", "import pty, os; os.waitstatus_to_exitcode"]).status === 0;

/** State of these tests, which is not that of the machine. */
const home = mkdtempSync(join(tmpdir(), "byok-bin-"));
let simulator: Awaited<ReturnType<typeof startSimulator>>;
const children: ChildProcess[] = [];
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await simulator.close();
});

interface Running {
  child: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves once the output, without escape sequences, contains the text after the last match. */
  sees(text: string): Promise<void>;
  exit: Promise<number | null>;
}

function launch(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Running {
  const child = spawn(command, args, {
    env: { PATH: process.env["PATH"] ?? "", TERM: "xterm", BYOK_HOME: home, ...env },
    stdio: "pipe",
  });
  children.push(child);
  let out = "";
  let err = "";
  let seen = 0;
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return {
    child,
    out: () => out,
    err: () => err,
    sees: async (text) => {
      for (;;) {
        const at = plain(out).indexOf(text, seen);
        if (at !== -1) {
          seen = at + text.length;
          return;
        }
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => {
            reject(
              new Error(`"${text}" did not come. Seen since: ${plain(out).slice(seen)}${err}`),
            );
          }, 25_000);
          child.stdout.once("data", () => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
    },
    exit: new Promise((resolve) => void child.on("close", resolve)),
  };
}

const byok = (args: readonly string[], env?: Record<string, string>): Running =>
  launch(process.execPath, [BIN, ...args], env);

describe("the built program", () => {
  it("is built", () => {
    expect(existsSync(BIN)).toBe(true);
  });

  it("prints its version", async () => {
    const run = byok(["--version"]);
    expect(await run.exit).toBe(0);
    expect(run.out()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("holds the demonstration without a terminal, exits with 0, and writes nothing to standard error", async () => {
    const run = byok(["chat"], { OPENAI_API_KEY: "sk-would-spend" });
    run.child.stdin?.end();
    expect(await run.exit).toBe(0);
    expect(run.out()).toContain("→ get_weather");
    expect(run.out()).toContain("← get_weather ok");
    expect(run.out()).toContain("usage: ");
    expect(run.out()).toContain("cost: 0 USD");
    expect(run.out()).not.toContain("\u001b");
    expect(run.err()).toBe("");
  });

  it("asks no list, and sends no key, without a terminal", async () => {
    const run = byok(["chat"], {
      OPENROUTER_API_KEY: "sk-or-would-spend",
      OPENROUTER_API_BASE_URL: simulator.url,
      VLLM_API_KEY: "would-spend",
      VLLM_BASE_URL: simulator.url,
    });
    run.child.stdin?.end();
    expect(await run.exit).toBe(0);
    expect(run.out()).toContain("This is a simulator");
    expect(simulator.requests).toEqual([]);
  });

  it("asks the first chat model of a platform that has no default model, and says which", async () => {
    simulator.set({ text: "An answer." });
    const run = byok(["ask", "--no-env-file", "hi"], {
      OPENROUTER_API_KEY: "sk-or-test-0123456789",
      OPENROUTER_API_BASE_URL: simulator.url,
    });
    run.child.stdin?.end();
    expect(await run.exit).toBe(0);
    expect(run.out()).toBe("An answer.\n");
    expect(run.err()).toContain("Note  openrouter/sim-1 is asked. OPENROUTER_API_KEY is set");
    expect(run.err()).toContain("--model, or BYOK_MODEL");
  });

  it("asks for the list with a stored key too, only where that may go", async () => {
    const key = "sk-or-v1-0123456789abcdef0123456789abcdef";
    const own = {
      BYOK_HOME: mkdtempSync(join(tmpdir(), "byok-stored-")),
      BYOK_VAULT_KEY: "5a".repeat(32),
    };
    const add = byok(["keys", "add", "openrouter", "--url", simulator.url], own);
    add.child.stdin?.end(key);
    expect(await add.exit).toBe(0);
    const choose = async (env: Record<string, string>) => {
      const run = byok(["models", "--default", "--no-env-file", "--json"], { ...own, ...env });
      await run.exit;
      return JSON.parse(run.out()) as { platform: string; model: string; skipped: string[] };
    };
    expect(await choose({ OPENROUTER_API_BASE_URL: simulator.url })).toMatchObject({
      platform: "openrouter",
      model: "sim-1",
      skipped: [],
    });
    expect(simulator.requests.at(-1)?.credential).toMatchObject({ ending: key.slice(-4) });
    const elsewhere = simulator.url.replace("127.0.0.1", "localhost");
    const count = simulator.requests.length;
    const refused = await choose({ OPENROUTER_API_BASE_URL: elsewhere });
    expect(refused.skipped.join(" ")).toMatch(/^A key of OpenRouter is stored.*may not go to/);
    expect(simulator.requests).toHaveLength(count);
  });

  it("says why a key that is set is not used", async () => {
    const run = byok(["ask", "--no-env-file", "hi"], {
      OPENROUTER_API_KEY: "sk-or-test-0123456789",
      OPENROUTER_API_BASE_URL: await closedAddress(),
      OPENAI_COMPATIBILITY_API_BASE_URL: simulator.url,
    });
    run.child.stdin?.end();
    expect(await run.exit).toBe(0);
    expect(run.err()).toMatch(
      /^Note {2}OPENROUTER_API_KEY is set in the environment, but OpenRouter/,
    );
  });

  it("shows no experimental warnings of Node, and still shows others", async () => {
    const noise = "process.emitWarning('try','ExperimentalWarning');process.emitWarning('other')";
    const run = byok(["--version"], { NODE_OPTIONS: "" });
    await run.exit;
    const late = `await import(${JSON.stringify(`file://${BIN}`)});`;
    const shown = launch(process.execPath, [
      "--input-type=module",
      "-e",
      `process.argv.push("--version");const exit=process.exit;process.exit=()=>{};${late}${noise};setTimeout(exit,50)`,
    ]);
    await shown.exit;
    expect(run.err()).toBe("");
    expect(shown.err()).toContain("other");
    expect(shown.err()).not.toContain("ExperimentalWarning");
  });

  it("exits quietly when the reader of its output is gone", async () => {
    const run = byok(["models", "--json"]);
    run.child.stdout?.once("data", () => run.child.stdout?.destroy());
    expect(await run.exit).toBe(0);
    expect(run.err()).toBe("");
  });

  // A device that takes nothing, as a full disk does.
  describe.skipIf(!existsSync(FULL))(`with its output going to ${FULL}`, () => {
    /** Runs the program with one of its outputs full; gives its exit code and what the other one got. */
    async function full(which: 1 | 2, args: readonly string[], env: Record<string, string> = {}) {
      const file = openSync(FULL, "w");
      const child = spawn(process.execPath, [BIN, ...args], {
        env: { PATH: process.env["PATH"] ?? "", BYOK_HOME: home, ...env },
        stdio: ["ignore", which === 1 ? file : "pipe", which === 2 ? file : "pipe"],
      });
      children.push(child);
      closeSync(file);
      let other = "";
      (which === 1 ? child.stderr : child.stdout)?.on("data", (chunk) => (other += String(chunk)));
      const code = await new Promise<number | null>((resolve) => void child.on("close", resolve));
      return { code, other };
    }

    it.each([[["models"]], [["help"]], [["platforms", "--json"]], [["chat"]]])(
      "says that it cannot be written, and ends with 18: byok %j",
      async (args) => {
        const { code, other } = await full(1, args);
        expect(code).toBe(18);
        expect(other).toContain("Error  The output cannot be written (ENOSPC).");
        expect(other).toContain("Next   df -h");
        expect(other).not.toMatch(/^ {4}at |node:/m);
        expect(other.match(/Error/g)).toHaveLength(1);
      },
    );

    it("stops an answer that nobody gets, and keeps what it has cost", async () => {
      simulator.set({ text: "word ".repeat(5000), delayMs: 10 });
      const own = { BYOK_HOME: mkdtempSync(join(tmpdir(), "byok-full-")) };
      const words = ["-m", "openai/gpt-4o-mini", "--url", simulator.url, "hi"];
      const { code, other } = await full(1, ["ask", ...words], {
        ...own,
        OPENAI_API_KEY: "sk-test-0123456789",
      });
      expect(code).toBe(18);
      expect(other.match(/Error/g)).toHaveLength(1);
      expect(other).toContain("So far:");
      const cost = byok(["cost", "--json"], own);
      await cost.exit;
      expect(JSON.parse(cost.out())).toMatchObject({ total: { turns: 1 } });
    });

    it("goes on where only its notes cannot be written", async () => {
      simulator.set({ text: "An answer." });
      const words = ["-m", "simulator/sim-1", "--url", simulator.url, "-v", "hi"];
      expect(await full(2, ["ask", ...words])).toEqual({ code: 0, other: "An answer.\n" });
    });
  });

  it("runs nothing that a .env file asks Node to run", async () => {
    const script = join(home, "evil.cjs");
    writeFileSync(script, 'console.log("evil ran")');
    const file = join(home, "project.env");
    writeFileSync(file, `NODE_OPTIONS=--require ${script}\n`);
    for (const words of [
      ["platforms", "openai"],
      ["keys", "import", "--dry-run"],
    ]) {
      const run = byok([...words, "--use-env-file", file]);
      expect(await run.exit).toBe(0);
      expect(run.out()).not.toContain("evil ran");
    }
  });

  it.each([
    ["20.20.2", 1, "byok needs Node 22.19 or newer; this is Node 20.20.2."],
    ["22.18.0", 1, "byok needs Node 22.19 or newer; this is Node 22.18.0."],
    ["22.19.0", 0, ""],
  ])("says which Node it needs on Node %s", async (version, code, told) => {
    const fake = `import module from "node:module"; Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } }); if ("${version}" < "22") delete module.enableCompileCache;`;
    const run = launch(process.execPath, [
      "--import",
      `data:text/javascript,${encodeURIComponent(fake)}`,
      BIN,
      "platforms",
    ]);
    expect(await run.exit).toBe(code);
    expect(run.err()).toContain(told);
    expect(run.err()).not.toContain("TypeError");
  });

  it("gives the exit code of the error", async () => {
    const run = byok(["frobnicate"]);
    expect(await run.exit).toBe(2);
    expect(run.out()).toBe("");
    expect(run.err()).toContain("Next");
  });

  it("stops an answer at Ctrl-C with 130, and tells what it used so far", async () => {
    simulator.set({ text: "word ".repeat(500), delayMs: 10 });
    const run = byok(["ask", "--no-stdin", "-m", "simulator/sim-1", "--url", simulator.url, "hi"]);
    await run.sees("word word");
    run.child.kill("SIGINT");
    expect(await run.exit).toBe(130);
    expect(run.err()).toContain("So far:");
    expect(run.out().length).toBeLessThan(2400);
  });
});

// A real pseudo-terminal needs python3; where it is absent this is skipped and says so.
describe.skipIf(!hasPty)(
  `in a real terminal${hasPty ? "" : " (skipped: python3 with the module pty is not installed)"}`,
  () => {
    it("chats: Ctrl-C stops the answer and not the program, Ctrl-D leaves with 0", async () => {
      simulator.set({ text: "word ".repeat(500), delayMs: 10 });
      const run = launch("python3", [
        "-c",
        PTY,
        process.execPath,
        BIN,
        "chat",
        "--no-env-file",
        "-m",
        "simulator/sim-1",
        "--url",
        simulator.url,
      ]);
      await run.sees("/help lists commands");
      await run.sees("> ");
      run.child.stdin?.write("first\r");
      await run.sees("word word");
      run.child.stdin?.write("\u0003");
      await run.sees("Stopped.");
      await run.sees("> ");
      simulator.set({ text: "I am still here." });
      run.child.stdin?.write("second\r");
      await run.sees("I am still here.");
      await run.sees("> ");
      run.child.stdin?.write("\u0003");
      await run.sees("Press Ctrl-C again");
      await run.sees("> ");
      run.child.stdin?.write("\u0004");
      expect(await run.exit).toBe(0);
      expect(simulator.requests).toHaveLength(2);
    });

    it.each([
      ["OPENROUTER_API_KEY", "OPENROUTER_API_BASE_URL", "OpenRouter · sim-1"],
      [
        "OPENAI_COMPATIBILITY_API_KEY",
        "OPENAI_COMPATIBILITY_API_BASE_URL",
        "OpenAI-compatible endpoint · sim-1",
      ],
    ])("talks to what %s is for, and says why", async (key, url, header) => {
      simulator.set({ text: "Really me." });
      const words = ["-c", PTY, process.execPath, BIN, "chat", "--no-env-file", "--temporary"];
      const run = launch("python3", words, { [key]: "sk-test-0123456789", [url]: simulator.url });
      await run.sees(header);
      await run.sees(`Why: ${key} is set in the environment`);
      await run.sees("> ");
      run.child.stdin?.write("hello\r");
      await run.sees("Really me.");
      await run.sees("> ");
      run.child.stdin?.write("/exit\r");
      expect(await run.exit).toBe(0);
      expect(run.out()).not.toContain("This is a simulator");
    });

    it("uses the embedded simulator without a key", async () => {
      const run = launch("python3", ["-c", PTY, process.execPath, BIN, "chat", "--no-env-file"]);
      await run.sees("This is a simulator");
      await run.sees("> ");
      run.child.stdin?.write("hello\r");
      await run.sees("tokens in");
      await run.sees("> ");
      run.child.stdin?.write("/exit\r");
      expect(await run.exit).toBe(0);
    });
  },
);
