import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { run, type RunResult } from "../__fixtures__/fake-io.ts";
import { closedAddress } from "../__fixtures__/fake-server.ts";
import { splitWords } from "../keys/key-from-words.ts";

const KEY = "sk-proj-canary-0123456789abcdefghijkl";
let home: string;
let env: Record<string, string>;
const closers: (() => void)[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "byok-keys-"));
  env = { BYOK_HOME: home, HOME: home, BYOK_VAULT_KEY: "ab".repeat(32) };
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const byok = async (args: readonly string[], stdin = ""): Promise<RunResult> =>
  run([...args], { stdin, env });
const json = async (args: readonly string[]): Promise<unknown> =>
  JSON.parse((await byok([...args, "--json"])).out);

/** A platform on this machine that answers every request the same way. */
async function platform(status: number, body: unknown, path = ""): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(
      JSON.stringify(
        typeof body === "function" ? (body as (url: string) => unknown)(request.url ?? "") : body,
      ),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}

describe("keys add", () => {
  it("trims, masks, and warns when the key looks like another platform's", async () => {
    const added = await byok(
      ["keys", "add", "openai"],
      `\n  "sk-ant-api03-0123456789abcdefghijkl" \r\n`,
    );
    expect(added.code).toBe(0);
    expect(added.err).toContain("keys of Anthropic");
    expect(added.out).not.toContain("0123456789");
  });

  it("says at which position a character is that no key has, and stores nothing", async () => {
    const { code, err } = await byok(["keys", "add", "openai"], "sk-proj-0123é456789abcdef");
    expect(code).not.toBe(0);
    expect(err).toContain("position 13");
    expect(err).not.toContain("0123é");
    expect(await json(["keys", "list"])).toEqual([]);
  });

  it("asks for a platform, and names near ones", async () => {
    expect((await byok(["keys", "add"])).code).toBe(2);
    const slip = await byok(["keys", "add", "antropic"], KEY);
    expect(slip).toMatchObject({ code: 2, err: expect.stringContaining("anthropic") as string });
    expect((await byok(["keys", "add", "openai"])).err).toContain("no key on standard input");
    expect((await byok(["keys", "add", "openai", "--backend", "keychian"], KEY)).err).toContain(
      "keychain",
    );
  });

  it("keeps several keys with labels and one default, which comes back after a removal", async () => {
    await byok(["keys", "add", "openai"], KEY);
    await byok(["keys", "add", "openai", "--label", "work", "--default"], `${KEY}2`);
    expect(await json(["keys", "list"])).toMatchObject([
      { label: "default", isDefault: false },
      { label: "work", isDefault: true },
    ]);
    const removed = await byok(["keys", "remove", "openai", "work", "--yes"]);
    expect(removed.out).toContain('The default is now "default".');
    expect((await byok(["keys", "remove", "openai", "nobody", "--yes"])).code).toBe(2);
    expect((await byok(["keys", "disable", "openai"])).code).toBe(0);
    expect(await json(["keys", "list"])).toMatchObject([{ enabled: false }]);
  });

  it("keeps nothing in a session, and says so", async () => {
    const { code, out, err } = await byok(["keys", "add", "openai", "--backend", "session"], KEY);
    expect(code).toBe(0);
    expect(out).toContain("Not kept");
    expect(out).not.toContain("byok keys test");
    expect(err).toContain("forgotten");
    expect(await json(["keys", "list"])).toEqual([]);
  });

  it("goes from a key file to a passphrase with the one that is given", async () => {
    await byok(["keys", "add", "openai"], KEY);
    const rekey = ["vault", "rekey", "--backend", "passphrase"];
    expect((await byok(rekey)).code).toBe(2);
    const given = await byok([...rekey, "--passphrase-stdin"], "the first passphrase\n");
    expect(given.out).toContain("passphrase");
    expect(given.code).toBe(0);
    // A passphrase that opens the vault is never taken for the new one.
    env = { ...env, BYOK_PASSPHRASE: "the first passphrase" };
    expect((await byok(["vault", "rekey"])).code).toBe(2);
    expect((await byok(["vault", "status", "--unlock"])).code).toBe(0);
  }, 20_000);

  it("tests the one key whose label is given as a word", async () => {
    await byok(["keys", "add", "openai"], KEY);
    await byok(["keys", "add", "openai", "--label", "work"], `${KEY}2`);
    const url = await closedAddress();
    const { out } = await byok(["keys", "test", "openai", "work", "--no-env-file", "--url", url]);
    expect(out).toContain('openai "work"');
    expect(out).not.toContain('"default"');
    const leaked = await byok(["keys", "test", "openai", KEY]);
    expect(leaked.code).toBe(2);
    expect(leaked.err).not.toContain(KEY);
  });

  it("tells errors as JSON too", async () => {
    const { out } = await byok(["keys", "add", "opnai", "--json"], KEY);
    expect(JSON.parse(out)).toMatchObject({ error: { code: "unknown_platform", exitCode: 2 } });
  });
});

