import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "@byok/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { run, start } from "../__fixtures__/fake-io.ts";

vi.setConfig({ testTimeout: 60_000 });

let simulator: Awaited<ReturnType<typeof startSimulator>>;
let home: string;
beforeEach(async () => {
  simulator = await startSimulator();
  home = mkdtempSync(join(tmpdir(), "byok-next-"));
});
afterEach(async () => simulator.close());

const byok = async (args: readonly string[], env: Record<string, string> = {}) =>
  await run(args, { stdin: "", env: { BYOK_HOME: home, NO_COLOR: "1", ...env } });

/** The three parts of an error, each on one line, and the exit code. */
async function failure(args: readonly string[], env?: Record<string, string>) {
  const { code, err } = await byok(args, env);
  const part = (label: string): string | undefined =>
    new RegExp(`^${label} +((?:.*\\n(?: {7}.*\\n)*))`, "m")
      .exec(err)?.[1]
      ?.replaceAll(/\s+/g, " ")
      .trim();
  return { code, what: part("Error"), why: part("Why"), next: part("Next") };
}

const words = (line: string): string[] => line.split(" ");
const here = (): string[] => ["-m", "simulator/sim-1", "--url", simulator.url, "--no-env-file"];
const dear = (): string[] => ["-m", "openai/gpt-4o-mini", "--url", simulator.url, "--no-env-file"];
const chatSaved = async (text: string): Promise<void> => {
  simulator.set({ text: "An answer." });
  expect((await byok(["ask", "--save", ...here(), text])).code).toBe(0);
};

describe("what to type next", () => {
  it.each([
    [
      "ask hi -m simulator/sim-1 --url nope",
      "The address from --url is not a URL.",
      "the same command with --url https://host.example/v1",
    ],
    [
      "ask hi -m simulator/sim-1 --url ftp://x/",
      "The address from --url must begin with https://.",
      "the same command with --url https://host.example/v1",
    ],
    ["ask hi -m gpt-4o-mini", undefined, "byok ask --model openai/gpt-4o-mini …"],
    ["compare hi -m gpt-4o-mini", undefined, "byok compare --model openai/gpt-4o-mini …"],
    ["ask hi -m opnai/x", undefined, "byok ask --model openai/x …"],
    ["ask hi -m simulator -t 9", undefined, "the same command with another --temperature"],
    [
      "ask hi -m simulator/sim-1-reasoning --reasoning-effort bogus",
      undefined,
      "the same command with another --reasoning-effort",
    ],
    ["ask hi -m openai/", undefined, "byok ask --model openai/gpt-4o-mini …"],
    [
      "compare -m openai",
      "Nothing was asked.",
      'byok compare "…" -m openai/gpt-4o-mini -m anthropic/claude-haiku-4-5',
    ],
    ["models opnai", undefined, "byok models openai"],
    ["keys add opnai", undefined, "byok keys add openai"],
    ["price openai", '"openai" is a platform; a price is that of a model.', "byok models openai"],
    ["price gpt-4o-mni", undefined, "byok price openai/gpt-4o-mini"],
    ["history show nope", undefined, "byok history"],
    ["budget set 5 --chat nope", undefined, "byok history"],
    ["context accept nope", undefined, "byok context list"],
    ["context delete", "byok context delete takes the ids of units.", "byok context list"],
    ["context delete nope", 'There is no context unit "nope".', "byok context list"],
    ["context preview hi --recipe nope", undefined, "byok recipe list"],
    ["recipe show nope", undefined, "byok recipe list"],
    ["recipe delete nope", 'There is no recipe "nope".', "byok recipe list"],
    ["recipe delete default", "The recipe default is built in.", "byok help recipe delete"],
    [
      "history import /nowhere/chats.json",
      "The file /nowhere/chats.json cannot be read.",
      "ls -l /nowhere/chats.json",
    ],
  ])("is a command: byok %s", async (line, what, next) => {
    const { code, ...told } = await failure(words(line));
    expect(code).toBeGreaterThan(0);
    expect(told.next).toBe(next);
    if (what !== undefined) expect(told.what).toBe(what);
  });

  it("names the whole command, also of a group", async () => {
    await chatSaved("Remember: I deploy on Friday.");
    await byok(["budget", "set", "0"]);
    const { next } = await failure(["context", "extract", "last", ...dear(), "--yes"], {});
    expect(next).toContain("OPENAI_API_KEY");
    vi.stubEnv("OPENAI_API_KEY", "sk-test-0123456789");
    const over = await failure(["context", "extract", "last", ...dear(), "--yes"]);
    expect(over.next).toContain("byok context extract --max-tokens 500 …");
  });

  it("is the flag that gave the limit, where one did", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-test-0123456789");
    const { why, next } = await failure(["ask", "hi", ...dear(), "--budget", "0.0000001"]);
    expect(why).toContain("raise --budget");
    expect(next).toBe("byok ask --max-tokens 500 …, or the same command with a higher --budget");
  });

  it("is a recipe to begin with, for a file that is none", async () => {
    const file = join(home, "none.yaml");
    writeFileSync(file, "hi\n");
    expect((await failure(["recipe", "save", file])).next).toBe("byok recipe show default");
  });

  it("is not a vault's command where the passphrase of another is missing", async () => {
    const { next } = await failure(["ask", "hi", "--passphrase-stdin"]);
    expect(next).toBe('printf "%s\\n" "$PASSPHRASE" | byok … --passphrase-stdin');
  });
});

