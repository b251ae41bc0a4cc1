import { isBytes } from "../is-bytes.ts";
import type { JsonObject } from "../json.ts";
import { withOperations } from "../registry/load-parts.ts";
import type { RequestBounds, WireRequest } from "../spi/wire-protocol.ts";
import { isJsonObject } from "../wires/shared/json-path.ts";
import type { ModelContext } from "./model-context.ts";

/**
 * What an encoded request may bring at most, as its wire reads it: what is sent counts, not what was set, since
 * `extraBody` goes over the config, and only the wire knows its fields. Undefined where the wire does not tell.
 */
export async function requestBounds(
  { parts, target }: Pick<ModelContext, "parts" | "target">,
  request: WireRequest,
): Promise<RequestBounds | undefined> {
  const { bounds } = await withOperations(parts.wire);
  const body = bounds === undefined ? undefined : readJsonObject(request.body);
  return body === undefined ? undefined : bounds?.(body, target);
}

function readJsonObject(body: WireRequest["body"]): JsonObject | undefined {
  if (!isBytes(body)) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
