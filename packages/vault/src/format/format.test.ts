import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { keysFromBytes, keysFromPassphrase } from "../crypto/derive.ts";
import { seal, unseal } from "../crypto/seal.ts";
import { fits, openKey, unwrapKeys } from "../crypto/vault-keys.ts";
import { isVaultError } from "../vault-error.ts";
import { parseVault } from "./parse.ts";
import { checksumOf, serializeVault } from "./serialize.ts";
import { entryContext, type VaultFile } from "./vault-file.ts";

const golden = (name: string): Buffer =>
  readFileSync(new URL(`__fixtures__/${name}.json`, import.meta.url));
const KEY_FILE = golden("v1-key-file");
const SECRET = Buffer.alloc(32, 7);
const GOLDEN_KEYS = [
  "sk-proj-golden-0123456789abcdefghijklmnopAAAA",
  "sk-proj-golden-0123456789abcdefghijklmnopBBBB",
  "sk-golden-moonshot-0123456789CCCC",
  "short-key",
];

/** Every key in a file, as a process that has the 32 bytes gets them. */
function openAll(bytes: Buffer): string[] {
  const file = parseVault(bytes, "vault.json");
  const by = keysFromBytes(SECRET, file.id);
  if (!fits(file, by)) return [];
  const keys = unwrapKeys(file, by, "vault.json");
  return file.entries.map((entry) => openKey(keys, file.id, entry, "vault.json"));
}

function reasonOf(run: () => unknown): string {
  try {
    run();
    return "nothing was thrown";
  } catch (error) {
    return isVaultError(error) ? error.reason : `not a vault error: ${String(error)}`;
  }
}

/** The bytes with a checksum that is right again, as whoever can write the file can make it. */
function withChecksum(bytes: Buffer): Buffer {
  const text = bytes.toString("latin1");
  const end = text.lastIndexOf(',\n  "checksum"');
  if (end < 0) return bytes;
  const body = Buffer.from(text.slice(0, end), "latin1");
  return Buffer.concat([body, Buffer.from(`,\n  "checksum": "${checksumOf(body)}"\n}\n`)]);
}

describe("files of version 1", () => {
  test("the golden file of a key file opens", () => {
    expect(openAll(KEY_FILE)).toEqual(GOLDEN_KEYS);
    const { entries } = parseVault(KEY_FILE, "vault.json");
    expect(
      entries.map(({ platform, region, label, enabled }) => [platform, region, label, enabled]),
    ).toEqual([
      ["openai", null, "default", true],
      ["openai", null, "work", false],
      ["moonshot", "cn", "default", true],
      ["openai-compatible-model", null, "büro", true],
    ]);
  });

  test("the golden file of a passphrase opens, however the passphrase was typed", async () => {
    const file = parseVault(golden("v1-passphrase"), "vault.json");
    if (file.backend.kind !== "passphrase") throw new Error("another backend");
    const by = await keysFromPassphrase("correct horse battery staple", file.backend.kdf);
    expect(fits(file, by)).toBe(true);
    const keys = unwrapKeys(file, by, "vault.json");
    expect(file.entries.map((entry) => openKey(keys, file.id, entry, "vault.json"))).toEqual(
      GOLDEN_KEYS,
    );
    expect(
      fits(file, await keysFromPassphrase("correct horse battery stapl", file.backend.kdf)),
    ).toBe(false);

    const composed = await keysFromPassphrase("g\u00fcnther-1234", file.backend.kdf);
    const decomposed = await keysFromPassphrase("gu\u0308nther-1234", file.backend.kdf);
    expect(composed.wrap.equals(decomposed.wrap)).toBe(true);
  });

  test("what is read is written again byte for byte", () => {
    expect(serializeVault(parseVault(KEY_FILE, "vault.json")).equals(KEY_FILE)).toBe(true);
  });

  test("a newer version is refused politely", () => {
    const newer = withChecksum(
      Buffer.from(KEY_FILE.toString().replace('"version": 1', '"version": 7')),
    );
    expect(reasonOf(() => parseVault(newer, "vault.json"))).toBe("newer_version");
  });
});

describe("damage", () => {
  test("every single flipped bit is found without the key", () => {
    const wrong: number[] = [];
    for (let bit = 0; bit < KEY_FILE.length * 8; bit += 1) {
      const bytes = Buffer.from(KEY_FILE);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if (reasonOf(() => parseVault(bytes, "vault.json")) !== "damaged") wrong.push(bit);
    }
    expect(wrong).toEqual([]);
  });

  test("every flipped bit with a checksum made right again gives an error or the same keys, never another key", () => {
    const wrong: string[] = [];
    let refused = 0;
    for (let bit = 0; bit < KEY_FILE.length * 8; bit += 1) {
      const bytes = Buffer.from(KEY_FILE);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        const keys = openAll(withChecksum(bytes));
        if (keys.length === 0) refused += 1;
        else if (keys.join() !== GOLDEN_KEYS.join()) wrong.push(`bit ${bit}: ${keys.join()}`);
      } catch (error) {
        if (isVaultError(error)) refused += 1;
        else wrong.push(`bit ${bit}: ${String(error)}`);
      }
    }
    expect(wrong).toEqual([]);
    // White space and the letter case of an escape are the only bits without a meaning.
    expect(refused).toBeGreaterThan(KEY_FILE.length * 6);
  }, 120_000);

  test("every truncation is found", () => {
    const wrong: number[] = [];
    for (let length = 0; length < KEY_FILE.length; length += 1) {
      const cut = KEY_FILE.subarray(0, length);
      if (reasonOf(() => parseVault(cut, "vault.json")) !== "damaged") wrong.push(length);
    }
    expect(wrong).toEqual([]);
  });

  test("a file of nothing but brackets is damaged, not a crash", () => {
    const deep = Buffer.from("[".repeat(1_000_000));
    expect(reasonOf(() => parseVault(deep, "vault.json"))).toBe("damaged");
    const sealed = Buffer.concat([
      deep,
      Buffer.from(`,\n  "checksum": "${createHash("sha256").update(deep).digest("hex")}"\n}\n`),
    ]);
    expect(reasonOf(() => parseVault(sealed, "vault.json"))).toBe("damaged");
  });
});

