import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "@byok/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  filesBelow,
  hasPty,
  runOnTerminal,
  runProgram,
  type ProgramResult,
} from "./__fixtures__/program.ts";

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const KEY = "sk-proj-canary-W7mQx2Vt9Lb4Zc8Hn3Rk6Yp1Ds5Fg0Ja";
const PASSPHRASE = "seven quiet herons at dusk";
/** Opens a vault at once, where a passphrase takes half a second. */
const OPEN = { BYOK_VAULT_KEY: "5a".repeat(32) };
/** Every way in which a key might lie somewhere. */
const FORMS = [
  KEY,
  Buffer.from(KEY).toString("base64").replace(/=+$/, ""),
  Buffer.from(KEY).toString("base64url").replace(/=+$/, ""),
  Buffer.from(KEY).toString("hex"),
  encodeURIComponent(KEY),
  Array.from(KEY).toReversed().join(""),
];

let home: string;
let simulator: Awaited<ReturnType<typeof startSimulator>>;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "byok-user-"));
  simulator = await startSimulator();
});
afterEach(async () => simulator.close());

/** Runs a command of a user whose home is empty, and looks for the key everywhere afterwards. */
async function byok(
  args: readonly string[],
  options: { stdin?: string; env?: Record<string, string> } = {},
): Promise<ProgramResult> {
  const result = await runProgram(args, {
    ...options,
    cwd: home,
    env: { HOME: home, BYOK_PASSPHRASE: PASSPHRASE, ...options.env },
  });
  const places = [
    ["the output", result.out],
    ["the error output", result.err],
    ...result.cmdlines.map((line) => ["a command line", line]),
    ...filesBelow(home).map(({ path, bytes }) => [path, bytes.toString("latin1")]),
  ];
  for (const [place, text] of places) {
    for (const form of FORMS) expect(text, place).not.toContain(form);
  }
  return result;
}

/** The same with a vault that needs no passphrase. */
async function byokOpen(
  args: readonly string[],
  options: { stdin?: string; env?: Record<string, string> } = {},
): Promise<ProgramResult> {
  return byok(args, { ...options, env: { ...OPEN, ...options.env } });
}

const vaultFile = (): string => join(home, ".local/share/byok/vault.json");

