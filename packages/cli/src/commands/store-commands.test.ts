import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataFolder, listTurns, openStore, setBudget, UNIT_KINDS } from "@byok/chat";
import { startSimulator } from "@byok/simulator";
import { statePaths } from "@byok/vault";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { plain, run, type RunResult } from "../__fixtures__/fake-io.ts";
import { KINDS } from "../options/unit-kinds.ts";

vi.setConfig({ testTimeout: 60_000 });

let simulator: Awaited<ReturnType<typeof startSimulator>>;
let home: string;
beforeEach(async () => {
  simulator = await startSimulator();
  home = mkdtempSync(join(tmpdir(), "byok-store-"));
});
afterEach(async () => simulator.close());

function byok(
  args: readonly string[],
  options: { stdin?: string; terminal?: boolean } = {},
): Promise<RunResult> {
  const env = { BYOK_HOME: home, NO_COLOR: "1", SIMULATOR_BASE_URL: simulator.url };
  return run(args, { stdin: "", env, ...options });
}

const here = (): string[] => ["-m", "simulator/sim-1", "--url", simulator.url, "--no-env-file"];
const dear = (): string[] => ["-m", "openai/gpt-4o-mini", "--url", simulator.url, "--no-env-file"];

async function json<T>(args: readonly string[]): Promise<T> {
  const { code, out, err } = await byok([...args, "--json"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as T;
}

async function ask(question: string, answer: string, ...flags: string[]): Promise<string> {
  simulator.set({ text: answer });
  const { chatId } = await json<{ chatId: string }>([
    "ask",
    "--save",
    ...here(),
    ...flags,
    question,
  ]);
  return chatId;
}

describe("where the chats are", () => {
  it.each([
    { BYOK_HOME: "/keep" },
    { XDG_DATA_HOME: "/data", HOME: "/home/ada" },
    { XDG_DATA_HOME: "relative", HOME: "/home/ada" },
    { HOME: "/home/ada" },
    { BYOK_HOME: "", HOME: "/home/ada" },
  ])("is the place of the vault: %j", (env) => {
    for (const system of ["linux", "darwin"] as const) {
      expect(dataFolder({ env, system })).toBe(statePaths(env, system).data);
    }
  });

  it("is not made by commands that only read", async () => {
    home = join(home, "none");
    for (const args of [
      ["history"],
      ["history", "search", "x"],
      ["cost"],
      ["context"],
      ["recipe"],
      ["budget"],
    ]) {
      expect((await byok(args)).code).toBe(0);
    }
    await byok(["ask", ...here(), "hi"]);
    expect(existsSync(home)).toBe(false);
  });
});

describe("byok ask --save and byok history", () => {
  it("keeps, lists, finds, shows, exports, renames and deletes", async () => {
    const id = await ask("Where do herons nest?", "In trees near water.");
    await ask("What is a lathe?", "A machine.");
    const listed = await byok(["history"]);
    expect(listed.out).toContain("Where do herons nest?");
    expect(listed.out).toContain(id.slice(-8));
    expect((await byok(["history", "search", "herons"])).out).toContain(id.slice(-8));
    expect((await byok(["history", "search", "zebra"])).out).toBe("Nothing was found.\n");
    expect(await json(["history", "search", "lathe"])).toHaveLength(1);
    const shown = await byok(["history", "show", id.slice(-8)]);
    expect(shown.out).toContain("In trees near water.");
    expect(shown.out).toContain("0 USD");
    const path = join(home, "chat.html");
    expect((await byok(["history", "export", id, "-o", path])).code).toBe(0);
    expect(readFileSync(path, "utf8")).toContain("<!doctype html>");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await byok(["history", "export", id, "-o", path])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--force") as string,
    });
    const named = await byok(["history", "export", id, "--format", "Markdown"]);
    expect(named.out).toContain("In trees near water.");
    expect(await byok(["history", "export", id, "-o", join(home, "chat.pdf")])).toMatchObject({
      code: 2,
      err: expect.stringContaining("chat.md") as string,
    });
    await byok(["history", "rename", id, "Birds", "--tag", "work", "--pin"]);
    expect(await json<{ chats: unknown }[]>(["history", "--tag", "work"])).toMatchObject([
      { title: "Birds", pinned: true },
    ]);
    expect((await byok(["history", "show", "last"])).out).toContain("lathe");
    expect(await byok(["history", "delete", id])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--yes") as string,
    });
    expect((await byok(["history", "delete", id, "--yes"])).code).toBe(0);
    expect((await byok(["history", "search", "herons"])).out).toBe("Nothing was found.\n");
    // What it cost stays.
    expect((await json<{ total: { turns: number } }>(["cost"])).total.turns).toBe(2);
  });

  it("exports everything, and another device takes it over, once", async () => {
    await ask("one", "first");
    await ask("two", "second");
    const path = join(home, "all.json");
    await byok(["history", "export", "--all", "--format", "json", "-o", path]);
    home = mkdtempSync(join(tmpdir(), "byok-store-"));
    const dry = await json<{ created: string[] }>(["history", "import", path, "--dry-run"]);
    expect(dry.created).toHaveLength(2);
    expect(await json(["history"])).toEqual([]);
    expect((await byok(["history", "import", path])).out).toContain("2 new chats");
    expect((await byok(["history", "import", path])).out).toContain("0 new chats");
    expect((await byok(["history", "search", "second"])).out).toContain("two");
  });

  it("lets no control character of a chat reach the terminal", async () => {
    simulator.set({ text: "a\u001b]0;owned\u0007\u001b[2Jb\u202ec" });
    await byok(["ask", "--save", ...here(), "q\u001b[31m"]);
    for (const args of [
      ["history"],
      ["history", "show", "last"],
      ["history", "show", "last", "--json"],
      ["history", "export", "last"],
      ["history", "export", "last", "--json"],
      ["history", "search", "owned"],
      ["history", "search", "abc", "--json"],
      ["cost", "--by", "chat"],
      ["cost", "--by", "chat", "--csv"],
      ["context", "extract", "last"],
      ["context", "preview", "x", "--chat", "last", "--recipe", "default"],
    ]) {
      const { out, err } = await byok(args);
      expect(out + err, args.join(" ")).not.toMatch(
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/,
      );
    }
  });

  it("keeps what came of a broken answer, and exits by the error", async () => {
    simulator.set({ text: "The first words and more.", faults: [{ kind: "truncate" }] });
    const { code, out } = await byok(["ask", "--save", ...here(), "hi"]);
    expect(code).toBe(13);
    expect(out).toContain("The first words");
    expect((await byok(["history", "show", "last"])).out).toContain("broke off");
  });

  it("shows the answer where it cannot be saved, says so, and exits with 16", async () => {
    home = join(home, "file");
    writeFileSync(home, "");
    simulator.set({ text: "The answer." });
    const { code, out, err } = await byok(["ask", "--save", ...here(), "hi"]);
    expect({ code, out }).toEqual({ code: 16, out: "The answer.\n" });
    expect(err).toContain("not saved");
    expect(err).toContain("Next");
  });

  it("says what to do about a store of a newer byok, and still answers", async () => {
    const path = join(home, "chats.db");
    const store = openStore({ path });
    store.connection.exec("PRAGMA user_version = 999");
    store.close();
    simulator.set({ text: "The answer." });
    const { out, err } = await byok(["ask", ...here(), "hi"]);
    expect(out).toBe("The answer.\n");
    expect(err).toContain("Limits on spending are not checked");
    expect(await byok(["history"])).toMatchObject({
      code: 16,
      err: expect.stringContaining("byok@latest") as string,
    });
  });

  it("tells wrong ids, formats and words from a broken store", async () => {
    for (const args of [
      ["history", "show", "nothing-like-it"],
      ["history", "show"],
      ["history", "export", "last", "--format", "pdf"],
      ["history", "search"],
      ["history", "search", "x", "--since", "2026-02-31"],
      ["history", "frobnicate"],
      ["recipe", "show", "defualt"],
      ["context", "accept", "none"],
      ["cost", "--by", "modle"],
      ["budget", "set", "much"],
      ["budget", "remove", "none"],
      ["compare", "hi"],
    ]) {
      const { code, err } = await byok(args);
      expect(code, args.join(" ")).toBe(2);
      expect(err).toContain("Next");
    }
  });
});

