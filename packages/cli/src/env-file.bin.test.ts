import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { runProgram, type ProgramResult } from "./__fixtures__/program.ts";

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** A folder in which `.env` is what `make` makes of it. */
function folderWith(make: (path: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "byok-env-"));
  make(join(folder, ".env"));
  return folder;
}

async function byok(cwd: string, ...args: string[]): Promise<ProgramResult> {
  return await runProgram(args, { cwd, env: { HOME: cwd } });
}

describe("what is named .env", () => {
  const folder = folderWith((path) => mkdirSync(path));

  it.each([
    [["ask", "-m", "simulator", "hi"]],
    [["platforms"]],
    [["models", "--default"]],
    [["keys", "list"]],
    [["keys", "import", "--dry-run"]],
    [["doctor", "--offline"]],
  ])("is no file of keys where it is a folder: byok %j", async (args) => {
    expect(await byok(folder, ...args)).toMatchObject({ code: 0, err: "" });
  });

  it("is refused as a folder where the user named it", async () => {
    const { code, err } = await byok(folder, "platforms", "--use-env-file", ".env");
    expect(code).toBe(2);
    expect(err).toContain("The file .env cannot be read");
    expect(err).toContain("--use-env-file");
  });

  it("may begin with a byte-order mark", async () => {
    const key = "sk-0123456789abcdefghijklmnopqrstuvwxyz";
    const marked = folderWith((path) => writeFileSync(path, `\uFEFFOPENAI_API_KEY=${key}\r\n`));
    const { code, out } = await byok(marked, "keys", "list");
    expect(code).toBe(0);
    expect(out).toMatch(/openai .*sk-.*wxyz/);
  });

  // A link to itself stands for a file without rights: the tests may run as root, who may read everything.
  const unreadable = folderWith((path) => symlinkSync(path, path));

  it("can be left out where it cannot be read, and the error says how", async () => {
    const { code, err } = await byok(unreadable, "platforms");
    expect(code).toBe(8);
    expect(err).toContain("The file .env cannot be read (ELOOP)");
    expect(err).toContain("Next   the same command with --no-env-file");
    expect(err).not.toContain("--use-env-file");
    expect(await byok(unreadable, "platforms", "--no-env-file")).toMatchObject({ code: 0 });
  });

  it("keeps no key from being stored where it cannot be read", async () => {
    const added = await runProgram(["keys", "add", "groq"], {
      cwd: unreadable,
      env: { HOME: unreadable, BYOK_VAULT_KEY: "5a".repeat(32) },
      stdin: "gsk_0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdef",
    });
    expect(added).toMatchObject({ code: 0 });
  });
});