describe("splitWords", () => {
  it.each([
    ["op read op://a/b", ["op", "read", "op://a/b"]],
    [`a 'b c' "d \\" e" f\\ g`, ["a", "b c", 'd " e', "f g"]],
    [`a "" ''`, ["a", "", ""]],
    [`x "$HOME; rm" '\\n'`, ["x", "$HOME; rm", "\\n"]],
  ])("splits %s", (line, words) => expect(splitWords(line)).toEqual(words));
  it("refuses an open quote", () => expect(() => splitWords("a 'b")).toThrow("open '"));
});

describe("keys test", () => {
  const test = async (url: string, ...flags: string[]) => {
    vi.stubEnv("OPENAI_API_KEY", KEY);
    const { code, out } = await byok([
      "keys",
      "test",
      "openai",
      "--no-env-file",
      "--url",
      url,
      "--json",
      ...flags,
    ]);
    const [result] = JSON.parse(out) as {
      result: string;
      next: string;
      message: string;
      steps: { step: string }[];
    }[];
    return { code, ...result };
  };
  const error = (message: string, code?: string): object => ({ error: { message, code } });

  it.each([
    ["ok", 0, 200, { object: "list", data: [{ id: "gpt-4o-mini" }] }],
    ["invalid", 4, 401, error("Incorrect API key provided")],
    ["no-permission", 4, 403, error("Missing scopes: model.read")],
    [
      "region",
      4,
      403,
      error("Country, region, or territory not supported", "unsupported_country_region_territory"),
    ],
    ["rate-limited", 5, 429, error("Rate limit reached", "rate_limit_exceeded")],
    ["quota", 6, 429, error("You exceeded your current quota", "insufficient_quota")],
    ["wrong-url", 10, 404, error("no such page")],
    ["server", 12, 500, error("sorry")],
  ])("finds %s, exit code %i", async (kind, exit, status, body) => {
    const { code, result, next, message } = await test(await platform(status, body));
    expect({ result, code }).toEqual({ result: kind, code: exit });
    expect(message).toMatch(/\.$/);
    expect(next?.length).toBeGreaterThan(5);
  });

  it("finds what is no network, no model, no platform with a free check, and no key", async () => {
    expect(await test(await closedAddress())).toMatchObject({ result: "network", code: 10 });
    const url = await platform(200, { object: "list", data: [{ id: "gpt-4o-mini" }] });
    expect(await test(url, "--model", "gpt-none")).toMatchObject({
      result: "model-missing",
      code: 7,
    });
    expect(await test(url, "--model", "openai/gpt-4o-mini")).toMatchObject({
      result: "ok",
      code: 0,
    });
    expect((await byok(["keys", "test", "groq", "--no-env-file"])).code).toBe(3);
    vi.stubEnv("OPENAI_API_KEY", "sk-wrong charäcter-0123456789");
    const { code, out } = await byok(["keys", "test", "openai", "--no-env-file"]);
    expect(code).toBe(4);
    expect(out).toContain("position 9");
  });

  it("sends one token only after its price was told", async () => {
    const seen: string[] = [];
    const url = await platform(200, (path: string) => {
      seen.push(path);
      return path.includes("chat")
        ? {
            id: "1",
            object: "chat.completion",
            model: "gpt-4o-mini",
            choices: [
              { index: 0, message: { role: "assistant", content: "H" }, finish_reason: "length" },
            ],
            usage: { prompt_tokens: 8, completion_tokens: 1, total_tokens: 9 },
          }
        : { object: "list", data: [{ id: "gpt-4o-mini" }] };
    });
    expect((await test(url)).steps?.map(({ step }) => step)).toEqual(["format", "authentication"]);
    expect(seen.some((path) => path.includes("chat"))).toBe(false);
    vi.stubEnv("OPENAI_API_KEY", KEY);
    const probed = await byok([
      "keys",
      "test",
      "openai",
      "--no-env-file",
      "--url",
      url,
      "--probe",
      "-m",
      "gpt-4o-mini",
    ]);
    expect(probed).toMatchObject({ code: 0 });
    expect(probed.err).toMatch(/one token of openai\/gpt-4o-mini costs about 0\.0000\d+ USD/);
    expect(seen.some((path) => path.includes("chat"))).toBe(true);
  });

  it("tests a stored key though a variable goes before it", async () => {
    const url = await platform(200, { object: "list", data: [] });
    await byok(["keys", "add", "openai", "--url", url], KEY);
    vi.stubEnv("OPENAI_API_KEY", "sk-of-the-environment-000000");
    const { code, out } = await byok([
      "keys",
      "test",
      "--label",
      "default",
      "--url",
      url,
      "--json",
      "--no-env-file",
    ]);
    expect(JSON.parse(out)).toMatchObject([{ source: "vault", result: "ok" }]);
    expect(code).toBe(0);
    expect(process.env["OPENAI_API_KEY"]).toBe("sk-of-the-environment-000000");
    // Not to an address that it was not stored for.
    const other = await byok([
      "keys",
      "test",
      "--label",
      "default",
      "--url",
      await platform(200, {}),
      "--json",
      "--no-env-file",
    ]);
    expect(JSON.parse(other.out)).toMatchObject([{ result: "wrong-url" }]);
  });
});

