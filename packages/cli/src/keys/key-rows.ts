import { readFileSync } from "node:fs";
import process from "node:process";
import { parseEnv } from "node:util";
import { cleanKey, findKeyPlace, listPlatforms, type KeyPlace } from "@byok/core/keys";
import type { KeyAccess } from "../vault/key-access.ts";

/** A key as the list shows it. */
export interface KeyRow {
  platform: string;
  /** `vault`: stored on this device. */
  source: "vault" | KeyPlace["source"];
  /** The variable. */
  variable?: string;
  label?: string;
  region?: string;
  /** Such as `sk-...abcd`. */
  mask: string;
  isDefault: boolean;
  enabled: boolean;
  createdAt?: string;
  lastUsedOn?: string;
  fingerprint?: string;
  origins?: readonly string[];
  /** Labels of the stored keys that are not used because of this one. */
  shadows?: readonly string[];
  /** The variable that is used instead of this key. */
  shadowedBy?: string;
}

/** Every key that byok finds: per platform that of the environment, then the stored ones. Nothing is unlocked. */
export async function keyRows(
  keys: KeyAccess,
  options: { envFile: string | boolean; platform?: string | undefined },
): Promise<KeyRow[]> {
  const { envFile, platform } = options;
  const entries = await keys.entries();
  const rows: KeyRow[] = [];
  for (const { id } of listPlatforms()) {
    if (platform !== undefined && id !== platform) continue;
    const stored = entries.filter((entry) => entry.platform === id);
    const place = findKeyPlace(id, { envFile });
    if (place !== undefined) {
      const enabled = stored.filter((entry) => entry.enabled);
      rows.push({
        platform: id,
        source: place.source,
        variable: place.name,
        mask: await maskOf(place, envFile, id),
        isDefault: true,
        enabled: true,
        ...(enabled.length === 0 ? {} : { shadows: enabled.map((entry) => entry.label) }),
      });
    }
    for (const { id: _id, ...entry } of stored) {
      const shadowed = place === undefined ? {} : { shadowedBy: place.name };
      rows.push({ ...entry, source: "vault", ...shadowed });
    }
  }
  return rows;
}

async function maskOf(
  place: KeyPlace,
  envFile: string | boolean,
  platform: string,
): Promise<string> {
  const { maskKey } = await import("@byok/vault");
  try {
    return maskKey(cleanKey(valueOf(place, envFile), place.name, platform) ?? "");
  } catch {
    return "(no key)";
  }
}

/** The value of a variable that was found; printing it shows the key. */
export function valueOf(place: KeyPlace, envFile: string | boolean): string {
  if (place.source === "environment") return process.env[place.name] ?? "";
  const path = typeof envFile === "string" ? envFile : ".env";
  return parseEnv(readFileSync(path, "utf8").replace(/^\uFEFF/, ""))[place.name] ?? "";
}
