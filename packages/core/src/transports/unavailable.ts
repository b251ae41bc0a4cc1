import { InvalidRequestError } from "../errors/errors.ts";
import type { Transport } from "./transport.ts";

/** Stands in for the Node transport in bundles for browsers and edge runtimes. */
export const nodeTransport: Transport = {
  id: "unavailable",
  open() {
    throw new InvalidRequestError("The Node transport is not part of this bundle.", {
      hint: 'Leave `transport` out, or pass `transport: "fetch"`.',
    });
  },
};

/** Nothing to load. */
export function loadUndici(): Promise<void> {
  return Promise.resolve();
}

/** Nothing here knows proxies. */
export function hasProxy(): boolean {
  return false;
}
