import type { JsonObject, JsonValue } from "../../json.ts";
import type { WireEvent } from "../../spi/wire-event.ts";
import type { ResponseHead, Target } from "../../spi/wire-protocol.ts";
import { addCounts } from "../shared/add-counts.ts";
import { getPath, isJsonObject } from "../shared/json-path.ts";
import { readPlatformFigure } from "../shared/platform-figure.ts";
import {
  createChoiceState,
  createDecodeContext,
  finishChoice,
  flushChoice,
  type ChoiceState,
} from "./choice-state.ts";
import { classifyErrorIn200, isErrorBody } from "./classify-error.ts";
import { answerText, decodeDelta } from "./decode-delta.ts";
import { decodeLogprobs } from "./decode-logprobs.ts";
import { decodeSource } from "./decode-sources.ts";
import { mapUsage } from "./map-usage.ts";

/** Reads the objects of one answer: the chunks of a stream, or one whole body. */
export interface ChunkDecoder {
  /**
   * Reads one object. Gives the choice's index when the object was a single piece of answer text and nothing else,
   * -1 otherwise.
   */
  chunk(json: JsonObject, whole: boolean): number;
  /** Gives out what was held back. */
  flush(): void;
  /** An error was told; nothing more is read. */
  readonly failed: boolean;
  /** A refusal has come: from here on the same bytes may mean different events. */
  readonly refused: boolean;
}

/** Makes the reader of one answer. */
export function createChunkDecoder(
  head: ResponseHead,
  target: Target,
  emit: (event: WireEvent) => void,
): ChunkDecoder {
  const context = createDecodeContext(target, emit);
  const states = new Map<number, ChoiceState>();
  const seenSources = new Set<string>();
  const usagePolicy = target.policy.usage;
  let last: ChoiceState | undefined;
  let id = "";
  let model = "";
  let created: number | undefined;
  let tier = "";
  let counted: JsonObject = {};
  let failed = false;

  function stateOf(index: number): ChoiceState {
    if (last !== undefined && last.index === index) return last;
    let state = states.get(index);
    if (state === undefined) {
      state = createChoiceState(index, context);
      states.set(index, state);
    }
    last = state;
    return state;
  }

  function hasNews(json: JsonObject): boolean {
    return (
      (id === "" && json["id"] !== undefined) ||
      (model === "" && json["model"] !== undefined) ||
      (created === undefined && json["created"] !== undefined) ||
      (tier === "" && json["service_tier"] !== undefined)
    );
  }

  // A value once told is kept: some servers change the id with every chunk.
  function metadata(json: JsonObject): boolean {
    const event: Extract<WireEvent, { type: "metadata" }> = { type: "metadata" };
    let found = false;
    if (id === "" && typeof json["id"] === "string" && json["id"] !== "") {
      event.id = id = json["id"];
      found = true;
    }
    if (model === "" && typeof json["model"] === "string" && json["model"] !== "") {
      event.model = model = json["model"];
      found = true;
    }
    if (created === undefined && typeof json["created"] === "number") {
      event.created = created = json["created"];
      found = true;
    }
    if (tier === "" && typeof json["service_tier"] === "string" && json["service_tier"] !== "") {
      event.serviceTier = tier = json["service_tier"];
      found = true;
    }
    if (found) emit(event);
    return found;
  }

  function usage(raw: JsonObject): void {
    if (Object.keys(raw).length === 0) return;
    counted = usagePolicy?.report === "each" ? addCounts(counted, raw) : raw;
    const cost = readPlatformFigure(counted, target);
    emit({
      type: "usage",
      usage: mapUsage(counted, usagePolicy),
      ...(cost === undefined ? {} : { cost }),
    });
  }

  function sources(list: JsonValue | undefined): void {
    if (!Array.isArray(list)) return;
    for (const each of list) {
      const source = decodeSource(each);
      // Servers repeat the whole list on every chunk.
      if (source === undefined || seenSources.has(source.url ?? "")) continue;
      seenSources.add(source.url ?? "");
      emit({ type: "source", choice: 0, source });
    }
  }

  function fail(json: JsonValue): number {
    failed = true;
    emit({ type: "error", error: classifyErrorIn200(head, json, target) });
    return -1;
  }

  function choice(value: JsonObject, position: number, whole: boolean): boolean {
    const index = Number.isInteger(value["index"]) ? (value["index"] as number) : position;
    const state = stateOf(index);
    const { delta, message, logprobs: rawLogprobs } = value;
    const read =
      rawLogprobs === undefined || rawLogprobs === null ? undefined : decodeLogprobs(rawLogprobs);
    const logprobs = read !== undefined && read.length > 0 ? read : undefined;
    let plain = false;
    if (isJsonObject(delta) && !whole) plain = decodeDelta(state, delta, false, logprobs, context);
    else if (isJsonObject(message)) {
      // A last chunk that repeats the whole message says nothing new.
      if (whole || !state.started) decodeDelta(state, message, true, logprobs, context);
    } else if (isJsonObject(delta)) decodeDelta(state, delta, whole, logprobs, context);
    else if (typeof value["text"] === "string" && value["text"] !== "")
      answerText(state, value["text"], logprobs, context);
    if (finishChoice(state, value["finish_reason"], context)) plain = false;
    return plain;
  }

  function chunk(json: JsonObject, whole: boolean): number {
    const { choices, error } = json;
    if (
      (error !== undefined && error !== null) ||
      !Array.isArray(choices) ||
      choices.length === 0
    ) {
      if (isErrorBody(json, target)) return fail(json);
    }
    let plain = !(hasNews(json) && metadata(json));
    let textChoice = -1;
    let choiceUsage: JsonValue | undefined;
    if (Array.isArray(choices)) {
      for (let at = 0; at < choices.length; at++) {
        const value = choices[at];
        if (!isJsonObject(value)) {
          plain = false;
          continue;
        }
        if (value["error"] !== undefined && value["error"] !== null)
          return fail({ error: value["error"] });
        if (!choice(value, at, whole)) plain = false;
        else if (textChoice === -1) textChoice = last?.index ?? -1;
        else plain = false;
        if (value["usage"] !== undefined && value["usage"] !== null) choiceUsage = value["usage"];
      }
    }
    if (
      json["citations"] !== undefined ||
      json["search_results"] !== undefined ||
      json["web_search"] !== undefined
    ) {
      plain = false;
      sources(json["search_results"]);
      sources(json["web_search"]);
      sources(json["citations"]);
    }
    const found =
      json["usage"] ??
      choiceUsage ??
      (json["x_groq"] === undefined ? undefined : getPath(json, "x_groq.usage"));
    if (isJsonObject(found)) {
      plain = false;
      usage(found);
    }
    return plain ? textChoice : -1;
  }

  return {
    chunk,
    flush() {
      for (const state of states.values()) flushChoice(state, context);
    },
    get failed() {
      return failed;
    },
    get refused() {
      return context.refused;
    },
  };
}
