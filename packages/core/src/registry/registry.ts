import { bearer, header, none, query } from "../authenticators/api-key.ts";
import type { Authenticator } from "../spi/authenticator.ts";
import type { Framing } from "../spi/framing.ts";
import { checkProvider } from "../spi/check-provider.ts";
import type { Provider } from "../spi/provider.ts";
import type { WireProtocol } from "../spi/wire-protocol.ts";

/** What is at hand by id: what was registered, and core's authenticators. What a user registers under an id of core's wins. */
export const registered: {
  readonly wires: Map<string, WireProtocol>;
  readonly authenticators: Map<string, Authenticator>;
  readonly framings: Map<string, Framing>;
} = {
  wires: new Map(),
  authenticators: new Map([bearer, header, query, none].map((item) => [item.id, item])),
  framings: new Map(),
};

/**
 * Adds a plugin's wires, authenticators and framings; the documented way for bundles. Registering twice is harmless.
 *
 * @throws InvalidRequestError for a plugin of another version of the interface, or without what it must have.
 */
export function registerProvider(provider: Provider): void {
  checkProvider(provider);
  const { wires, authenticators, framings } = registered;
  for (const wire of provider.wires ?? []) wires.set(wire.id, wire);
  for (const authenticator of provider.authenticators ?? [])
    authenticators.set(authenticator.id, authenticator);
  for (const framing of provider.framings ?? []) framings.set(framing.id, framing);
}

/** An authenticator that is at hand without loading a package. */
export function knownAuthenticator(id: string): Authenticator | undefined {
  return registered.authenticators.get(id);
}
