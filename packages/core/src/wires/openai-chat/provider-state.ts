import type { JsonObject } from "../../json.ts";
import type { Meta } from "../../messages/message.ts";
import { isJsonObject, setOwn } from "../shared/json-path.ts";
import { WIRE_ID } from "./wire-id.ts";

/**
 * The fields that this wire kept of a message or part: the state's data is an object of wire fields, sent back as
 * they came. States were filtered by scope before; of several, the last wins field by field.
 */
export function wireState(meta: Meta): JsonObject {
  const fields: JsonObject = {};
  for (const state of meta.providerState ?? []) {
    if (state.scope.wire !== WIRE_ID || !isJsonObject(state.data)) continue;
    for (const key of Object.keys(state.data)) setOwn(fields, key, state.data[key] ?? null);
  }
  return fields;
}