describe("an error of a chat", () => {
  it("names a command of the shell where the chat has not begun, and one of the chat afterwards", async () => {
    const env = { BYOK_HOME: home };
    const before = start(["chat", "--no-env-file", "-m", "opnai/x"], { env });
    expect(await before.done).toBe(2);
    expect(before.all()).toContain("byok chat --model openai/x …");
    const chat = start(["chat", ...here()], { env });
    await chat.say("/model opnai/x");
    await chat.sees("/model openai/x");
    await chat.say("/open nope");
    await chat.sees("Next   /history");
    for (const [said, next] of [
      ["/model gpt-4o-mini", "/model openai/gpt-4o-mini"],
      ["/modle openai/gpt-4o", "/model openai/gpt-4o"],
      ["/temperature 9", "/temperature <another value>"],
      ["/max-tokens x", "/max-tokens 1000"],
    ] as const) {
      await chat.say(said);
      await chat.sees(`Next   ${next}\n`);
    }
    await chat.say("/exit");
    expect(await chat.done).toBe(0);
  });
});

describe("a filter that nothing fits", () => {
  it("is not told as an empty store", async () => {
    expect((await byok(["history", "--tag", "x"])).out).toContain("There is no chat yet.");
    await chatSaved("hello");
    const { out } = await byok(["history", "--tag", "x"]);
    expect(out).toBe("No chat fits these flags. All of them: byok history\n");
    expect((await byok(["context", "list", "--kind", "fact"])).out).toContain("Nothing is kept");
    await byok(["context", "add", "I like tea"]);
    for (const flags of ["--kind fact", "--state pending", "--search coffee", "--tag x"]) {
      const { out: units } = await byok(["context", "list", ...words(flags)]);
      expect(units).toBe(
        "Nothing fits these flags. All that is kept: byok context list --state all\n",
      );
    }
  });
});

describe("byok history export and import", () => {
  it("takes - for standard output", async () => {
    await chatSaved("hello");
    const { out, err } = await byok(["history", "export", "last", "-o", "-"]);
    expect(out).toContain("# hello");
    expect(err).toBe("");
    expect(existsSync("-")).toBe(false);
  });

  it("counts one chat as one, and says when a format that was named fits nothing", async () => {
    await chatSaved("hello");
    const file = join(home, "all.json");
    await byok(["history", "export", "--all", "--json", "-o", file]);
    const other = { BYOK_HOME: mkdtempSync(join(tmpdir(), "byok-other-")) };
    const wrong = await byok(["history", "import", file, "--format", "claude"], other);
    expect(wrong.out).toContain("Nothing in it reads as claude");
    expect(wrong.out).toContain(`byok history import ${file}`);
    const { out } = await byok(["history", "import", file], other);
    expect(out).toContain("1 new chat, 0 that have grown, 2 messages");
  });
});

describe("byok context extract by a model", () => {
  it("ends with the code of an answer that does not fit, not with that of a wrong command line", async () => {
    await chatSaved("Remember: I deploy on Friday.");
    simulator.set({ text: "No list." });
    const { code, what, next } = await failure(["context", "extract", "last", ...here(), "--yes"]);
    expect(code).toBe(14);
    expect(what).toBe("The model's answer is no list of context units.");
    expect(next).toContain("run the same command again");
  });
});

describe("byok context extract that is stopped", () => {
  it("ends with 130, says so, and stays booked under a limit", async () => {
    await chatSaved("Remember: I deploy on Friday.");
    vi.stubEnv("OPENAI_API_KEY", "sk-test-0123456789");
    await byok(["budget", "set", "5"]);
    let stop = (): void => {};
    const server = createServer(() => stop());
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/v1`;
    const { code, err } = await run(
      [
        "context",
        "extract",
        "last",
        "-m",
        "openai/gpt-4o-mini",
        "--url",
        url,
        "--no-env-file",
        "-y",
      ],
      {
        stdin: "",
        env: { BYOK_HOME: home },
        onInterrupt(handler) {
          stop = handler;
          return () => {};
        },
      },
    );
    expect(code).toBe(130);
    expect(err).toContain("Error  You stopped the extraction.");
    const [limit] = JSON.parse((await byok(["budget", "--json"])).out) as { spent: string }[];
    expect(Number(limit?.spent)).toBeGreaterThan(0);
    server.closeAllConnections();
    server.close();
  });
});

describe("byok vault init where there is a vault", () => {
  it("makes no key file that opens nothing", async () => {
    const env = { BYOK_VAULT_KEY: "5a".repeat(32) };
    expect((await byok(["vault", "init"], env)).code).toBe(0);
    const file = join(home, "other.key");
    const before = readFileSync(join(home, "vault.json"), "utf8");
    const flags = ["--backend", "key-file", "--key-file", file];
    const { code, err } = await byok(["vault", "init", ...flags], env);
    expect(code).toBe(2);
    expect(err).not.toContain("was made");
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(join(home, "vault.json"), "utf8")).toBe(before);
  });
});
