import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { createKeyFile, openVault, restoreVault } from "@byok/vault";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callsOf, hasStrace, withFault, type Call } from "./strace.ts";
import {
  addHere,
  changeVault,
  countFrom,
  environment,
  filesOf,
  newHome,
  runIn,
  storedLabels,
} from "./vault-process.ts";

let root: string;
/** A vault with two keys, to copy. */
let template: string;
beforeAll(async () => {
  root = newHome();
  template = join(root, "template");
  await addHere(template, "first");
  await addHere(template, "second");
  createKeyFile(join(root, "next-key"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let homes = 0;
function home(from?: string): string {
  homes += 1;
  const folder = join(root, `home-${homes}`);
  mkdirSync(folder);
  if (from === undefined) return folder;
  cpSync(from, folder, { recursive: true });
  // A copy of a folder has the usual mode.
  chmodSync(join(folder, "state"), 0o700);
  return folder;
}

/** Runs a function for each item, two at a time. */
async function forEach<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  };
  await Promise.all([worker(), worker()]);
}

/** Runs a program of the system. */
function system(program: string, args: readonly string[]): void {
  execFileSync(program, args, { stdio: "ignore" });
}

const describeCall = ({ name, at, text }: Call): string => `${name} ${at} (${text.slice(0, 120)})`;

/** A draft of the lock without a word in it does not say whose it is; it goes a minute later. */
function isEmptyDraft(at: string, name: string): boolean {
  return name.startsWith("vault.lock.new-") && readFileSync(join(at, "state", name)).length === 0;
}

interface Scenario {
  name: string;
  change: string[];
  /** Undefined: there is no vault before. */
  from: string | undefined;
  before: string[];
  after: string[];
}

const scenarios = (): Scenario[] => [
  {
    name: "the first key",
    change: ["add", "new", "1"],
    from: undefined,
    before: [],
    after: ["new-0"],
  },
  {
    name: "one more key",
    change: ["add", "new", "1"],
    from: template,
    before: ["first", "second"],
    after: ["first", "new-0", "second"],
  },
  {
    name: "a removal",
    change: ["remove", "second"],
    from: template,
    before: ["first", "second"],
    after: ["first"],
  },
];

describe.skipIf(!hasStrace)(
  "killed at every write, fsync, rename, link and unlink of a save",
  () => {
    test.each([0, 1, 2])(
      "scenario %i",
      async (index) => {
        const scenario = scenarios()[index];
        if (scenario === undefined) throw new Error("no scenario");
        const calls = await callsOf(home(scenario.from), scenario.change);
        expect(calls.filter(({ name }) => name === "fsync").length).toBeGreaterThanOrEqual(2);
        const seen = new Set<string>();
        await forEach(calls, async (call) => {
          const at = home(scenario.from);
          const ended = await withFault(at, scenario.change, call, "signal=KILL");
          const where = `${scenario.name}, killed at ${describeCall(call)}`;
          expect(ended.killedBy ?? ended.code, where).not.toBe(0);
          expect(ended.saved, where).toEqual([]);
          // What was there is there, and what was being done is done or not: nothing in between.
          const labels = await storedLabels(at);
          expect([scenario.before.join(), scenario.after.join()], where).toContain(labels.join());
          seen.add(labels.join());
          // The lock of the dead holds nobody up, and what they left is cleared away.
          await addHere(at, "later");
          expect(await storedLabels(at), where).toEqual([...labels, "later"].toSorted());
          expect(
            filesOf(at).filter((name) => !isEmptyDraft(at, name)),
            where,
          ).toEqual(["vault.json", "vault.json.bak"]);
        });
        expect(seen.size).toBe(2);
      },
      120_000,
    );

    test("a change of the backend: one of the two keys opens everything", async () => {
      const change = ["rekey", join(root, "next-key")];
      const calls = await callsOf(home(template), change);
      await forEach(calls, async (call) => {
        const at = home(template);
        await withFault(at, change, call, "signal=KILL");
        const where = `killed at ${describeCall(call)}`;
        const { backendDetail } = openVault({ env: environment(at) }).status();
        expect(backendDetail, where).toMatch(/next-key|BYOK_VAULT_KEY/);
        expect(await storedLabels(at), where).toEqual(["first", "second"]);
      });
    }, 120_000);
  },
);

describe.skipIf(!hasStrace)("a disk that fails", () => {
  const faults: Partial<Record<Call["name"], string[]>> = {
    write: ["ENOSPC", "EIO"],
    fsync: ["EIO", "ENOSPC"],
    rename: ["EROFS"],
    link: ["ENOSPC", "EROFS"],
  };

  test("every failed call is reported as not saved, and the old keys are there", async () => {
    const change = ["add", "new", "1"];
    const calls = await callsOf(home(template), change);
    const cases = calls.flatMap((call) =>
      (faults[call.name] ?? []).map((fault) => ({ call, fault })),
    );
    expect(cases.length).toBeGreaterThan(8);
    const lastSync = calls.findLast(({ name }) => name === "fsync");
    await forEach(cases, async ({ call, fault }) => {
      const at = home(template);
      const ended = await withFault(at, change, call, `error=${fault}`);
      const where = `${fault} at ${describeCall(call)}`;
      expect(ended.output, where).toMatch(/^failed not_saved /m);
      expect(ended.saved, where).toEqual([]);
      const labels = await storedLabels(at);
      // Only the sync of the folder comes after the file is in place; its error says so.
      if (call.name === "fsync" && call.at === lastSync?.at)
        expect(ended.output, where).toContain("does not confirm");
      else expect(labels, where).toEqual(["first", "second"]);
      expect(filesOf(at), where).toEqual(["vault.json", "vault.json.bak"]);
    });
  }, 120_000);

  test("where the file system has no hard links, a save works without them", async () => {
    const change = ["add", "new", "1"];
    const calls = await callsOf(home(template), change);
    const [lock] = calls.filter(({ name }) => name === "link");
    if (lock === undefined) throw new Error("no link");
    const at = home(template);
    const ended = await withFault(at, change, { ...lock, at: 1 }, "error=EPERM");
    expect(ended.saved).toEqual(["new-0"]);
    expect(await storedLabels(at)).toEqual(["first", "new-0", "second"]);
  }, 60_000);
});

const canMount = ((): boolean => {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const probe = newHome();
  try {
    system("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", probe]);
    system("umount", [probe]);
    return true;
  } catch {
    process.stderr.write(
      "skipped: a full disk and a read-only disk (needs the right to mount a tmpfs)\n",
    );
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
})();

test.skipIf(!canMount)(
  "a full disk and a read-only disk: the error says what to do, old keys are read",
  async () => {
    const at = home();
    system("mount", ["-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", at]);
    try {
      await addHere(at, "first");
      const saved = ["first"];
      const fill = async (number: number): Promise<unknown> => {
        const label = `fill-${number}`;
        const error: unknown = await addHere(at, label).catch((caught: unknown) => caught);
        if (error !== undefined || number > 500) return error;
        saved.push(label);
        return fill(number + 1);
      };
      const error = await fill(0);
      expect(error).toMatchObject({
        code: "vault",
        reason: "not_saved",
        hint: expect.stringContaining("Free some space") as string,
      });
      expect((error as Error).message).toContain("the disk is full");
      expect(await storedLabels(at)).toEqual(saved.toSorted());
      system("mount", ["-o", "remount,ro", at]);
      await expect(addHere(at, "more")).rejects.toMatchObject({
        reason: "not_saved",
        hint: expect.stringContaining("BYOK_HOME") as string,
      });
      const vault = openVault({ env: environment(at) });
      expect(await vault.find("openai")).toMatchObject({ label: "first" });
    } finally {
      system("umount", [at]);
    }
  },
  60_000,
);

test("killed at random moments: nothing acknowledged is lost, nothing is corrupt", async () => {
  const kills = countFrom("BYOK_VAULT_KILLS", 4);
  const at = home(template);
  const saved = ["first", "second"];
  let cut = 0;
  const rounds = Array.from({ length: kills }, (_, round) => round);
  // Two at a time, so that the dead leave the lock to the living.
  await forEach(rounds, async (round) => {
    const ended = await runIn(at, [process.execPath, changeVault, "add", `r${round}`, "400"], {
      killAfterMs: Math.random() * 60,
    });
    if (ended.killedBy === "SIGKILL") cut += 1;
    expect(ended.output).not.toContain("failed");
    saved.push(...ended.saved);
  });
  expect(cut).toBe(kills);
  const stored = await storedLabels(at);
  expect(saved.filter((label) => !stored.includes(label))).toEqual([]);
  // At most the one key that each process was about to acknowledge.
  expect(stored.length - saved.length).toBeLessThanOrEqual(kills);
  await addHere(at, "later");
  const files = filesOf(at).filter((name) => !isEmptyDraft(at, name));
  expect(files).toEqual(["vault.json", "vault.json.bak"]);
  const copy = readFileSync(join(at, "state", "vault.json.bak"));
  expect(copy.length).toBeGreaterThan(0);
  await expect(restoreVault({ env: environment(at) })).rejects.toMatchObject({
    reason: "conflict",
  });
  expect(existsSync(join(at, "state", "vault.lock"))).toBe(false);
}, 600_000);