describe("byok cost", () => {
  it("knows what ask and compare have cost that keep nothing else", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-test-0000000000000000000000000000");
    simulator.set({ text: "A quiet answer." });
    expect((await byok(["ask", ...here(), "hi"])).code).toBe(0);
    expect(existsSync(join(home, "chats.db"))).toBe(false);
    expect((await byok(["ask", ...dear(), "hi"])).code).toBe(0);
    expect((await byok(["compare", ...dear(), ...here(), "hi"])).code).toBe(0);
    const { rows } = await json<{ rows: object[] }>(["cost", "--by", "model"]);
    expect(rows).toMatchObject([{ group: "openai/gpt-4o-mini", turns: 2, incomplete: 0 }]);
    expect((await byok(["cost", "--by", "chat"])).out).toContain("(no chat, or a deleted one)");
    expect(await json(["history"])).toEqual([]);
    const kept = readFileSync(join(home, "chats.db"), "latin1");
    expect(kept).not.toContain("quiet");
  });

  it("sums exactly, shows unknown as unknown, and prices by another day", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-test-0000000000000000000000000000");
    for (const flags of [
      here(),
      dear(),
      dear(),
      ["-m", "openai-compatible-model/x", "--url", simulator.url],
    ]) {
      simulator.set({ text: "An answer." });
      expect((await byok(["ask", "--save", ...flags, "hi"])).code).toBe(0);
    }
    interface Costs {
      rows: { group: string; sums: { amount: string }[]; incomplete: number }[];
      total: { sums: { currency: string; amount: string }[]; incomplete: number };
    }
    const costs = await json<Costs>(["cost"]);
    const amounts = Object.fromEntries(costs.rows.map((row) => [row.group, row.sums[0]?.amount]));
    expect(amounts["simulator/sim-1"]).toBe("0");
    expect(amounts["openai-compatible-model/x"]).toBeUndefined();
    const store = openStore({ path: join(home, "chats.db") });
    const single =
      listTurns(store).find(({ platform }) => platform === "openai")?.cost?.amount ?? "";
    store.close();
    expect(Number(amounts["openai/gpt-4o-mini"])).toBeCloseTo(2 * Number(single), 12);
    expect(costs.total).toEqual({
      turns: 4,
      incomplete: 1,
      sums: [{ currency: "USD", amount: amounts["openai/gpt-4o-mini"] }],
    });
    const table = await byok(["cost"], { terminal: true });
    expect(plain(table.out)).toMatch(/openai-compatible-model\/x .*unknown/);
    expect(plain(table.out)).toMatch(/gpt-4o-mini .* USD +█+/);
    expect(plain(table.out)).toContain("1 not fully known");
    expect((await byok(["cost", "--csv"])).out).toMatch(/^group,title,answers,currency,amount/);
    // A model whose price has changed: the tokens are the same, the price is that of the day.
    vi.stubEnv("DEEPSEEK_API_KEY", "sk-test-0000000000000000000000000000");
    await byok([
      "ask",
      "--save",
      "-m",
      "deepseek/deepseek-v4-pro",
      "--url",
      simulator.url,
      "--no-env-file",
      "hi",
    ]);
    const at = async (day: string) =>
      (await json<Costs>(["cost", "--as-of", day])).rows.find(({ group }) =>
        group.startsWith("deepseek/"),
      )?.sums[0]?.amount;
    expect(Number(await at("2026-10-01"))).toBeGreaterThan(0);
    expect(Number(await at("2026-09-06"))).toBeGreaterThan(Number(await at("2026-10-01")));
    expect((await json<Costs>(["cost", "--since", "2999-01-01"])).rows).toEqual([]);
  });
});

