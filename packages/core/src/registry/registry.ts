import { bearer, header, none, query } from "../authenticators/api-key.ts";
import type { Platform } from "../catalog/platform.ts";
import { PackageMissingError } from "../errors/errors.ts";
import {
  AUTHENTICATOR_PACKAGES,
  FRAMING_PACKAGES,
  PLUGIN_PACKAGES,
  WIRE_PACKAGES,
} from "../generated/plugin-imports.ts";
import type { Authenticator } from "../spi/authenticator.ts";
import type { Framing } from "../spi/framing.ts";
import type { Provider } from "../spi/provider.ts";
import type { WireProtocol } from "../spi/wire-protocol.ts";

const wires = new Map<string, WireProtocol>();
const authenticators = new Map<string, Authenticator>(
  [bearer, header, query, none].map((item) => [item.id, item]),
);
const framings = new Map<string, Framing>();

// A model is made without them; its first call loads them.
const CORE_WIRES: Readonly<Record<string, () => Promise<WireProtocol>>> = {
  "openai-chat": async () => (await import("../wires/openai-chat/index.ts")).openaiChat,
};

/** Adds a plugin's wires, authenticators and framings; the documented way for bundles. Registering twice is harmless. */
export function registerProvider(provider: Provider): void {
  for (const wire of provider.wires ?? []) wires.set(wire.id, wire);
  for (const authenticator of provider.authenticators ?? [])
    authenticators.set(authenticator.id, authenticator);
  for (const framing of provider.framings ?? []) framings.set(framing.id, framing);
}

/** An authenticator that is at hand without loading a package. */
export function knownAuthenticator(id: string): Authenticator | undefined {
  return authenticators.get(id);
}

/** What a surface needs, by the ids that the catalog names. */
export interface Needs {
  wire: string;
  auth: string;
  framing?: string | undefined;
}

/** A surface's code. */
export interface Parts {
  wire: WireProtocol;
  authenticator: Authenticator;
  framing: (id: string) => Framing;
}

/**
 * Gives a surface's wire, authenticator and framing, loading plugin packages where they are installed.
 *
 * @throws PackageMissingError that names every package to install.
 */
export async function loadParts(platform: Platform, needs: Needs): Promise<Parts> {
  const missing = new Set<string>();
  const need = (
    id: string | undefined,
    have: ReadonlyMap<string, unknown>,
    packages: Readonly<Record<string, string>>,
  ): void => {
    if (id === undefined || have.has(id)) return;
    missing.add(
      (Object.hasOwn(packages, id) ? packages[id] : undefined) ?? `a package that brings "${id}"`,
    );
  };
  const check = (): void => {
    missing.clear();
    need(needs.wire, wires, WIRE_PACKAGES);
    need(needs.auth, authenticators, AUTHENTICATOR_PACKAGES);
    need(needs.framing, framings, FRAMING_PACKAGES);
  };
  await loadCore(needs.wire);
  check();
  for (const name of missing) await tryLoad(name);
  check();
  if (missing.size > 0) throw packageMissing(platform, [...missing]);
  return {
    wire: wires.get(needs.wire)!,
    authenticator: authenticators.get(needs.auth)!,
    framing(id) {
      const framing = framings.get(id);
      if (framing === undefined)
        throw packageMissing(platform, [FRAMING_PACKAGES[id] ?? `a package that brings "${id}"`]);
      return framing;
    },
  };
}

// What a user registered under one of core's ids wins.
async function loadCore(wireId: string): Promise<void> {
  const { coreFramings } = await import("../framings/core-framings.ts");
  for (const framing of coreFramings) {
    if (!framings.has(framing.id)) framings.set(framing.id, framing);
  }
  if (wires.has(wireId) || !Object.hasOwn(CORE_WIRES, wireId)) return;
  const wire = await CORE_WIRES[wireId]!();
  if (!wires.has(wireId)) wires.set(wireId, wire);
}

const loading = new Map<string, Promise<void>>();

function tryLoad(name: string): Promise<void> {
  const known = loading.get(name);
  if (known !== undefined) return known;
  const plugin = Object.hasOwn(PLUGIN_PACKAGES, name) ? PLUGIN_PACKAGES[name] : undefined;
  if (plugin?.load === undefined) return Promise.resolve();
  const started = plugin.load().then(
    (module) => registerProvider(module[plugin.export] as Provider),
    (error: unknown) => {
      loading.delete(name);
      // A package that is there and broken must not look like one that is missing.
      if (!isNotFound(error)) throw error;
    },
  );
  loading.set(name, started);
  return started;
}

function isNotFound(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return (
    code === "ERR_MODULE_NOT_FOUND" ||
    code === "MODULE_NOT_FOUND" ||
    /Cannot find (module|package)|Failed to resolve/.test(String(error))
  );
}

function packageMissing(platform: Platform, packages: string[]): PackageMissingError {
  const names = packages.filter((name) => name.startsWith("@"));
  const unpublished = names.filter((name) => PLUGIN_PACKAGES[name]?.load === undefined);
  const install = names.length === 0 ? "" : `Run \`npm install ${names.join(" ")}\``;
  return new PackageMissingError(
    `${platform.name} needs ${packages.join(" and ")}, which ${packages.length > 1 ? "are" : "is"} not installed.`,
    {
      platform: platform.id,
      hint:
        unpublished.length > 0
          ? `${install} once it is published; it is not yet part of byok.`
          : `${install}, or call registerProvider() with it.`,
    },
  );
}
