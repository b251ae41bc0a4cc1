import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { environment, newHome, runIn, works } from "./vault-process.ts";

const child = fileURLToPath(new URL("children/keychain.ts", import.meta.url));
const needed = ["dbus-run-session", "dbus-send", "gnome-keyring-daemon"];
const missing =
  process.platform === "linux"
    ? needed.filter(
        (program) =>
          !works(program, [program === "dbus-send" ? "--help" : "--version"]) &&
          !works("which", [program]),
      )
    : ["Linux"];

if (missing.length > 0) {
  process.stderr.write(
    `skipped: the real keychain needs ${missing.join(", ")} (apt-get install gnome-keyring dbus-x11)\n`,
  );
}

let home: string;
beforeEach(() => {
  home = newHome();
  mkdirSync(join(home, "run"), { mode: 0o700 });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** What the steps of the child said, in a shell that starts what it needs. */
async function run(shell: string, bus = true): Promise<unknown[]> {
  const script = `step() { "$NODE" "$CHILD" "$@"; }\n${shell}`;
  const command = bus ? ["dbus-run-session", "--", "bash", "-c", script] : ["bash", "-c", script];
  const { BYOK_VAULT_KEY: _, ...env } = environment(home);
  const { output } = await runIn(home, [
    "env",
    "-i",
    ...Object.entries({
      ...env,
      NODE: process.execPath,
      CHILD: child,
      XDG_RUNTIME_DIR: join(home, "run"),
    }).map(([name, value]) => `${name}=${value}`),
    ...command,
  ]);
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as unknown);
}

const UNLOCK = "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";
const LOCK =
  "dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >/dev/null";

describe.skipIf(missing.length > 0)("the real keychain of a Linux desktop", () => {
  test("unlocked: chosen after a probe, and the key comes back in another process", async () => {
    expect(await run(`${UNLOCK}; step add status; step find`)).toEqual([
      { step: "add", backend: "keychain", entries: 1 },
      { step: "status", backend: "keychain", entries: 1 },
      { step: "find", found: true },
    ]);
    // Neither the vault nor the keyring's own file holds the key.
    const places = [join(home, "state"), join(home, ".local/share/keyrings")];
    for (const place of places) {
      for (const name of readdirSync(place)) {
        expect(readFileSync(join(place, name), "latin1")).not.toContain("sk-keychain-0123456789");
      }
    }
    // A new login, with the keyring unlocked again.
    expect(await run(`${UNLOCK}; step find`)).toEqual([{ step: "find", found: true }]);
  }, 60_000);

  test("locked: the error says locked, for reading and for writing, and the key is still there after", async () => {
    const locked = { reason: "locked", steps: 3, message: "The OS keychain is locked." };
    expect(await run(`${UNLOCK}; step add; ${LOCK}; step find add`)).toEqual([
      { step: "add", backend: "keychain", entries: 1 },
      { step: "find", ...locked },
      { step: "add", ...locked },
    ]);
    expect(await run(`${UNLOCK}; step find`)).toEqual([{ step: "find", found: true }]);
  }, 60_000);

  test("never unlocked: nothing is chosen, and an existing vault is locked, not empty", async () => {
    expect(await run("step add")).toMatchObject([
      { step: "add", reason: "backend_needed", steps: 3 },
    ]);
    expect(readdirSync(home)).not.toContain("state");
    await run(`${UNLOCK}; step add`);
    rmSync(join(home, ".local"), { recursive: true });
    // The keyring's file is lost with the login: no item and no collection.
    expect(await run("step find")).toMatchObject([{ step: "find", reason: "locked" }]);
    // A new, empty keyring works, but it does not have the item.
    expect(await run(`${UNLOCK}; step find`)).toMatchObject([
      { step: "find", reason: "backend_gone", steps: 3 },
    ]);
  }, 60_000);

  test("no D-Bus: an error that says so, with three steps", async () => {
    expect(await run("step add", false)).toMatchObject([
      { step: "add", reason: "backend_needed", steps: 3 },
    ]);
    await run(`${UNLOCK}; step add`);
    const [found] = await run("step find", false);
    expect(found).toMatchObject({ reason: "backend_gone", steps: 3 });
    expect((found as { message: string }).message).toMatch(/D-?Bus/);
  }, 60_000);

  test("an encrypted-anew vault has one new item, and the old one is gone", async () => {
    const items =
      "dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets/collection/login org.freedesktop.DBus.Properties.Get string:org.freedesktop.Secret.Collection string:Items | grep -c collection/login/ | sed 's/.*/{\"items\":&}/'";
    expect(await run(`${UNLOCK}; step add; ${items}; step rekey; ${items}; step find`)).toEqual([
      { step: "add", backend: "keychain", entries: 1 },
      { items: 1 },
      { step: "rekey", backend: "keychain", entries: 1 },
      { items: 1 },
      { step: "find", found: true },
    ]);
  }, 60_000);
});
