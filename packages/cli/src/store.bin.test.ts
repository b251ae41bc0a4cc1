import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { budgetStatus, listTurns, openStore, setBudget } from "@byok/chat";
import { startSimulator } from "@byok/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BIN, hasPty, runOnTerminal, runProgram } from "./__fixtures__/program.ts";

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let simulator: Awaited<ReturnType<typeof startSimulator>>;
let home: string;
beforeEach(async () => {
  simulator = await startSimulator();
  home = mkdtempSync(join(tmpdir(), "byok-bin-"));
});
afterEach(async () => simulator.close());

const env = (more: Record<string, string> = {}): Record<string, string> => ({
  HOME: home,
  BYOK_HOME: join(home, "state"),
  ...more,
});
const here = (): string[] => ["--no-env-file", "-m", "simulator/sim-1", "--url", simulator.url];
const byok = async (args: readonly string[], more: Record<string, string> = {}) =>
  await runProgram(args, { cwd: home, env: env(more) });
const chatsFile = (): string => join(home, "state", "chats.db");

describe("the built program and the store", () => {
  it("leaves nothing behind after the demonstration, the version and the platforms", async () => {
    for (const args of [["chat"], ["--version"], ["platforms"], ["help", "history"]]) {
      expect(await byok(args)).toMatchObject({ code: 0, err: "" });
    }
    expect(readdirSync(home)).toEqual([]);
  });

  it("keeps an answer, finds it, shows it, exports it and deletes it, without a word of Node's own", async () => {
    simulator.set({ text: "Herons nest in trees." });
    const asked = await byok([
      "ask",
      "--no-stdin",
      "--save",
      "--json",
      ...here(),
      "Where do herons nest?",
    ]);
    expect(asked).toMatchObject({ code: 0, err: "" });
    const { chatId } = JSON.parse(asked.out) as { chatId: string };
    expect((await byok(["history", "search", "herons"])).out).toContain(chatId.slice(-8));
    expect((await byok(["history", "show", chatId])).out).toContain("Herons nest in trees.");
    expect((await byok(["history", "export", chatId])).out).toContain("Herons nest in trees.");
    expect(await byok(["history", "delete", chatId, "--yes"])).toMatchObject({ code: 0, err: "" });
    expect((await byok(["history", "search", "herons"])).out).toBe("Nothing was found.\n");
    for (const name of readdirSync(join(home, "state")))
      expect(name).toMatch(/^chats\.db|^backups$/);
  });

  // In /proc a folder that is there takes no other, which Node's own way of making folders tries for ever.
  it.skipIf(!existsSync("/proc/self")).each([
    [
      ["ask", "--no-stdin", "--save", "-m", "simulator", "hi"],
      {},
      "chats.db cannot be made (ENOENT)",
    ],
    [
      ["keys", "add", "groq"],
      { BYOK_VAULT_KEY: "5a".repeat(32) },
      "The folder /proc/x/.local/share/byok cannot be made",
    ],
    [["recipe", "edit-path", "technical"], {}, "technical.yaml cannot be written"],
  ])("ends, and says so, where the home takes no folder: byok %j", async (args, more, message) => {
    const { code, err } = await runProgram(args, {
      cwd: home,
      env: { HOME: "/proc/x", ...more },
      stdin: "gsk_0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdef",
    });
    expect(err).toContain(message);
    expect(err).toContain("Next ");
    expect(code).toBe(16);
  });

  it("never lets processes at once spend more than a shared budget", async () => {
    const store = openStore({ path: chatsFile() });
    const calls = 6;
    const keyed = { OPENAI_API_KEY: "sk-test-0000000000000000000000000000" };
    const ask = (): ReturnType<typeof byok> =>
      byok(
        [
          "ask",
          "--no-stdin",
          "--save",
          "--no-env-file",
          "-m",
          "openai/gpt-4o-mini",
          "--max-tokens",
          "1000",
          "--url",
          simulator.url,
          "hi",
        ],
        keyed,
      );
    simulator.set({ text: "Yes.", firstDelayMs: 1500 });
    // One call at worst is 1000 tokens out, four times with its retries: room for two at once.
    setBudget(store, { amount: "0.0055", period: "month" });
    const results = await Promise.all(Array.from({ length: calls }, ask));
    const codes = results.map(({ code }) => code).toSorted((a, b) => (a ?? 0) - (b ?? 0));
    expect(codes[0]).toBe(0);
    expect(codes.at(-1)).toBe(6);
    expect(new Set(codes)).toEqual(new Set([0, 6]));
    const [status] = budgetStatus(store);
    expect(Number(status?.spent)).toBeLessThanOrEqual(0.0055);
    expect(Number(status?.reserved)).toBe(0);
    expect(simulator.requests).toHaveLength(codes.filter((code) => code === 0).length);
    expect(listTurns(store).filter(({ error }) => error?.code === "budget_exceeded").length).toBe(
      codes.filter((code) => code === 6).length,
    );
    store.close();
  });
});

