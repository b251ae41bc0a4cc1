import type { Endpoint } from "../catalog/platform.ts";
import type { WireConfig } from "../spi/request.ts";

/** What a model was made with, as far as an estimate needs it. */
export interface OwnSettings {
  config: WireConfig;
  /** The endpoint whose region and currency hold. */
  endpoint?: Endpoint;
}

// Beside the model, not on it: a config may hold what nobody should see when a model is printed.
const settings = new WeakMap<object, OwnSettings>();

/** Remembers what a model was made with. */
export function keepSettings(model: object, own: OwnSettings): void {
  settings.set(model, own);
}

/** What a model was made with; an empty config for what is no model of `ModelFactory.create`. */
export function ownSettings(model: object): OwnSettings {
  return settings.get(model) ?? { config: {} };
}
