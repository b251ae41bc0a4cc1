import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  findKeysInEnvFile,
  findKeysInEnvironment,
  findKeysInShellProfiles,
  findKeysOfLlm,
  isVaultError,
  keyFromCommand,
  openVault,
  type ImportCandidate,
} from "../index.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "byok-import-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const short = (found: ImportCandidate[]): unknown[] =>
  found.map(({ platform, region, key, source }) => [
    platform,
    region,
    key.reveal(),
    source.name,
    source.line,
  ]);

describe("where keys are found", () => {
  test("the environment, by the catalog's variables, with the region that a variable names", () => {
    const found = findKeysInEnvironment({
      OPENAI_API_KEY: "sk-openai",
      ZAI_API_KEY: "zai-key",
      GROQ_API_KEY: "  ",
      MISTRAL_API_KEY: "not a key, a sentence",
      AWS_ACCESS_KEY_ID: "AKIA0000",
      PATH: "/bin",
    });
    expect(short(found)).toEqual([
      ["openai", undefined, "sk-openai", "OPENAI_API_KEY", undefined],
      ["zhipu", "intl", "zai-key", "ZAI_API_KEY", undefined],
    ]);
    expect(inspect(found, { depth: Infinity })).not.toContain("sk-openai");
  });

  test(".env, with its lines", () => {
    const path = join(folder, ".env");
    writeFileSync(
      path,
      'PORT=1\n# OPENAI_API_KEY=old\nexport OPENAI_API_KEY="sk-from-file"\nANTHROPIC_API_KEY=sk-ant-1\n',
    );
    expect(short(findKeysInEnvFile(path))).toEqual([
      ["openai", undefined, "sk-from-file", "OPENAI_API_KEY", 3],
      ["anthropic", undefined, "sk-ant-1", "ANTHROPIC_API_KEY", 4],
    ]);
    writeFileSync(path, "\uFEFFANTHROPIC_API_KEY=sk-ant-2\r\n");
    expect(short(findKeysInEnvFile(path))).toEqual([
      ["anthropic", undefined, "sk-ant-2", "ANTHROPIC_API_KEY", 1],
    ]);
    expect(() => findKeysInEnvFile(join(folder, "none.env"))).toThrow("cannot be read");
  });

  test("llm's keys.json", () => {
    const path = join(folder, "keys.json");
    writeFileSync(
      path,
      '{\n  "// Note": "This file stores secret API credentials. Do not share!",\n  "openai": "sk-llm",\n  "claude": "sk-ant-llm",\n  "unheard-of": "x",\n  "groq": 7\n}\n',
    );
    expect(short(findKeysOfLlm({ env: { LLM_USER_PATH: folder } }))).toEqual([
      ["openai", undefined, "sk-llm", "openai", 3],
      ["anthropic", undefined, "sk-ant-llm", "claude", 4],
    ]);
    expect(findKeysOfLlm({ env: { HOME: join(folder, "nobody") }, system: "linux" })).toEqual([]);
  });

  test("shell profiles: literal values of three shells; nothing that a program computes; no file is changed", () => {
    const bashrc = join(folder, ".bashrc");
    const text = [
      "# export OPENAI_API_KEY=sk-comment",
      "export OPENAI_API_KEY='sk-bash' # mine",
      'export GROQ_API_KEY="$(op read op://x)"',
      "export MISTRAL_API_KEY=$OTHER",
      "DEEPSEEK_API_KEY=sk-plain; export DEEPSEEK_API_KEY",
      "export EDITOR=vi",
      "",
    ].join("\n");
    writeFileSync(bashrc, text);
    mkdirSync(join(folder, ".config/fish"), { recursive: true });
    writeFileSync(
      join(folder, ".config/fish/config.fish"),
      "set -gx ANTHROPIC_API_KEY sk-ant-fish\n",
    );
    expect(short(findKeysInShellProfiles({ home: folder }))).toEqual([
      ["openai", undefined, "sk-bash", "OPENAI_API_KEY", 2],
      ["deepseek", undefined, "sk-plain", "DEEPSEEK_API_KEY", 5],
      ["anthropic", undefined, "sk-ant-fish", "ANTHROPIC_API_KEY", 1],
    ]);
    expect(readFileSync(bashrc, "utf8")).toBe(text);
  });

  test("an import stores what is new in one save and says what it left out", async () => {
    const vault = openVault({
      folder: join(folder, "state"),
      env: { BYOK_VAULT_KEY: "07".repeat(32) },
    });
    await vault.add({ platform: "openai", key: "sk-have-this-one-already" });
    const report = await vault.import(
      findKeysInEnvironment({
        OPENAI_API_KEY: "sk-have-this-one-already",
        GROQ_API_KEY: "gsk_new-key-0123456789",
        XAI_API_KEY: "gsk_new-key-for-another",
      }),
    );
    expect(report.added.map(({ entry }) => entry.platform).toSorted()).toEqual(["groq", "xai"]);
    expect(report.skipped.map(({ why }) => why)).toEqual([
      'This key is in the vault already, as "default".',
    ]);
    expect(report.warnings.map(({ code }) => code)).toEqual(["other_platform"]);
    expect(vault.list()).toHaveLength(3);
  });
});

