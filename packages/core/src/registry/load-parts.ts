import type { Platform } from "../catalog/platform.ts";
import { ByokError } from "../errors/byok-error.ts";
import { PackageMissingError } from "../errors/errors.ts";
import { coreFramings } from "../framings/core-framings.ts";
import {
  AUTHENTICATOR_PACKAGES,
  FRAMING_PACKAGES,
  PLUGIN_PACKAGES,
  WIRE_PACKAGES,
} from "../generated/plugin-imports.ts";
import { loadChunk } from "../load-chunk.ts";
import type { Authenticator } from "../spi/authenticator.ts";
import type { Framing } from "../spi/framing.ts";
import type { Provider } from "../spi/provider.ts";
import type { WireProtocol } from "../spi/wire-protocol.ts";
import { knownAuthenticator, registered, registerProvider } from "./registry.ts";

// A chat needs no list of models and no embeddings: these come with the first call that wants them.
const CORE_WIRES: Readonly<
  Record<
    string,
    { chat(): Promise<WireProtocol>; operations(): Promise<Partial<WireProtocol>> } | undefined
  >
> = {
  "openai-chat": {
    chat: async () => (await loadChunk(() => import("../wires/openai-chat/index.ts"))).openaiChat,
    operations: () => loadChunk(() => import("../wires/openai-chat/operations.ts")),
  },
};

const coreWires = new Map<string, WireProtocol>();

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
    find: (id: string) => unknown,
    packages: Readonly<Record<string, string>>,
  ): void => {
    if (id === undefined || find(id) !== undefined) return;
    missing.add(
      (Object.hasOwn(packages, id) ? packages[id] : undefined) ?? `a package that brings "${id}"`,
    );
  };
  const check = (): void => {
    missing.clear();
    need(needs.wire, findWire, WIRE_PACKAGES);
    need(needs.auth, knownAuthenticator, AUTHENTICATOR_PACKAGES);
    need(needs.framing, findFraming, FRAMING_PACKAGES);
  };
  await loadCoreWire(needs.wire);
  check();
  for (const name of missing) await tryLoad(name);
  check();
  if (missing.size > 0) throw packageMissing(platform, [...missing]);
  return {
    wire: findWire(needs.wire)!,
    authenticator: knownAuthenticator(needs.auth)!,
    framing(id) {
      const framing = findFraming(id);
      if (framing === undefined)
        throw packageMissing(platform, [FRAMING_PACKAGES[id] ?? `a package that brings "${id}"`]);
      return framing;
    },
  };
}

/** A wire with all its operations, where core keeps those that are no chat apart. */
export async function withOperations(wire: WireProtocol): Promise<WireProtocol> {
  return coreWires.get(wire.id) === wire
    ? { ...wire, ...(await CORE_WIRES[wire.id]?.operations()) }
    : wire;
}

function findWire(id: string): WireProtocol | undefined {
  return registered.wires.get(id) ?? coreWires.get(id);
}

function findFraming(id: string): Framing | undefined {
  return registered.framings.get(id) ?? coreFramings.find((framing) => framing.id === id);
}

async function loadCoreWire(id: string): Promise<void> {
  if (registered.wires.has(id) || coreWires.has(id) || !Object.hasOwn(CORE_WIRES, id)) return;
  coreWires.set(id, await CORE_WIRES[id]!.chat());
}

const loading = new Map<string, Promise<void>>();

function tryLoad(name: string): Promise<void> {
  const known = loading.get(name);
  if (known !== undefined) return known;
  const plugin = Object.hasOwn(PLUGIN_PACKAGES, name) ? PLUGIN_PACKAGES[name] : undefined;
  if (plugin?.load === undefined) return Promise.resolve();
  const started = loadChunk(() => plugin.load!()).then(
    (module) => registerProvider(module[plugin.export] as Provider),
    (error: unknown) => {
      loading.delete(name);
      // A package that is there and broken must not look like one that is missing.
      if (!isNotFound(error instanceof ByokError ? error.cause : error)) throw error;
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
          : `${install === "" ? "Call" : `${install}, or call`} registerProvider() with it.`,
    },
  );
}