describe("the way of a key", () => {
  it("is stored from a pipe, listed masked, tested, used, kept from other hosts, removed, and gone", async () => {
    const added = await byokOpen(
      ["keys", "add", "openai", "--backend", "key-file", "--url", simulator.url],
      { stdin: `${KEY}\n` },
    );
    expect(added).toMatchObject({ code: 0, err: "" });
    expect(added.out).toContain("sk-proj-...g0Ja");
    expect(added.out).toContain(vaultFile());
    expect(added.cmdlines.join()).toContain("keys add openai");

    const listed = await byokOpen(["keys", "list", "--json"], { env: { BYOK_VAULT_KEY: "" } });
    expect(JSON.parse(listed.out)).toMatchObject([
      {
        platform: "openai",
        label: "default",
        mask: "sk-proj-...g0Ja",
        source: "vault",
        isDefault: true,
        enabled: true,
      },
    ]);

    const tested = await byokOpen(["keys", "test", "openai", "--url", simulator.url]);
    expect(tested).toMatchObject({ code: 0 });
    expect(tested.out).toContain("authentication");

    const asked = await byokOpen([
      "ask",
      "--url",
      simulator.url,
      "-m",
      "openai/gpt-4o-mini",
      "hello",
    ]);
    expect(asked.code).toBe(0);
    expect(simulator.requests.at(-1)?.credential).toMatchObject({ ending: KEY.slice(-4) });

    // A host that the key was not stored for.
    const other = await startSimulator();
    const refused = await byokOpen([
      "ask",
      "--url",
      other.url,
      "-m",
      "openai/gpt-4o-mini",
      "hello",
    ]);
    expect(refused.code).toBe(4);
    expect(other.requests).toHaveLength(0);
    await other.close();

    for (const args of [
      ["keys", "rename", "openai", "default", "work"],
      ["keys", "disable", "openai", "work"],
      ["keys", "enable", "openai"],
      ["keys", "default", "openai", "work"],
      ["vault", "status"],
      ["doctor", "--offline"],
      ["platforms", "--keys"],
      ["models", "openai", "--live", "--url", simulator.url],
    ]) {
      expect(await byokOpen(args), args.join(" ")).toMatchObject({ code: 0 });
    }

    const unsure = await byokOpen(["keys", "remove", "openai"]);
    expect(unsure.code).toBe(2);
    expect(unsure.err).toContain("byok keys remove openai work --yes");
    expect((await byokOpen(["keys", "remove", "openai", "--yes"])).code).toBe(0);
    expect(JSON.parse((await byokOpen(["keys", "list", "--json"])).out)).toEqual([]);
    const gone = await byokOpen([
      "ask",
      "--url",
      simulator.url,
      "-m",
      "openai/gpt-4o-mini",
      "hello",
    ]);
    expect(gone.code).toBe(3);
    expect(gone.err).toContain("byok keys add openai");
  });

  it("is refused as an argument, and not repeated", async () => {
    for (const args of [
      ["keys", "add", "openai", "sk-other-canary-1234567890"],
      ["keys", "add", "sk-other-canary-1234567890"],
      ["keys", "add", "openai", "--key", "sk-other-canary-1234567890"],
      ["keys", "sk-other-canary-1234567890"],
    ]) {
      const { code, out, err } = await byok(args, { stdin: KEY });
      expect(code).toBe(2);
      expect(out + err).toContain("never taken from the command line");
      expect(out + err).not.toContain("other-canary");
    }
    expect(filesBelow(home)).toEqual([]);
  });

  it("comes from a command without a shell, and from a key file", async () => {
    const secret = join(mkdtempSync(join(tmpdir(), "byok-secret-")), "with space.txt");
    writeFileSync(secret, `${KEY}\n`);
    const added = await byok([
      "keys",
      "add",
      "openai",
      "--backend",
      "key-file",
      "--from-command",
      `cat '${secret}'`,
    ]);
    expect(added).toMatchObject({ code: 0 });
    expect(added.err).toContain("vault.key was made");
    expect(added.cmdlines.join()).toContain("cat ");
    const file = filesBelow(home).find(({ path }) => path.endsWith("vault.key"));
    expect(file?.path).toBe(join(home, ".config/byok/vault.key"));
    const again = await byok(["keys", "add", "openai", "--label", "b", "--from-command", "false"]);
    expect(again.code).toBe(2);
    expect(again.err).toContain("exit code 1");
  });

  it("goes after a key of the environment, which is told once", async () => {
    await byokOpen(["keys", "add", "openai", "--backend", "key-file", "--url", simulator.url], {
      stdin: KEY,
    });
    const env = { OPENAI_API_KEY: "sk-from-the-environment-9999" };
    const asked = await byokOpen(
      ["ask", "--url", simulator.url, "-m", "openai/gpt-4o-mini", "hi"],
      {
        env,
      },
    );
    expect(asked.err.match(/OPENAI_API_KEY in the environment is used/g)).toHaveLength(1);
    expect(simulator.requests.at(-1)?.credential).toMatchObject({ ending: "9999" });
    const labelled = await byokOpen(
      ["ask", "--key-label", "default", "-m", "openai/gpt-4o-mini", "hi"],
      { env },
    );
    expect(labelled.code).toBe(2);
    expect(labelled.err).toContain("unset OPENAI_API_KEY");
    const { out } = await byokOpen(["keys", "list", "--json"], { env });
    expect(JSON.parse(out)).toMatchObject([
      { source: "environment", variable: "OPENAI_API_KEY", shadows: ["default"] },
      { source: "vault", shadowedBy: "OPENAI_API_KEY" },
    ]);
  });
});

