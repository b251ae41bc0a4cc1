import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../__fixtures__/fake-io.ts";

const has = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;

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
    },
  );

  it.each(["zsh", "fish"])(
    "has the same words for %s, which parses it where it is installed",
    async (shell) => {
      const { code, out } = await run(["completion", shell], { stdin: "" });
      expect(code).toBe(0);
      for (const word of ["keys", "remove", "anthropic", "passphrase-stdin"])
        expect(out).toContain(word);
      if (!has(shell)) return;
      // From a file: fish reads no script from the socket that Node makes of a child's stdin.
      const folder = mkdtempSync(join(tmpdir(), "byok-completion-"));
      const file = join(folder, "script");
      writeFileSync(file, out);
      const parsed = spawnSync(shell, ["-n", file], { encoding: "utf8" });
      rmSync(folder, { recursive: true });
      expect(parsed).toMatchObject({ status: 0, stderr: "" });
    },
  );

  it("names the shells", async () => {
    expect(await run(["completion", "bsh"], { stdin: "" })).toMatchObject({
      code: 2,
      err: expect.stringContaining("byok completion bash") as string,
    });
  });
});
