import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "./lock.ts";
import { isGone, ownIdentity, type ProcessIdentity } from "./process-identity.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "byok-lock-"));
  path = join(folder, "vault.lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

const soon = { timeoutMs: 80 };
// As this process, but it began at another time: its number was given to us later.
const dead = (token: string): string => JSON.stringify({ ...ownIdentity(), start: 1, token });
const alive = (token: string, change: Partial<ProcessIdentity> = {}): string =>
  JSON.stringify({ ...ownIdentity(), ...change, token });

test("a process that is no more is told from one that lives or cannot be seen", () => {
  const self = ownIdentity();
  expect(isGone(self)).toBe(false);
  expect(isGone({ ...self, start: self.start + 10_000 })).toBe(true);
  expect(isGone({ ...self, pid: 2 ** 22 + 1 })).toBe(true);
  expect(isGone({ ...self, pid: 2 ** 22 + 1, host: "elsewhere" })).toBe(false);
  expect(isGone({ ...self, pid: 2 ** 22 + 1, space: "pid:[1]" })).toBe(self.space === "pid:[1]");
  expect(isGone({ ...self, boot: "another boot" })).toBe(true);
});

test("one at a time, and nothing is left behind", async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => withLock(path, work, { timeoutMs: 10_000 })));
  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test("the dead are inherited from, and so are their dead heirs", async () => {
  writeFileSync(path, dead("aaaaaaaaaaaaaaaa"));
  writeFileSync(`${path}.aaaaaaaaaaaaaaaa`, dead("bbbbbbbbbbbbbbbb"));
  expect(await withLock(path, () => readdirSync(folder).toSorted(), soon)).toEqual([
    "vault.lock",
    "vault.lock.aaaaaaaaaaaaaaaa",
    "vault.lock.bbbbbbbbbbbbbbbb",
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test("a living heir, another machine and an unreadable lock are waited for", async () => {
  writeFileSync(path, dead("aaaaaaaaaaaaaaaa"));
  writeFileSync(`${path}.aaaaaaaaaaaaaaaa`, alive("bbbbbbbbbbbbbbbb"));
  await expect(withLock(path, () => 1, soon)).rejects.toMatchObject({ reason: "busy" });
  writeFileSync(path, alive("cccccccccccccccc", { host: "elsewhere", pid: 2 ** 22 + 1 }));
  await expect(withLock(path, () => 1, soon)).rejects.toThrow("elsewhere");
  writeFileSync(path, "");
  await expect(withLock(path, () => 1, soon)).rejects.toMatchObject({
    reason: "busy",
    retryable: true,
  });
});

test("what the killed left behind is removed, a waiting process's draft is not", async () => {
  writeFileSync(`${path}.dddddddddddddddd`, dead("eeeeeeeeeeeeeeee"));
  writeFileSync(`${path}.new-1111111111111111`, dead("1111111111111111"));
  writeFileSync(`${path}.new-2222222222222222`, alive("2222222222222222"));
  await withLock(path, () => 1, soon);
  expect(readdirSync(folder)).toEqual(["vault.lock.new-2222222222222222"]);
});

test("the lock is given back when the work fails", async () => {
  await expect(withLock(path, () => Promise.reject(new Error("no")), soon)).rejects.toThrow("no");
  expect(readdirSync(folder)).toEqual([]);
});
