import type { WireConfig } from "../spi/request.ts";

// Beside the model, not on it: a config may hold what nobody should see when a model is printed.
const configs = new WeakMap<object, WireConfig>();

/** Remembers the config that a model was made with. */
export function keepConfig(model: object, config: WireConfig): void {
  configs.set(model, config);
}

/** The config that a model was made with; empty for what is no model of `ModelFactory.create`. */
export function ownConfig(model: object): WireConfig {
  return configs.get(model) ?? {};
}
