import { asSafeScrypt } from "../crypto/scrypt-bounds.ts";
import type { BackendRecord, EntryRecord, VaultFile } from "./vault-file.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Version 1, field by field.
 *
 * @throws TypeError saying what is wrong, to follow "damaged: ".
 */
export function readV1(fields: Fields): VaultFile {
  exactly(fields, [
    "format",
    "version",
    "id",
    "revision",
    "createdAt",
    "backend",
    "check",
    "wrapped",
    "entries",
    "seal",
    "checksum",
  ]);
  const entries = fields["entries"];
  if (!Array.isArray(entries)) throw new TypeError("`entries` is not a list");
  return {
    format: "byok-vault",
    version: 1,
    id: hex(fields, "id"),
    revision: count(fields, "revision"),
    createdAt: text(fields, "createdAt"),
    backend: readBackend(record(fields["backend"], "backend")),
    check: base64(fields, "check"),
    wrapped: base64(fields, "wrapped"),
    entries: entries.map((entry) => readEntry(record(entry, "entries"))),
    seal: base64(fields, "seal"),
  };
}

function readBackend(fields: Fields): BackendRecord {
  const kind = fields["kind"];
  if (kind === "keychain") {
    exactly(fields, ["kind", "service", "account"]);
    return { kind, service: text(fields, "service"), account: text(fields, "account") };
  }
  if (kind === "passphrase") {
    exactly(fields, ["kind", "kdf"]);
    const kdf = record(fields["kdf"], "kdf");
    exactly(kdf, ["name", "N", "r", "p", "salt"]);
    if (kdf["name"] !== "scrypt") throw new TypeError("`kdf` has an unknown name");
    return {
      kind,
      kdf: asSafeScrypt({
        name: "scrypt",
        N: count(kdf, "N"),
        r: count(kdf, "r"),
        p: count(kdf, "p"),
        salt: base64(kdf, "salt"),
      }),
    };
  }
  if (kind === "key-file" && Object.hasOwn(fields, "path")) {
    exactly(fields, ["kind", "path"]);
    return { kind, path: text(fields, "path") };
  }
  if (kind === "key-file") {
    exactly(fields, ["kind", "variable"]);
    return { kind, variable: text(fields, "variable") };
  }
  throw new TypeError("`backend` has an unknown kind");
}

function readEntry(fields: Fields): EntryRecord {
  exactly(fields, [
    "id",
    "platform",
    "region",
    "label",
    "origins",
    "isDefault",
    "enabled",
    "createdAt",
    "lastUsedOn",
    "mask",
    "fingerprint",
    "sealed",
  ]);
  const origins = fields["origins"];
  if (!Array.isArray(origins) || !origins.every((each) => typeof each === "string")) {
    throw new TypeError("`origins` is not a list of texts");
  }
  return {
    id: hex(fields, "id"),
    platform: text(fields, "platform"),
    region: fields["region"] === null ? null : text(fields, "region"),
    label: text(fields, "label"),
    origins,
    isDefault: flag(fields, "isDefault"),
    enabled: flag(fields, "enabled"),
    createdAt: text(fields, "createdAt"),
    lastUsedOn: fields["lastUsedOn"] === null ? null : text(fields, "lastUsedOn"),
    mask: text(fields, "mask"),
    fingerprint: hex(fields, "fingerprint"),
    sealed: base64(fields, "sealed"),
  };
}

function record(value: unknown, name: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new TypeError(`\`${name}\` is not an object`);
}

function exactly(fields: Fields, names: readonly string[]): void {
  const given = Object.keys(fields);
  if (given.length !== names.length || !names.every((name) => Object.hasOwn(fields, name))) {
    throw new TypeError("a field is missing or unknown");
  }
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string" && value !== "") return value;
  throw new TypeError(`\`${name}\` is not a text`);
}

function hex(fields: Fields, name: string): string {
  const value = text(fields, name);
  if (/^[0-9a-f]+$/.test(value)) return value;
  throw new TypeError(`\`${name}\` is not hexadecimal`);
}

// Node decodes base64 leniently; only the one right spelling of the bytes is let in.
function base64(fields: Fields, name: string): string {
  const value = text(fields, name);
  if (Buffer.from(value, "base64").toString("base64") === value) return value;
  throw new TypeError(`\`${name}\` is not base64`);
}

function count(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError(`\`${name}\` is not a whole number`);
}

function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === "boolean") return value;
  throw new TypeError(`\`${name}\` is neither true nor false`);
}