describe("keys import", () => {
  it("takes keys from a file, tells the lines to delete, and changes nothing", async () => {
    const file = join(home, "project.env");
    const text = `# mine\nOPENAI_API_KEY=${KEY}\nOTHER=1\nGROQ_API_KEY='gsk_0123456789abcdefghij'\n`;
    writeFileSync(file, text);
    const dry = await byok(["keys", "import", "--use-env-file", file, "--dry-run"]);
    expect(dry.out).toContain("line 2");
    expect(await json(["keys", "list", "--no-env-file"])).toEqual([]);
    const { code, out } = await byok(["keys", "import", "--use-env-file", file]);
    expect(code).toBe(0);
    expect(out).toContain(`OPENAI_API_KEY: line 2 of ${file}`);
    expect(out).toContain(`GROQ_API_KEY: line 4 of ${file}`);
    expect(out).not.toContain("canary");
    expect(readFileSync(file, "utf8")).toBe(text);
    const again = await byok(["keys", "import", "--use-env-file", file]);
    expect(again.out).toContain("Skipped");
    expect(again.out).toContain(`line 2 of ${file}`);
  });

  it("reads shell profiles and llm's keys of the user's home", async () => {
    writeFileSync(join(home, ".bashrc"), `export ANTHROPIC_API_KEY=sk-ant-api03-0123456789abcd\n`);
    const found = (await json(["keys", "import", "--shell", "--llm", "--dry-run"])) as {
      found: object[];
    };
    expect(found.found).toMatchObject([
      { platform: "anthropic", source: { kind: "shell-profile", line: 1 } },
    ]);
  });
});

describe("doctor", () => {
  it("has a fix for every line that is not ok, and exits with 1 when something fails", async () => {
    await byok(["keys", "add", "openai"], KEY);
    const good = await byok(["doctor", "--offline", "--no-env-file"]);
    expect(good.code).toBe(0);
    expect(good.out).toContain('openai "default"');
    const file = join(home, "notes.txt");
    writeFileSync(file, "x", { mode: 0o644 });
    expect(statSync(file).mode & 0o044).not.toBe(0);
    const bad = await byok(["doctor", "--offline", "--no-env-file", "--json"]);
    const report = JSON.parse(bad.out) as {
      ok: boolean;
      lines: { area: string; state: string; fix?: string }[];
    };
    expect({ code: bad.code, ok: report.ok }).toEqual({ code: 1, ok: false });
    const wrong = report.lines.filter(({ state }) => state !== "ok");
    expect(wrong.map(({ area }) => area)).toContain("files");
    for (const { fix } of wrong) expect(fix).toMatch(/\S/);
    const areas = new Set(report.lines.map(({ area }) => area));
    const all = ["clock", "files", "key", "local", "network", "node", "proxy", "vault"];
    expect([...areas].toSorted()).toEqual(all);
    expect(bad.out).toContain(`chmod 600 '${file}'`);
  });

  // Root may write wherever the disk lets it.
  it.skipIf(process.getuid?.() === 0)("tells of a folder that cannot be written in", async () => {
    chmodSync(home, 0o500);
    const { code, out } = await byok(["doctor", "--offline", "--no-env-file"]);
    chmodSync(home, 0o700);
    expect(code).toBe(1);
    expect(out).toContain(`chmod u+w '${home}'`);
  });

  it("asks each platform that has a key whether it answers, without the key, and compares the clock", async () => {
    const url = await platform(200, {}, "/v1");
    vi.stubEnv("OPENAI_API_KEY", KEY);
    vi.stubEnv("OPENAI_BASE_URL", url);
    const good = await byok(["doctor", "--no-env-file"]);
    expect(good.out).toMatch(/OpenAI answers at 127\.0\.0\.1/);
    expect(good.out).toContain("The clock agrees");
    vi.stubEnv("OPENAI_BASE_URL", await closedAddress());
    const bad = await byok(["doctor", "--no-env-file"]);
    expect(bad.code).toBe(1);
    expect(bad.out).toContain("ECONNREFUSED");
  });
});