describe("a key from a command", () => {
  const node = (script: string, ...args: string[]): string[] => [
    process.execPath,
    "-e",
    script,
    ...args,
  ];
  const reasonOf = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "no error",
      (error: unknown) => (isVaultError(error) ? error.reason : (error as { code: string }).code),
    );
  const quiet = { showErrors: false };

  test("the first line of its output, without white space", async () => {
    const key = await keyFromCommand(
      node('console.log("\\n  sk-from-op  \\r\\nlogin: me")'),
      quiet,
    );
    expect(key.reveal()).toBe("sk-from-op");
  });

  test("no shell reads its arguments", async () => {
    const argument = "$(touch x); `id` && > y | z * ~ %PATH%";
    const key = await keyFromCommand(node("console.log(process.argv[1])", argument), quiet);
    expect(key.reveal()).toBe(argument);
  });

  test("it sees no key of the environment", async () => {
    const env = {
      PATH: process.env["PATH"],
      OPENAI_API_KEY: "sk-1",
      BYOK_PASSPHRASE: "p",
      BYOK_VAULT_KEY: "k",
      OP_TOKEN: "t",
    };
    const key = await keyFromCommand(
      node("console.log(Object.keys(process.env).filter((n) => /KEY|PASS|TOKEN/.test(n)).join())"),
      { ...quiet, env },
    );
    expect(key.reveal()).toBe("OP_TOKEN");
  });

  test("failure, silence, too much, too slow, absence and a signal are errors that hold no output", async () => {
    const failed = keyFromCommand(node('console.log("sk-secret-output"); process.exit(3)'), quiet);
    const error: unknown = await failed.catch((caught: unknown) => caught);
    expect(inspect(error)).toContain("exit code 3");
    expect(inspect(error)).not.toContain("sk-secret-output");
    expect(await reasonOf(keyFromCommand(node(""), quiet))).toBe("source");
    expect(
      await reasonOf(keyFromCommand(node('process.stdout.write("x".repeat(1e6))'), quiet)),
    ).toBe("source");
    expect(
      await reasonOf(
        keyFromCommand(node("setInterval(() => {}, 1000)"), { ...quiet, timeoutMs: 50 }),
      ),
    ).toBe("source");
    expect(await reasonOf(keyFromCommand(["byok-no-such-program"], quiet))).toBe("source");
    expect(await reasonOf(keyFromCommand([], quiet))).toBe("source");
    const signal = AbortSignal.timeout(50);
    expect(
      await reasonOf(keyFromCommand(node("setInterval(() => {}, 1000)"), { ...quiet, signal })),
    ).toBe("aborted");
  });
});
