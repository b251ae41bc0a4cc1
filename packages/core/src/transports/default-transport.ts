import { fetchTransport } from "./fetch-transport.ts";
import type { Transport } from "./transport.ts";

let node: Promise<Transport> | undefined;

/** The transport used when the caller names none: undici on Node, `fetch` elsewhere. */
export function defaultTransport(): Promise<Transport> {
  if (!isNode()) return Promise.resolve(fetchTransport());
  node ??= import("./node-transport.ts").then((module) => module.nodeTransport);
  return node;
}

function isNode(): boolean {
  const host = (
    globalThis as { process?: { versions?: { node?: string }; release?: { name?: string } } }
  ).process;
  return host?.versions?.node !== undefined && host.release?.name === "node";
}