describe("a user without stored keys", () => {
  it("waits for nothing of the vault", async () => {
    const hook = `import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) { process.stderr.write("<" + url + ">"); return next(url, context); } });`;
    const env = {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}`,
      OPENAI_API_KEY: "sk-from-the-environment-9999",
    };
    const args = ["ask", "--url", simulator.url, "-m", "openai/gpt-4o-mini", "hi"];
    const loaded = /packages\/vault\/dist\/vault\.js>/;
    const asked = await byok(args, { env });
    expect(asked.code).toBe(0);
    expect(asked.err).toContain("main.js>");
    expect(asked.err).not.toMatch(loaded);
    expect((await byok(["keys", "list"], { env })).err).toMatch(loaded);
  });
});

describe("the vault in the way of a key", () => {
  beforeEach(async () => {
    await byok(["keys", "add", "openai", "--backend", "passphrase", "--url", simulator.url], {
      stdin: KEY,
    });
  });
  const ask = (): string[] => ["ask", "--url", simulator.url, "-m", "openai/gpt-4o-mini", "hi"];

  it("says that it is locked, never that there is no key", async () => {
    const { code, err } = await byok(ask(), { env: { BYOK_PASSPHRASE: "" } });
    expect(code).toBe(3);
    expect(err).toContain("locked");
    expect(err).toContain("BYOK_PASSPHRASE");
    expect(err).not.toContain("Missing");
    expect(simulator.requests).toHaveLength(0);
  });

  it("takes the passphrase from the first line of standard input", async () => {
    const env = { BYOK_PASSPHRASE: "" };
    const asked = await byok([...ask(), "--passphrase-stdin"], {
      stdin: `${PASSPHRASE}\nand this`,
      env,
    });
    expect(asked).toMatchObject({ code: 0 });
    const second = await byok(["keys", "add", "openai", "--label", "b", "--passphrase-stdin"], {
      stdin: `${PASSPHRASE}\nsk-proj-another-0123456789abcdef\n`,
      env,
    });
    expect(second).toMatchObject({ code: 0 });
    const rekeyed = await byok(["vault", "rekey", "--passphrase-stdin"], {
      stdin: `${PASSPHRASE}\na new and longer one\n`,
      env,
    });
    expect(rekeyed).toMatchObject({ code: 0 });
    expect((await byok(["vault", "status", "--unlock"])).err).toContain("not the passphrase");
    const opened = await byok(["vault", "status", "--unlock"], {
      env: { BYOK_PASSPHRASE: "a new and longer one" },
    });
    expect(opened.code).toBe(0);
  });

  it("tells a wrong passphrase from a damaged file, and restores the copy", async () => {
    const wrong = await byok(ask(), { env: { BYOK_PASSPHRASE: "not this one at all" } });
    expect(wrong.code).toBe(3);
    expect(wrong.err).toContain("not the passphrase");
    await byok(["keys", "rename", "openai", "work"]);
    const text = readFileSync(vaultFile(), "utf8");
    writeFileSync(vaultFile(), text.slice(0, text.length / 2));
    for (const args of [ask(), ["keys", "list"], ["vault", "status"]]) {
      const damaged = await byok(args);
      expect(damaged.code, args.join(" ")).toBe(16);
      expect(damaged.err).toContain("byok vault restore");
    }
    expect((await byok(["doctor", "--offline"])).code).toBe(1);
    expect((await byok(["vault", "restore"])).code).toBe(0);
    expect((await byok(ask())).code).toBe(0);
  });

  it("shows keys in clear only when that is asked for and confirmed", async () => {
    expect((await byok(["vault", "export"])).code).toBe(2);
    expect((await byok(["vault", "export", "--reveal"])).code).toBe(2);
    const { out } = await runProgram(["vault", "export", "--reveal", "--yes"], {
      cwd: home,
      env: { HOME: home, BYOK_PASSPHRASE: PASSPHRASE },
    });
    expect(out).toContain(`OPENAI_API_KEY=${KEY}`);
  });
});

// A real pseudo-terminal needs python3; where it is absent this is skipped and says so.
describe.skipIf(!hasPty)(
  `on a real terminal${hasPty ? "" : " (skipped: python3 with the module pty is not installed)"}`,
  () => {
    it("takes a pasted key and a passphrase without showing them, and removes after a yes", async () => {
      const env = { HOME: home };
      const added = await runOnTerminal(["keys", "add", "openai", "--backend", "passphrase"], {
        cwd: home,
        env,
        answers: [
          ["it is not shown", `\u001b[200~${KEY}\u001b[201~\r`],
          ["New passphrase", `${PASSPHRASE}x\u007f\r`],
          ["once more", `${PASSPHRASE}\r`],
        ],
      });
      expect(added.code).toBe(0);
      expect(added.screen).toContain("sk-proj-...g0Ja");
      for (const secret of [...FORMS, PASSPHRASE]) expect(added.screen).not.toContain(secret);
      const kept = await runOnTerminal(["keys", "remove", "openai"], {
        cwd: home,
        env,
        answers: [["[y/N]", "\r"]],
      });
      expect(kept.screen).toContain("Nothing was removed");
      const removed = await runOnTerminal(["keys", "remove", "openai"], {
        cwd: home,
        env,
        answers: [
          ["[y/N]", "y\r"],
          ["Passphrase of your vault", "a wrong one\r"],
          ["Passphrase of your vault", `${PASSPHRASE}\r`],
        ],
      });
      expect(removed.screen).toContain("Removed openai");
      expect(removed.code).toBe(0);
    });

    it("stops at Ctrl-C with 130 and stores nothing", async () => {
      const { code, screen } = await runOnTerminal(["keys", "add", "openai"], {
        cwd: home,
        env: { HOME: home },
        answers: [["it is not shown", "sk-half\u0003"]],
      });
      expect(code).toBe(130);
      expect(screen).not.toContain("sk-half");
      expect(filesBelow(home)).toEqual([]);
    });
  },
);
