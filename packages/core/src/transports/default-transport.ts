import { isNode } from "../runtime.ts";
import { fetchTransport } from "./fetch-transport.ts";
import type { Transport } from "./transport.ts";
import { loadChunk } from "../load-chunk.ts";

let node: Promise<Transport> | undefined;

/**
 * The transport used when the caller names none: undici on Node, `fetch` elsewhere, also on Bun, whose own
 * `undici` cannot do what this one does. A bundle that has no undici takes `fetch` too, unless the environment names a
 * proxy: `fetch` would send key and prompt past it.
 *
 * @throws PackageMissingError.
 */
export async function defaultTransport(): Promise<Transport> {
  if (!isNode()) return fetchTransport();
  node ??= nodeOrFetch();
  try {
    return await node;
  } catch (error) {
    // A broken install may be mended while the process lives.
    node = undefined;
    throw error;
  }
}

/** The transport of Node, as the caller wants it by name. @throws PackageMissingError. */
export async function namedNodeTransport(): Promise<Transport> {
  const { nodeTransport, loadUndici } = await loadChunk(() => import("./node-transport.ts"));
  await loadUndici();
  return nodeTransport;
}

async function nodeOrFetch(): Promise<Transport> {
  const { nodeTransport, loadUndici, hasProxy } = await loadChunk(
    () => import("./node-transport.ts"),
  );
  if (nodeTransport.id === "unavailable") return fetchTransport();
  try {
    await loadUndici();
    return nodeTransport;
  } catch (error) {
    if (hasProxy()) throw error;
    return fetchTransport();
  }
}
