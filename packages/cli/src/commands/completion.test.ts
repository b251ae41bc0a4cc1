import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../__fixtures__/fake-io.ts";

const FISH = "fish";
const has = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;
const absent = (shell: string): string => (has(shell) ? "" : ` (skipped: no ${shell} here)`);

/** fish reads no script from a pipe of Node. */
function scriptFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "byok-completion-")), "script");
  writeFileSync(path, text);
  return path;
}

/** What bash offers after some words. */
async function offered(...words: string[]): Promise<string[]> {
  const { out } = await run(["completion", "bash"], { stdin: "" });
  const line = ["byok", ...words].map((word) => `'${word}'`).join(" ");
  const ask = `compopt() { :; }; COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _byok; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", `${out}\n${ask}`], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((word) => word !== "");
}

describe("completion", () => {
  it.skipIf(!has("bash"))(
    "offers commands, subcommands, platforms, flags and values in bash",
    async () => {
      expect(await offered("ke")).toEqual(["keys"]);
      expect(await offered("keys", "re")).toEqual(["rename", "remove"]);
      expect(await offered("keys", "add", "anth")).toEqual(["anthropic"]);
      expect(await offered("keys", "add", "openai", "--la")).toEqual(["--label"]);
      expect(await offered("keys", "add", "openai", "--backend", "p")).toEqual(["passphrase"]);
      expect(await offered("ask", "-m", "opena")).toContain("openai/");
      expect(await offered("completion", "f")).toEqual(["fish"]);
      expect(await offered("cost", "--by", "d")).toEqual(["day"]);
      expect(await offered("platforms", "--kind", "d")).toEqual(["direct"]);
      expect(await offered("context", "add", "--kind", "d")).toEqual(["decision"]);
    },
  );

  it.skipIf(!has(FISH))(
    `offers the same in fish, without a word of complaint${absent(FISH)}`,
    async () => {
      const { out } = await run(["completion", "fish"], { stdin: "" });
      const offers = (line: string): string[] => {
        const script = scriptFile(`${out}\ncomplete -C '${line}'`);
        const { stdout, stderr } = spawnSync(FISH, ["--no-config", script], { encoding: "utf8" });
        expect(stderr).toBe("");
        return stdout.split("\n").flatMap((word) => word.split("\t")[0] || []);
      };
      expect(offers("byok ke")).toEqual(["keys"]);
      expect(offers("byok keys re")).toEqual(["remove", "rename"]);
      expect(offers("byok keys add anth")).toEqual(["anthropic"]);
      expect(offers("byok keys add openai --la")).toEqual(["--label"]);
      expect(offers("byok keys add openai --backend p")).toEqual(["passphrase"]);
      expect(offers("byok cost --by ")).toContain("day");
    },
  );

  it.skipIf(!has("zsh"))(`offers the same in zsh${absent("zsh")}`, async () => {
    const { out } = await run(["completion", "zsh"], { stdin: "" });
    const offers = (...words: string[]): string[] => {
      const typed = ["byok", ...words].map((word) => `'${word}'`).join(" ");
      const stubs = `compdef() { }; _files() { }; compadd() { local all=("$@"); print -l -- \${all[all[(i)--]+1,-1]} }`;
      const { stdout, stderr } = spawnSync(
        "zsh",
        ["-f", "-c", `${stubs}\n${out}\nwords=(${typed}); CURRENT=${words.length + 1}; _byok`],
        { encoding: "utf8" },
      );
      expect(stderr).toBe("");
      // zsh itself keeps those that begin with what is typed.
      return stdout
        .split("\n")
        .filter((word) => word !== "" && word.startsWith(words.at(-1) ?? ""));
    };
    expect(offers("ke")).toEqual(["keys"]);
    expect(offers("keys", "add", "anth")).toEqual(["anthropic"]);
    expect(offers("keys", "add", "openai", "--la")).toEqual(["--label"]);
    expect(offers("keys", "add", "openai", "--backend", "p")).toEqual(["passphrase"]);
    expect(offers("ask", "-m", "opena")).toContain("openai/");
  });

  it.each(["zsh", "fish"])(
    "has the same words for %s, which parses it where it is installed",
    async (shell) => {
      const { code, out } = await run(["completion", shell], { stdin: "" });
      expect(code).toBe(0);
      for (const word of ["keys", "remove", "anthropic", "passphrase-stdin"])
        expect(out).toContain(word);
      if (!has(shell)) return;
      expect(spawnSync(shell, ["-n", scriptFile(out)], { encoding: "utf8" })).toMatchObject({
        status: 0,
        stderr: "",
      });
    },
  );

  it("names the shells", async () => {
    expect(await run(["completion", "bsh"], { stdin: "" })).toMatchObject({
      code: 2,
      err: expect.stringContaining("byok completion bash") as string,
    });
  });
});