describe("tampering by somebody who can write the file", () => {
  const edited = (change: (file: VaultFile) => VaultFile): Buffer =>
    serializeVault(change(parseVault(KEY_FILE, "vault.json")));
  const [first, second] = parseVault(KEY_FILE, "vault.json").entries;
  if (first === undefined || second === undefined) throw new Error("no golden entries");

  test.each<[string, (file: VaultFile) => VaultFile]>([
    ["an entry is removed", (file) => ({ ...file, entries: file.entries.slice(1) })],
    ["entries change places", (file) => ({ ...file, entries: file.entries.toReversed() })],
    [
      "two keys are swapped",
      (file) => ({
        ...file,
        entries: [
          { ...first, sealed: second.sealed },
          { ...second, sealed: first.sealed },
          ...file.entries.slice(2),
        ],
      }),
    ],
    [
      "a key is bound to another host",
      (file) => ({
        ...file,
        entries: [{ ...first, origins: ["https://evil.example"] }, ...file.entries.slice(1)],
      }),
    ],
    [
      "a disabled key is enabled",
      (file) => ({
        ...file,
        entries: [first, { ...second, enabled: true }, ...file.entries.slice(2)],
      }),
    ],
    ["the revision is set back", (file) => ({ ...file, revision: 1 })],
  ])("%s", (_, change) => {
    expect(reasonOf(() => openAll(edited(change)))).toBe("damaged");
  });

  test("a sealed key opens in its own entry only", () => {
    const key = Buffer.alloc(32, 1);
    const context = entryContext("aa", first);
    const sealed = seal(key, Buffer.from("sk-1"), context);
    expect(unseal(key, sealed, context)?.toString()).toBe("sk-1");
    for (const other of [
      { ...first, id: "ff" },
      { ...first, platform: "groq" },
      { ...first, region: "cn" },
      { ...first, label: "work" },
      { ...first, origins: ["https://evil.example"] },
    ]) {
      expect(unseal(key, sealed, entryContext("aa", other))).toBeUndefined();
    }
    expect(unseal(key, sealed, entryContext("ab", first))).toBeUndefined();
  });

  test("no two seals share a nonce", () => {
    const key = Buffer.alloc(32, 1);
    const nonces = Array.from({ length: 500 }, () => seal(key, Buffer.from("x"), "").slice(0, 16));
    expect(new Set(nonces).size).toBe(500);
  });
});

describe("parameters of scrypt from a hostile file", () => {
  const text = golden("v1-passphrase").toString();
  const withKdf = (fields: string): Buffer =>
    withChecksum(Buffer.from(text.replace(/"kdf": \{[^}]*\}/, `"kdf": {${fields}}`)));
  const salt = `"salt": "${Buffer.alloc(32, 9).toString("base64")}"`;

  test.each([
    ["a cost that takes all memory", `"name": "scrypt", "N": 1073741824, "r": 8, "p": 1, ${salt}`],
    ["large blocks", `"name": "scrypt", "N": 131072, "r": 1024, "p": 1, ${salt}`],
    ["a cost that takes for ever", `"name": "scrypt", "N": 131072, "r": 8, "p": 100000, ${salt}`],
    ["no power of two", `"name": "scrypt", "N": 131071, "r": 8, "p": 1, ${salt}`],
    ["a cost that makes guessing easy", `"name": "scrypt", "N": 2, "r": 8, "p": 1, ${salt}`],
    ["no salt", `"name": "scrypt", "N": 131072, "r": 8, "p": 1, "salt": ""`],
    ["a short salt", `"name": "scrypt", "N": 131072, "r": 8, "p": 1, "salt": "AAAA"`],
    ["another function", `"name": "none", "N": 131072, "r": 8, "p": 1, ${salt}`],
    ["a text for a number", `"name": "scrypt", "N": "131072", "r": 8, "p": 1, ${salt}`],
    ["not a number", `"name": "scrypt", "N": 1e999, "r": 8, "p": 1, ${salt}`],
  ])("%s is refused before anything is computed", (_, fields) => {
    expect(reasonOf(() => parseVault(withKdf(fields), "vault.json"))).toBe("damaged");
  });
});
