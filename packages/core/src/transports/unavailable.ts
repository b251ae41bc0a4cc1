import { InvalidRequestError } from "../errors/errors.ts";
import type { Transport } from "./transport.ts";

/** Stands in for the Node transport in bundles for browsers and edge runtimes. */
export const nodeTransport: Transport = {
  id: "node",
  open() {
    throw new InvalidRequestError("The Node transport is not part of this bundle.", {
      hint: 'Leave `transport` out, or pass `transport: "fetch"`.',
    });
  },
};
