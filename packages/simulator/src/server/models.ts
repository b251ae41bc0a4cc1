import { jsonReply, type Reply } from "../answer/reply.ts";
import { OWN_MODELS, type SpokenWire } from "../expect/expectations.ts";
import type { SimulatorOptions } from "../options.ts";

/** Answers the model list, or one model of it, in the form of the wire that asks. */
export function answerModels(
  id: string | undefined,
  wire: SpokenWire,
  options: SimulatorOptions,
  created: number,
  headers: Record<string, string>,
): Reply | undefined {
  const ids =
    options.modelIds ??
    Object.keys(options.models ?? (options.platform === undefined ? OWN_MODELS : {}));
  const known = id === undefined ? ids : ids.filter((each) => each === id);
  if (id !== undefined && known.length === 0) return undefined;
  if (wire === "anthropic-messages") {
    const data = known.map((each) => ({
      type: "model",
      id: each,
      display_name: each,
      created_at: new Date(created * 1000).toISOString().replace(".000", ""),
    }));
    if (id !== undefined) return jsonReply(200, data[0], headers);
    return jsonReply(
      200,
      { data, has_more: false, first_id: known[0] ?? null, last_id: known.at(-1) ?? null },
      headers,
    );
  }
  const data = known.map((each) => ({
    id: each,
    object: "model",
    created,
    owned_by: "byok-simulator",
  }));
  return jsonReply(200, id === undefined ? { object: "list", data } : data[0], headers);
}
