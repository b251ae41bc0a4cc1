import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { withLock } from "./lock.ts";
import { ownIdentity, type ProcessIdentity } from "./process-identity.ts";

/** What happens in other processes while this one looks whether the holder lives. */
const meanwhile = vi.hoisted(() => ({ run: (): void => undefined }));

vi.mock(import("./process-identity.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    isGone(other: ProcessIdentity): boolean {
      const gone = real.isGone(other);
      meanwhile.run();
      return gone;
    },
  };
});

test("an heir that comes too late does not get the lock beside its new holder", async () => {
  const folder = mkdtempSync(join(tmpdir(), "byok-lock-"));
  const path = join(folder, "vault.lock");
  writeFileSync(path, JSON.stringify({ ...ownIdentity(), start: 1, token: "aaaaaaaaaaaaaaaa" }));
  meanwhile.run = () => {
    // Another process inherited, gave the lock back, and a third one holds it now.
    rmSync(path, { force: true });
    writeFileSync(path, JSON.stringify({ ...ownIdentity(), token: "cccccccccccccccc" }));
  };
  try {
    const late = withLock(path, () => "inside", { timeoutMs: 40 });
    await expect(late).rejects.toMatchObject({ reason: "busy" });
    expect(readdirSync(folder)).toEqual(["vault.lock"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
