import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  renameSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { inspect } from "node:util";
import { Secret, type StoredKey } from "@byok/core/keys";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { memoryKeychain, type MemoryKeychain } from "./__fixtures__/memory-keychain.ts";
import {
  createKeyFile,
  openVault,
  restoreVault,
  VaultError,
  type Vault,
  type VaultErrorReason,
  type VaultOptions,
} from "./index.ts";

const KEY = "sk-proj-0123456789abcdefghijklmnopqrstuvWXYZ";
const OTHER = "sk-proj-9876543210abcdefghijklmnopqrstuvABCD";
const PASS = "correct horse battery staple";

let parent: string;
let folder: string;
let keychain: MemoryKeychain;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "byok-vault-"));
  folder = join(parent, "state");
  keychain = memoryKeychain();
});
afterEach(() => rmSync(parent, { recursive: true }));

const CI = { BYOK_VAULT_KEY: "07".repeat(32) };

/** A vault of a machine without a person, which opens without delay. */
function open(options: VaultOptions = {}): Vault {
  return openVault({ folder, env: CI, keychain, ...options });
}

function revealed(found: StoredKey | undefined): string | undefined {
  const key = found?.key;
  return key instanceof Secret ? key.reveal() : key;
}

async function failure(work: Promise<unknown>): Promise<VaultError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof VaultError) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}

async function reasonOf(work: Promise<unknown>): Promise<VaultErrorReason> {
  return (await failure(work)).reason;
}