describe("byok budget", () => {
  it("refuses what may go over a limit, before anything is sent, with the reason", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-test-0000000000000000000000000000");
    expect((await byok(["budget", "set", "0.000001", "--per", "month"])).out).toContain(
      "per month",
    );
    const { code, err } = await byok(["ask", ...dear(), "hi"]);
    expect(code).toBe(6);
    expect(err).toContain("monthly budget");
    expect(err).toContain("byok budget");
    expect(simulator.requests).toHaveLength(0);
    await byok(["budget", "set", "5"]);
    const forKey = await byok(["budget", "set", "5", "--per", "day", "--key", "work"]);
    expect(forKey.out).toContain("work");
    expect(forKey.code).toBe(0);
    await byok([
      "budget",
      "remove",
      (await json<{ limit: { id: string; scope: string } }[]>(["budget"])).find(
        ({ limit }) => limit.scope === "key",
      )?.limit.id ?? "",
    ]);
    expect((await byok(["ask", ...dear(), "hi"])).code).toBe(0);
    const [limit] = await json<{ spent: string; limit: { id: string; amount: string } }[]>([
      "budget",
    ]);
    expect(limit?.limit.amount).toBe("5");
    expect(Number(limit?.spent)).toBeGreaterThan(0);
    expect((await byok(["ask", "--budget", "0.0000001", ...dear(), "hi"])).code).toBe(6);
    await byok(["budget", "remove", limit?.limit.id.slice(-8) ?? ""]);
    expect(await json(["budget"])).toEqual([]);
  });

  it("holds for a server behind a local platform's name that is not on this machine", async () => {
    vi.stubEnv("OPENAI_COMPATIBILITY_API_KEY", "k");
    await byok(["budget", "set", "0.01", "--per", "month"]);
    const at = (url: string): string[] => ["-m", "openai-compatible-model/gpt-x", "--url", url];
    const away = await byok(["ask", ...at("https://paid.invalid/v1"), "--no-env-file", "hi"]);
    expect(away.code).toBe(6);
    expect(away.err).toContain("What this call may cost is not known");
    expect((await byok(["ask", ...at(simulator.url), "--no-env-file", "hi"])).code).toBe(0);
    vi.stubEnv("LITELLM_API_KEY", "k");
    vi.stubEnv("LITELLM_BASE_URL", "https://paid.invalid/v1");
    expect((await byok(["ask", "-m", "litellm/gpt-5-pro", "--no-env-file", "hi"])).code).toBe(6);
  });

  it("holds for a server on this machine that forwards to others who bill", async () => {
    vi.stubEnv("LITELLM_API_KEY", "k");
    vi.stubEnv("LITELLM_BASE_URL", simulator.url);
    const proxied = ["ask", "-m", "litellm/gpt-5-pro", "--no-env-file", "hi"];
    expect((await byok(proxied)).code).toBe(0);
    const { id } = await json<{ id: string }>(["budget", "set", "5"]);
    const refused = await byok(proxied);
    expect(refused.code).toBe(6);
    expect(refused.err).toContain("What this call may cost is not known");
    expect(refused.err).toContain("LiteLLM passes calls on to platforms that bill.");
    expect(refused.err).toMatch(/Next .*byok budget set <amount> --allow-unpriced/);
    expect(simulator.requests).toHaveLength(1);
    await byok(["budget", "remove", id]);
    await byok(["budget", "set", "5", "--allow-unpriced"]);
    expect((await byok(proxied)).code).toBe(0);
  });

  it("lets a question to a server on this machine pass its own limit", async () => {
    vi.stubEnv("OPENAI_COMPATIBILITY_API_KEY", "k");
    const words = ["ask", "--budget", "0.01", "--no-env-file", "hi"];
    const own = ["-m", "openai-compatible-model/gpt-x", "--url", simulator.url];
    expect((await byok([...words, ...own])).code).toBe(0);
    const proxied = ["-m", "litellm/gpt-5-pro", "--url", simulator.url];
    const refused = await byok([...words, ...proxied]);
    expect(refused.code).toBe(6);
    expect(refused.err).toMatch(/Next .*the same command without --budget/);
    const away = ["-m", "openai-compatible-model/gpt-x", "--url", "https://paid.invalid/v1"];
    expect((await byok([...words, ...away])).code).toBe(6);
  });

  it("is not kept from working by a limit on another chat", async () => {
    const store = openStore({ path: join(home, "chats.db") });
    setBudget(store, { scope: "chat", target: "gone", period: "ever", amount: "0" });
    store.close();
    vi.stubEnv("OPENAI_API_KEY", "sk-test-0000000000000000000000000000");
    expect((await byok(["ask", ...dear(), "hi"])).code).toBe(0);
  });
});

