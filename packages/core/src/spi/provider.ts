import { checkProvider } from "./check-provider.ts";
import type { Authenticator } from "./authenticator.ts";
import type { Framing } from "./framing.ts";
import type { WireProtocol } from "./wire-protocol.ts";

/** What a plugin package brings. */
export interface Provider {
  specVersion: 1;
  /** The package's short name, such as `anthropic`. */
  id: string;
  wires?: readonly WireProtocol[];
  authenticators?: readonly Authenticator[];
  framings?: readonly Framing[];
}

/**
 * Declares a plugin; only checks its shape.
 *
 * @throws InvalidRequestError for a plugin of another version of the interface, or without what it must have.
 */
export function defineProvider(provider: Provider): Provider {
  checkProvider(provider);
  return provider;
}