describe("keys in a vault", () => {
  test("a key is added, found, listed by its mask, and removed", async () => {
    const vault = open();
    const { entry, warnings } = await vault.add({ platform: "openai", key: ` "${KEY}"\n` });
    expect(entry).toMatchObject({
      platform: "openai",
      label: "default",
      isDefault: true,
      mask: "sk-proj-...WXYZ",
      origins: ["https://api.openai.com"],
    });
    expect(warnings).toEqual([]);

    const again = open();
    expect(again.list().map(({ id, mask }) => ({ id, mask }))).toEqual([
      { id: entry.id, mask: "sk-proj-...WXYZ" },
    ]);
    const found = await again.find("openai");
    expect(revealed(found)).toBe(KEY);
    expect(found).toMatchObject({ origins: ["https://api.openai.com"], label: "default" });

    await again.remove({ platform: "openai" });
    expect(vault.list()).toEqual([]);
    expect(await vault.find("openai")).toBeUndefined();
  });

  test("no vault means no key, and asking makes nothing", async () => {
    expect(await open().find("openai")).toBeUndefined();
    expect(open().list()).toEqual([]);
    expect(open().status()).toMatchObject({ exists: false, backend: undefined });
    expect(existsSync(folder)).toBe(false);
  });

  test("several keys of a platform: labels, one default, disable, enable, rename", async () => {
    const vault = open();
    await vault.add({ platform: "openai", key: KEY });
    await vault.add({ platform: "openai", key: OTHER });
    expect(vault.list().map(({ label, isDefault }) => [label, isDefault])).toEqual([
      ["default", true],
      ["key-2", false],
    ]);

    await vault.rename({ platform: "openai", label: "key-2" }, " work ");
    const at = async (label?: string): Promise<string | undefined> => {
      const found = await open().find("openai", label === undefined ? {} : { label });
      return revealed(found);
    };
    expect(await at()).toBe(KEY);
    expect(await at("work")).toBe(OTHER);
    expect(await at("key-2")).toBeUndefined();

    await vault.setDefault({ platform: "openai", label: "work" });
    expect(await at()).toBe(OTHER);
    const { newDefault } = await vault.disable({ platform: "openai", label: "work" });
    expect(newDefault?.label).toBe("default");
    expect(await at()).toBe(KEY);
    expect(await at("work")).toBeUndefined();
    expect(await reasonOf(vault.setDefault({ platform: "openai", label: "work" }))).toBe(
      "conflict",
    );

    await vault.enable({ platform: "openai", label: "work" });
    expect(await at("work")).toBe(OTHER);
    expect(await at()).toBe(KEY);
  });

  test("a key of one region is never given for another", async () => {
    const vault = open();
    await vault.add({ platform: "moonshot", key: "sk-moonshot-international-0001" });
    expect(vault.list()[0]).toMatchObject({ region: "intl", origins: ["https://api.moonshot.ai"] });
    expect(await vault.find("moonshot", { region: "cn" })).toBeUndefined();
    await vault.add({ platform: "moonshot", key: "sk-moonshot-china-000000000001", region: "cn" });
    const found = await vault.find("moonshot", { region: "cn" });
    expect(revealed(found)).toBe("sk-moonshot-china-000000000001");
    expect(found?.origins).toEqual(["https://api.moonshot.cn"]);
    expect(vault.list().every((entry) => entry.isDefault)).toBe(true);
  });

  test("the same key twice, or a label twice, is a conflict", async () => {
    const vault = open();
    await vault.add({ platform: "openai", key: KEY, label: "work" });
    const twin = await failure(vault.add({ platform: "openai", key: `${KEY} ` }));
    expect(twin.reason).toBe("conflict");
    expect(twin.message).toContain('"work"');
    expect(await reasonOf(vault.add({ platform: "openai", key: OTHER, label: "work" }))).toBe(
      "conflict",
    );
    expect(await reasonOf(vault.remove({ platform: "openai", label: "home" }))).toBe("not_found");
    await vault.add({ platform: "openai", key: OTHER });
    expect(await reasonOf(vault.remove({ platform: "openai" }))).toBe("conflict");
  });

  test("a key of another platform is stored with a warning; a key that cannot be one is refused by position", async () => {
    const vault = open();
    const { warnings } = await vault.add({
      platform: "openai",
      key: "sk-ant-api03-0123456789abcdefghij",
    });
    expect(warnings.map(({ code }) => code)).toEqual(["other_platform"]);
    expect(warnings[0]?.message).toContain("Anthropic");
    const refused = vault.add({ platform: "openai", key: "sk-0123456789\u00e4bcdef" });
    await expect(refused).rejects.toThrow("position 14");
    await expect(vault.add({ platform: "openai", key: "  " })).rejects.toThrow("empty");
    await expect(vault.add({ platform: "zhipu", region: "intl", key: " " })).rejects.toMatchObject({
      hint: expect.stringContaining("https://z.ai/") as string,
    });
    await expect(vault.add({ platform: "opnai", key: KEY })).rejects.toMatchObject({
      code: "unknown_platform",
    });
    expect(await reasonOf(vault.add({ platform: "openai", key: KEY, label: `my ${KEY}` }))).toBe(
      "invalid",
    );
    expect(await reasonOf(vault.add({ platform: "openai-compatible-model", key: KEY }))).toBe(
      "invalid",
    );
    expect(
      await reasonOf(vault.add({ platform: "openai", key: KEY, origins: ["http://evil.example"] })),
    ).toBe("invalid");
    expect(vault.list()).toHaveLength(1);
  });

  test("the day of use is noted once, and its failure keeps no key back", async () => {
    const now = (): Date => new Date("2026-11-21T10:00:00Z");
    const vault = open({ now });
    await vault.add({ platform: "openai", key: KEY });
    await vault.find("openai");
    expect(vault.list()[0]?.lastUsedOn).toBe("2026-11-21");
    const before = readFileSync(vault.path);
    await vault.find("openai");
    expect(readFileSync(vault.path).equals(before)).toBe(true);

    const tomorrow = open({ now: () => new Date("2026-11-22T10:00:00Z"), lockTimeoutMs: 50 });
    writeFileSync(join(folder, "vault.lock"), "held by something else");
    expect(await tomorrow.find("openai")).toBeDefined();
  });

  test("a removed key and an old passphrase are not in the last good copy", async () => {
    const vault = open();
    await vault.add({ platform: "openai", key: KEY });
    await vault.add({ platform: "groq", key: "gsk_0123456789abcdefghijklmnop" });
    await vault.remove({ platform: "openai" });
    expect(readFileSync(`${vault.path}.bak`, "utf8")).not.toContain("openai");
  });

  test("an export must be asked for", async () => {
    const vault = open();
    await vault.add({ platform: "openai", key: KEY });
    expect(await reasonOf(vault.export({} as { reveal: true }))).toBe("invalid");
    expect((await vault.export({ reveal: true })).map(({ key }) => key)).toEqual([KEY]);
  });

  test("a signal stops a wait, and nothing is stored", async () => {
    const vault = open();
    await vault.add({ platform: "openai", key: KEY });
    writeFileSync(join(folder, "vault.lock"), "held by something else");
    const controller = new AbortController();
    const adding = vault.add({ platform: "openai", key: OTHER, signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(adding).rejects.toMatchObject({ code: "aborted" });
    await expect(vault.find("openai", { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
    rmSync(join(folder, "vault.lock"));
    expect(vault.list()).toHaveLength(1);
  });

  test("a lock that nobody gives back is an error that names it", async () => {
    const vault = open({ lockTimeoutMs: 60 });
    await vault.init();
    writeFileSync(join(folder, "vault.lock"), "held by something else");
    const error = await failure(vault.add({ platform: "openai", key: KEY }));
    expect(error.reason).toBe("busy");
    expect(error.hint).toContain("vault.lock");
  });
});

describe("nothing gives a key away", () => {
  test("no file, no inspection and no error holds a key, its base64 or its hex", async () => {
    const vault = open();
    await vault.add({ platform: "openai", key: KEY });
    await vault.add({ platform: "openai", key: OTHER });
    await vault.find("openai");
    await vault.rename({ platform: "openai", label: "key-2" }, "work");
    const errors = await Promise.all([
      failure(vault.add({ platform: "openai", key: KEY })),
      failure(vault.add({ platform: "openai", key: "sk-new-0123456789abcdef", label: "work" })),
    ]);
    const found = await vault.find("openai");
    const seen = [
      ...readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1")),
      inspect(vault, { depth: Infinity, showHidden: true }),
      JSON.stringify(vault),
      inspect(found, { depth: Infinity, showHidden: true }),
      inspect(vault.list(), { depth: Infinity }),
      inspect(vault.status(), { depth: Infinity }),
      ...errors.map((error) => inspect(error, { depth: Infinity, showHidden: true })),
    ].join("\n");
    for (const key of [KEY, OTHER, "sk-new-0123456789abcdef"]) {
      const bytes = Buffer.from(key);
      for (const form of [
        key,
        bytes.toString("base64").replace(/=+$/, ""),
        bytes.toString("base64url"),
        bytes.toString("hex"),
      ]) {
        expect(seen).not.toContain(form);
      }
      expect(seen).not.toContain(key.slice(8, -4));
    }
  });

  test("folder 0700 and files 0600, whatever the umask", async () => {
    const before = process.umask(0);
    try {
      const vault = open();
      await vault.add({ platform: "openai", key: KEY });
      await vault.remove({ platform: "openai" });
    } finally {
      process.umask(before);
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder))
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).toSorted()).toEqual(["vault.json", "vault.json.bak"]);
  });

  test.skipIf(process.getuid?.() !== 0)("another user cannot read it", async () => {
    const vault = open();
    await vault.add({ platform: "openai", key: KEY });
    chmodSync(parent, 0o755);
    const nobody = { uid: 65534, gid: 65534, encoding: "utf8" } as const;
    expect(spawnSync("id", ["-u"], nobody).stdout).toBe("65534\n");
    for (const args of [[vault.path], [`${vault.path}.bak`]]) {
      expect(spawnSync("cat", args, nobody)).toMatchObject({ status: 1, stdout: "" });
    }
    expect(spawnSync("ls", [folder], nobody)).toMatchObject({ stdout: "" });
  });

  test("open rights, links and foreign owners are refused with the command that repairs them", async () => {
    const vault = open();
    await vault.add({ platform: "openai", key: KEY });

    chmodSync(vault.path, 0o644);
    const file = await failure(vault.find("openai"));
    expect([file.reason, file.steps[0]]).toEqual([
      "permission",
      `Close it to others: chmod 600 ${vault.path}`,
    ]);
    chmodSync(vault.path, 0o600);

    chmodSync(folder, 0o755);
    const opened = await failure(vault.find("openai"));
    expect([opened.reason, opened.steps[0]]).toEqual([
      "permission",
      `Close it to others: chmod 700 ${folder}`,
    ]);
    expect(vault.status().problem?.reason).toBe("permission");
    chmodSync(folder, 0o700);

    renameSync(vault.path, join(parent, "elsewhere.json"));
    symlinkSync(join(parent, "elsewhere.json"), vault.path);
    expect(await reasonOf(vault.find("openai"))).toBe("permission");
    rmSync(vault.path);
    renameSync(join(parent, "elsewhere.json"), vault.path);

    renameSync(folder, join(parent, "real"));
    symlinkSync(join(parent, "real"), folder);
    expect(await reasonOf(vault.find("openai"))).toBe("permission");
    rmSync(folder);
    renameSync(join(parent, "real"), folder);

    if (process.getuid?.() === 0) {
      chownSync(vault.path, 65534, 65534);
      const foreign = await failure(vault.find("openai"));
      expect([foreign.reason, foreign.message.includes("another user")]).toEqual([
        "permission",
        true,
      ]);
      chownSync(vault.path, 0, 0);
    }
    expect(await vault.find("openai")).toBeDefined();
  });
});

describe("the backend of a vault", () => {
  test("keychain: chosen after a probe, remembered, one item, no key in it", async () => {
    const vault = open({ env: {} });
    await vault.add({ platform: "openai", key: KEY });
    expect(vault.status()).toMatchObject({ backend: "keychain", exists: true });
    expect([...keychain.items]).toHaveLength(1);
    expect([...keychain.items.values()][0]).toMatch(/^[0-9a-f]{64}$/);
    expect(await open({ env: {} }).find("openai")).toBeDefined();
    // What the environment says later changes nothing.
    expect(await open({ env: CI }).find("openai")).toBeDefined();
  });

  test("a locked keychain is locked, never no key", async () => {
    await open({ env: {} }).add({ platform: "openai", key: KEY });
    keychain.mute = true;
    const error = await failure(open({ env: {} }).find("openai"));
    expect(error.reason).toBe("locked");
    expect(error.steps).toHaveLength(3);
    keychain.mute = false;
    keychain.broken = new Error(
      "Couldn't access platform storage: Secret Service: unlock prompt was dismissed",
    );
    expect(await reasonOf(open({ env: {} }).find("openai"))).toBe("locked");
    expect(await reasonOf(open({ env: {} }).add({ platform: "openai", key: OTHER }))).toBe(
      "locked",
    );
  });

  test("a keychain that is gone, or has lost the item, is an error with three steps", async () => {
    await open({ env: {} }).add({ platform: "openai", key: KEY });
    keychain.broken = new Error(
      "Platform failure: DBus error: Using X11 for dbus-daemon autolaunch was disabled",
    );
    for (const work of [
      open({ env: {} }).find("openai"),
      open({ env: {} }).add({ platform: "groq", key: OTHER }),
    ]) {
      const error = await failure(work);
      expect(error.reason).toBe("backend_gone");
      expect(error.steps).toHaveLength(3);
    }
    keychain.broken = undefined;
    keychain.items.clear();
    const lost = await failure(open({ env: {} }).find("openai"));
    expect([lost.reason, lost.steps.length]).toEqual(["backend_gone", 3]);
    expect(open({ env: {} }).status().backend).toBe("keychain");
    expect(open({ env: {} }).list()).toHaveLength(1);
  });

  test("without a keychain nothing is chosen for the user", async () => {
    keychain.broken = new Error("Platform failure: DBus error");
    const asks: string[] = [];
    const vault = open({ env: {}, passphrase: ({ purpose }) => (asks.push(purpose), PASS) });
    const error = await failure(vault.add({ platform: "openai", key: KEY }));
    expect([error.reason, error.steps.length, asks.length]).toEqual(["backend_needed", 3, 0]);
    expect(existsSync(folder)).toBe(false);
    await vault.init({ backend: "passphrase" });
    expect(asks).toEqual(["create"]);
    await vault.add({ platform: "openai", key: KEY });
    expect(vault.status().backend).toBe("passphrase");
  });

  test("another backend than the vault's is a conflict", async () => {
    await open().add({ platform: "openai", key: KEY });
    expect(
      await reasonOf(open({ backend: "keychain" }).add({ platform: "openai", key: OTHER })),
    ).toBe("conflict");
    expect(await reasonOf(open().init())).toBe("conflict");
    expect(open().status().backend).toBe("key-file");
  });

  test("passphrase: wrong, missing, too short, from the environment, from a function, asked once", async () => {
    expect(
      await reasonOf(open({ env: {}, backend: "passphrase", passphrase: "short" }).init()),
    ).toBe("weak_passphrase");
    await open({ env: { BYOK_PASSPHRASE: PASS } }).add({ platform: "openai", key: KEY });
    expect(await reasonOf(open({ env: {} }).find("openai"))).toBe("locked");
    expect(await reasonOf(open({ env: {}, passphrase: `${PASS}!` }).find("openai"))).toBe(
      "wrong_passphrase",
    );
    // There is no key of this platform: no passphrase is needed to say so.
    expect(await open({ env: {} }).find("groq")).toBeUndefined();
    let asked = 0;
    const vault = open({ env: {}, passphrase: () => ((asked += 1), new Secret(PASS).reveal()) });
    await Promise.all([vault.find("openai"), vault.find("openai"), vault.find("openai")]);
    expect(asked).toBe(1);
    await vault.lock();
    expect(vault.status().unlocked).toBe(false);
    await vault.find("openai");
    expect(asked).toBe(2);
  }, 120_000);

  test("rekey: the old passphrase opens nothing, the copy neither, and other processes notice", async () => {
    const old = { BYOK_PASSPHRASE: PASS };
    const vault = open({ env: old });
    await vault.add({ platform: "openai", key: KEY });
    const other = open({ env: old });
    await other.unlock();
    const { fingerprint } = vault.list()[0] ?? {};
    expect(await reasonOf(vault.rekey())).toBe("locked");
    await vault.rekey({ passphrase: "another long passphrase" });
    expect(await reasonOf(open({ env: old }).find("openai"))).toBe("wrong_passphrase");
    expect(await reasonOf(other.find("openai"))).toBe("wrong_passphrase");
    expect(readFileSync(vault.path).equals(readFileSync(`${vault.path}.bak`))).toBe(true);
    expect(
      await open({ env: {}, passphrase: "another long passphrase" }).find("openai"),
    ).toBeDefined();
    expect(vault.list()[0]?.fingerprint).toBe(fingerprint);
  }, 120_000);

  test("rekey to another backend and back leaves no item behind", async () => {
    const vault = open({ env: {} });
    await vault.add({ platform: "openai", key: KEY });
    const keyFile = join(parent, "key");
    createKeyFile(keyFile);
    await vault.rekey({ backend: "key-file", keyFile });
    expect(keychain.items.size).toBe(0);
    expect(open({ env: {} }).status()).toMatchObject({ backend: "key-file" });
    expect(await open({ env: {} }).find("openai")).toBeDefined();
    await vault.rekey({ backend: "keychain" });
    expect(keychain.items.size).toBe(1);
    expect(await open({ env: {} }).find("openai")).toBeDefined();
    expect(await reasonOf(vault.rekey({ backend: "session" }))).toBe("invalid");
  });

  test("key file: rights, absence, another key", async () => {
    const keyFile = join(parent, "key");
    createKeyFile(keyFile);
    expect(() => createKeyFile(keyFile)).toThrow(VaultError);
    await open({ env: { BYOK_KEY_FILE: keyFile } }).add({ platform: "openai", key: KEY });
    // The path is remembered.
    expect(await open({ env: {} }).find("openai")).toBeDefined();
    chmodSync(keyFile, 0o640);
    expect(await reasonOf(open({ env: {} }).find("openai"))).toBe("permission");
    rmSync(keyFile);
    expect(await reasonOf(open({ env: {} }).find("openai"))).toBe("backend_gone");
    createKeyFile(keyFile);
    expect(await reasonOf(open({ env: {} }).find("openai"))).toBe("wrong_key");
    writeFileSync(keyFile, "not a key", { mode: 0o600 });
    expect(await reasonOf(open({ env: {} }).find("openai"))).toBe("invalid");
  });

  test("session: nothing is written, and it ends with the handle", async () => {
    const vault = open({ backend: "session" });
    await vault.add({ platform: "openai", key: KEY });
    await vault.lock();
    expect(await vault.find("openai")).toBeDefined();
    expect(existsSync(folder)).toBe(false);
    expect(vault.status()).toMatchObject({ backend: "session", exists: true });
    expect(await open({ backend: "session" }).find("openai")).toBeUndefined();
  });
});

describe("a vault file that is not whole", () => {
  test("damage is told apart from a wrong key, and the last good copy comes back", async () => {
    const vault = open();
    await vault.add({ platform: "openai", key: KEY });
    await vault.add({ platform: "openai", key: OTHER });
    const bytes = readFileSync(vault.path);
    bytes[400] = (bytes[400] ?? 0) ^ 1;
    writeFileSync(vault.path, bytes);
    expect(await reasonOf(vault.find("openai"))).toBe("damaged");
    expect(() => vault.list()).toThrow(VaultError);
    expect(await reasonOf(vault.add({ platform: "groq", key: KEY }))).toBe("damaged");
    expect(readFileSync(vault.path).equals(bytes)).toBe(true);

    const restored = await restoreVault({ folder });
    expect(restored.entries).toBe(1);
    expect(readFileSync(restored.movedTo ?? "").equals(bytes)).toBe(true);
    expect(revealed(await open().find("openai"))).toBe(KEY);
    expect(await reasonOf(restoreVault({ folder }))).toBe("conflict");
  });

  test("an empty file, or a copy without its file, is damage and not a new vault", async () => {
    const vault = open();
    await vault.add({ platform: "openai", key: KEY });
    await vault.add({ platform: "openai", key: OTHER });
    writeFileSync(vault.path, "");
    expect(await reasonOf(vault.add({ platform: "groq", key: KEY }))).toBe("damaged");
    rmSync(vault.path);
    expect(await reasonOf(vault.find("openai"))).toBe("damaged");
    expect(await reasonOf(vault.add({ platform: "groq", key: KEY }))).toBe("damaged");
    expect((await restoreVault({ folder })).entries).toBe(1);
    expect(await reasonOf(restoreVault({ folder: join(parent, "none") }))).toBe("not_found");
  });

  test("a folder in the file's place is refused", async () => {
    mkdirSync(join(folder, "vault.json"), { recursive: true });
    chmodSync(folder, 0o700);
    expect(await reasonOf(open().add({ platform: "openai", key: KEY }))).toBe("permission");
  });
});