describe("byok context and byok recipe", () => {
  it("knows the store's kinds of units", () => {
    expect(KINDS).toEqual(UNIT_KINDS);
  });

  it("keeps by hand, proposes by rules, reviews, and previews every layer with its cost", async () => {
    await byok([
      "context",
      "add",
      "I deploy herons with GitHub Actions",
      "--kind",
      "fact",
      "--tag",
      "work",
    ]);
    await ask("I prefer short answers. My project is called Heron.", "Noted.");
    const found = await json<{ units: { id: string; kind: string }[] }>([
      "context",
      "extract",
      "last",
    ]);
    expect(found.units.length).toBeGreaterThan(0);
    expect((await byok(["context", "extract", "last"])).out).toBe("Nothing new was found.\n");
    const pending = await json<{ id: string }[]>(["context", "list", "--state", "pending"]);
    const [first, ...rest] = pending.map(({ id }) => id);
    await byok(["context", "accept", first ?? ""]);
    if (rest.length > 0) await byok(["context", "reject", ...rest]);
    expect(await json<unknown[]>(["context", "list"])).toHaveLength(2);
    const before = simulator.requests.length;
    const { out } = await byok([
      "context",
      "preview",
      "How do I deploy herons?",
      "-m",
      "openai/gpt-4o-mini",
    ]);
    for (const word of [
      "identity",
      "retrieval",
      "history",
      "GitHub Actions",
      "Sent, word for word",
      "USD",
    ]) {
      expect(out).toContain(word);
    }
    const hidden = await byok([
      "context",
      "preview",
      "How do I deploy herons?",
      "--recipe",
      "private",
      "-m",
      "openai/gpt-4o-mini",
    ]);
    expect(hidden.out.slice(hidden.out.indexOf("word for word"))).not.toContain("GitHub Actions");
    expect(simulator.requests).toHaveLength(before);
  });

  it("asks a model only after its price was shown and accepted", async () => {
    await ask("My boat is called Ada.", "A fine name.");
    simulator.set({
      text: '[{"kind":"fact","content":"The boat is called Ada.","message":1,"confidence":0.9}]',
    });
    const before = simulator.requests.length;
    const refused = await byok(["context", "extract", "last", ...here()]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("0 USD");
    expect(simulator.requests).toHaveLength(before);
    const turns = async (): Promise<unknown> => {
      const { out } = await byok(["cost", "--by", "chat", "--json"]);
      return (JSON.parse(out) as { rows: { turns: number }[] }).rows[0]?.turns;
    };
    expect(await turns()).toBe(1);
    const { out } = await byok(["context", "extract", "last", "--yes", ...here()]);
    expect(out).toContain("The boat is called Ada.");
    expect(out).toContain("pending");
    // What it cost is told with the chat that it read; the answer is no message of it.
    expect(await turns()).toBe(2);
    expect((await byok(["history", "show", "last"])).out).not.toContain("confidence");
  });

  it("checks, keeps, shows and deletes recipes, and gives an editor its file", async () => {
    const path = (await byok(["recipe", "edit-path", "minimal"])).out.trim();
    expect(path).toBe(join(home, "recipes", "minimal.yaml"));
    writeFileSync(path, readFileSync(path, "utf8").replace("name: minimal", "name: mine"));
    expect((await byok(["recipe", "save", path])).out).toContain("--recipe mine");
    expect((await byok(["recipe"])).out).toMatch(/mine +yours/);
    expect((await byok(["recipe", "show", "mine"])).out).toContain("name: mine");
    writeFileSync(path, "name: bad\nlayers:\n  history: { mx: 5 }\n");
    const wrong = await byok(["recipe", "save", path]);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("minimal.yaml:3:");
    expect((await byok(["recipe", "delete", "mine", "--yes"])).code).toBe(0);
    expect((await byok(["recipe", "delete", "default", "--yes"])).code).toBe(2);
  });
});

describe("byok compare", () => {
  it("keeps to the limit of the stored key that pays", async () => {
    const env = {
      BYOK_HOME: home,
      NO_COLOR: "1",
      BYOK_PASSPHRASE: "correct horse battery staple",
    };
    const stored = await run(
      [
        "keys",
        "add",
        "openai",
        "--label",
        "work",
        "--url",
        simulator.url,
        "--backend",
        "passphrase",
      ],
      { stdin: "sk-canary-0123456789abcdefghij", env },
    );
    expect(stored.code).toBe(0);
    const compare = async (): Promise<(string | undefined)[]> => {
      const { out } = await run(["compare", "hi", ...dear(), "--max-tokens", "50", "--json"], {
        stdin: "",
        env,
      });
      const { answers } = JSON.parse(out) as { answers: { error?: { code: string } }[] };
      return answers.map(({ error }) => error?.code);
    };
    expect(await compare()).toEqual([undefined]);
    const store = openStore({ path: join(home, "chats.db") });
    setBudget(store, { amount: "0.000001", scope: "key", target: "work" });
    store.close();
    expect(await compare()).toEqual(["budget_exceeded"]);
  });

  it("asks models at once, shows answers side by side, and does not stop at one that fails", async () => {
    vi.stubEnv("SIMULATOR_BASE_URL", simulator.url);
    const models = ["-m", "simulator/sim-1", "-m", "simulator/sim-1-reasoning", "--no-env-file"];
    simulator.set({ text: "The same words.", reasoning: false });
    const { code, out } = await byok(["compare", "hi", ...models, "--save"], { terminal: true });
    expect(code).toBe(0);
    expect(plain(out)).toMatch(/The same words\. +│ The same words\./);
    expect(plain(out)).toMatch(/simulator\/sim-1-reasoning +\d+\.\d s/);
    expect((await byok(["history", "show", "last"])).out).toContain("(1 of 2)");
    const bad = [...models, "-m", "openai/gpt-4o-mini"];
    const mixed = await json<{ answers: { text: string; error?: { code: string } }[] }>([
      "compare",
      "hi",
      ...bad,
    ]);
    expect(mixed.answers.map(({ text, error }) => error?.code ?? text)).toEqual([
      "The same words.",
      "The same words.",
      "missing_key",
    ]);
    expect((await byok(["compare", "hi", "-m", "openai/gpt-4o-mini", "--no-env-file"])).code).toBe(
      3,
    );
  });
});