// A real pseudo-terminal needs python3; where it is absent this is skipped and says so.
describe.skipIf(!hasPty)(
  `in a real terminal${hasPty ? "" : " (skipped: python3 with the module pty is not installed)"}`,
  () => {
    it("chats, is killed in the middle of an answer, and goes on with what was said", async () => {
      simulator.set({ text: "An answer." });
      const first = await runOnTerminal(["chat", ...here()], {
        cwd: home,
        env: env(),
        answers: [
          ["leaves.", ""],
          ["> ", "my question\r"],
          ["tokens in", ""],
          ["> ", "/title Herons\r"],
          ["Title: Herons", ""],
          ["> ", "/exit\r"],
        ],
      });
      expect(first.code).toBe(0);
      expect(first.screen).toContain("byok chat --resume");

      simulator.set({ text: "word ".repeat(1000), delayMs: 10 });
      const args = [BIN, "chat", "--resume", ...here()];
      const child = spawn(
        "python3",
        ["-c", "import pty, sys; pty.spawn(sys.argv[1:])", process.execPath, ...args],
        {
          env: { PATH: process.env["PATH"] ?? "", TERM: "xterm", ...env() },
          stdio: "pipe",
        },
      );
      let out = "";
      await new Promise<void>((resolve) => {
        let asked = false;
        child.stdout.on("data", (chunk: Buffer) => {
          out += chunk.toString();
          if (!asked && /leaves\.[^]*> /.test(out)) {
            asked = true;
            child.stdin.write("unfinished business\r");
          }
          if (out.includes("word word")) resolve();
        });
      });
      expect(killBelow(child.pid ?? 0)).toBe(1);
      await new Promise((resolve) => void child.on("close", resolve));

      simulator.set({ text: "The end.", delayMs: 0 });
      const last = await runOnTerminal(
        ["chat", "--resume", "--no-env-file", "--url", simulator.url, "-m", "simulator/sim-1"],
        {
          cwd: home,
          env: env(),
          answers: [
            ["has no answer yet", ""],
            ["> ", "/retry\r"],
            ["The end.", ""],
            ["> ", "/exit\r"],
          ],
        },
      );
      expect(last.code).toBe(0);
      expect(last.screen).toContain("Herons");
      const { messages } = simulator.requests.at(-1)!.body as { messages: { content: string }[] };
      expect(messages.map(({ content }) => content)).toEqual([
        "my question",
        "An answer.",
        "unfinished business",
      ]);
    });

    it("leaves no file after a temporary chat", async () => {
      const { code } = await runOnTerminal(["chat", "--temporary", ...here()], {
        cwd: home,
        env: env(),
        answers: [
          ["leaves.", ""],
          ["> ", "hello\r"],
          ["tokens in", ""],
          ["> ", "\u0004"],
        ],
      });
      expect(code).toBe(0);
      expect(existsSync(join(home, "state"))).toBe(false);
    });
  },
);

/** Kills the program below a process, as a crash does; gives how many were killed. */
function killBelow(parent: number): number {
  const below = readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && parentOf(name) === parent;
    } catch {
      return false;
    }
  });
  for (const pid of below) process.kill(Number(pid), "SIGKILL");
  return below.length;
}

function parentOf(pid: string): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}
