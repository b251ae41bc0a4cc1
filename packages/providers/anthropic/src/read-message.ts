import {
  addCounts,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  readPlatformFigure,
  type Target,
  type WireEvent,
} from "@byok/core/provider";
import { asString } from "./json.ts";
import { mapStopReason } from "./map-stop-reason.ts";
import { mapRegion, mapServiceTier, mapUsage, mergeUsage } from "./map-usage.ts";
import { type BlockReader, createBlockReader } from "./read-blocks.ts";

/** Reads one message, from a stream's frames or from a whole answer. */
export interface MessageReader {
  readonly blocks: BlockReader;
  /** The message's head: id, model, first counts. */
  start(message: JsonObject): void;
  /** Why it ended, and the final counts. */
  finish(delta: JsonObject, usage: JsonValue | undefined): void;
  /** The protocol's end marker. */
  stop(): void;
}

/** Makes a reader for one message; stream and whole answer give the same events. */
export function createMessageReader(
  target: Target,
  emit: (event: WireEvent) => void,
): MessageReader {
  const blocks = createBlockReader(target, emit);
  let model = target.model.id;
  const policy = target.policy.usage;
  const adds = policy?.report === "each";
  let usage: JsonObject = {};
  let priced: { serviceTier?: string; region?: string } = {};

  const count = (later: JsonValue | undefined): void => {
    if (!isJsonObject(later)) return;
    usage = adds ? addCounts(usage, later) : mergeUsage(usage, later);
    const cost = readPlatformFigure(usage, target);
    emit({
      type: "usage",
      usage: mapUsage(usage, model, policy),
      ...(cost === undefined ? {} : { cost }),
    });
    const serviceTier = mapServiceTier(usage);
    const region = mapRegion(usage);
    if (serviceTier === priced.serviceTier && region === priced.region) return;
    priced = {
      ...(serviceTier === undefined ? {} : { serviceTier }),
      ...(region === undefined ? {} : { region }),
    };
    emit({ type: "metadata", ...priced });
  };

  return {
    blocks,

    start(message) {
      const id = asString(message["id"]);
      model = asString(message["model"]) ?? model;
      emit({ type: "metadata", model, ...(id === undefined ? {} : { id }) });
      count(message["usage"]);
    },

    finish(delta, later) {
      blocks.stopAll();
      const container = delta["container"];
      // A later turn that uses the container's files must name it.
      if (isJsonObject(container)) emit({ type: "message-state", choice: 0, state: { container } });
      count(later);
      const reason = asString(delta["stop_reason"]);
      if (reason === undefined) return;
      explainStop(delta["stop_details"], emit);
      emit({ type: "choice-finish", choice: 0, reason: mapStopReason(reason), rawReason: reason });
    },

    stop() {
      emit({ type: "done" });
    },
  };
}

/**
 * Tells why the platform refused, where it says so.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons#refusal
 */
function explainStop(details: JsonValue | undefined, emit: (event: WireEvent) => void): void {
  if (!isJsonObject(details) || details["type"] !== "refusal") return;
  const category = asString(details["category"]);
  const message = asString(details["explanation"]) ?? "The platform refused the request.";
  emit({
    type: "warning",
    warning: {
      code: "refusal",
      path: "response",
      message,
      ...(category === undefined ? {} : { from: category }),
    },
  });
}
