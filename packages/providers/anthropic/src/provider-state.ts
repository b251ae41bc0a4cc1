import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Meta,
  type ProviderState,
  type Target,
} from "@byok/core/provider";

/** The wire's id, in the scope of all its state. */
export const WIRE = "anthropic-messages";

/** Wraps state for parts that the wire makes whole (tool results, custom parts); the engine wraps all other state. */
export function wrapState(target: Target, data: JsonValue): ProviderState[] {
  return [{ scope: { wire: WIRE, platform: target.platform.id, model: target.model.id }, data }];
}

/** This wire's state on a message or part; message preparation has already dropped what is out of scope. */
export function readState(meta: Meta): JsonObject | undefined {
  const data = meta.providerState?.find((state) => state.scope.wire === WIRE)?.data;
  return isJsonObject(data) ? data : undefined;
}
