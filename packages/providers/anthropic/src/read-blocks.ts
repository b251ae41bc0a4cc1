import {
  createThinkSplitter,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Target,
  type WireEvent,
} from "@byok/core/provider";
import { asString } from "./json.ts";
import { mapCitation } from "./map-citation.ts";
import { readToolResult } from "./read-tool-result.ts";
import { WIRE } from "./provider-state.ts";

/** Turns content blocks into events, whole ones and ones that arrive in pieces alike. */
export interface BlockReader {
  start(index: number, block: JsonObject): void;
  /** True for a piece of text, told as nothing but a `text-delta`. */
  delta(index: number, delta: JsonObject): boolean;
  stop(index: number): void;
  /** Closes what a stream left open in spite of ending the message. */
  stopAll(): void;
}

interface OpenBlock {
  /** Tells this block's tool call from the others of the message. */
  key: string | number;
  /** The block as it stands so far; its unknown fields go back as they came. */
  raw: JsonObject;
  /** A text block was opened that `block-end` must close. */
  opened: boolean;
  /** Input text has arrived, so `input` of the block's start does not count. */
  inputText: boolean;
}

/**
 * Makes a block reader for one message. Tool blocks may overlap, as some gateways send parallel calls, and stay open
 * until their own stop or the end; text and thinking follow one another, so any other start closes them. A tool id that
 * is empty or was used before in the message is left out, and the engine makes one.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function createBlockReader(target: Target, emit: (event: WireEvent) => void): BlockReader {
  const open = new Map<number, OpenBlock>();
  // The open blocks that any other start closes: looking for them among many calls would take a time of its own.
  const alone = new Set<number>();
  const toolNames = new Map<string, string>();
  const usedIndexes = new Set<number>();
  // Gone once the answer has begun.
  let think =
    target.policy.reasoning?.thinkTags === true
      ? createThinkSplitter(
          (piece) => thinking(piece),
          (piece) => emit({ type: "text-delta", id: "", choice: 0, text: piece }),
        )
      : undefined;

  const begin = (index: number, raw: JsonObject): OpenBlock => {
    // Some gateways count every block as the first: its index alone would join two calls.
    const key = usedIndexes.has(index) ? crypto.randomUUID() : index;
    usedIndexes.add(index);
    const block: OpenBlock = { key, raw, opened: false, inputText: false };
    open.set(index, block);
    if (kindOf(raw) !== "tool-use") alone.add(index);
    return block;
  };

  const makeRoom = (index: number): void => {
    reader.stop(index);
    for (const other of alone) reader.stop(other);
  };

  const text = (block: OpenBlock, piece: string): void => {
    if (piece === "") return;
    block.opened = true;
    if (think === undefined) emit({ type: "text-delta", id: "", choice: 0, text: piece });
    else {
      think.push(piece);
      if (think.through) think = undefined;
    }
  };

  const thinking = (piece: string): void => {
    if (piece === "") return;
    emit({ type: "reasoning-delta", id: "", choice: 0, text: piece });
  };

  const cite = (block: OpenBlock, citation: JsonValue | undefined): void => {
    if (!isJsonObject(citation)) return;
    // A citation comes before the text that it backs; the text block must be there to take it.
    if (!block.opened) emit({ type: "text-start", choice: 0, channel: "answer" });
    block.opened = true;
    emit({ type: "citation", choice: 0, citation: mapCitation(citation) });
  };

  const toolInput = (block: OpenBlock, piece: string): void => {
    if (piece === "") return;
    block.inputText = true;
    emit({ type: "tool-input", choice: 0, key: block.key, text: piece });
  };

  const end = (block: OpenBlock): void => {
    const { key, raw } = block;
    switch (kindOf(raw)) {
      case "text": {
        const citations = raw["citations"];
        const cited = Array.isArray(citations) && citations.length > 0;
        if (!block.opened) return;
        think?.end();
        think = undefined;
        if (cited) emit({ type: "block-end", choice: 0, state: { citations } });
        else emit({ type: "block-end", choice: 0 });
        return;
      }
      case "thinking":
        emit({ type: "block-end", choice: 0, state: raw });
        return;
      case "redacted_thinking":
        emit({ type: "reasoning-redacted", choice: 0, state: raw });
        return;
      case "tool-use": {
        const input = raw["input"] ?? {};
        // No input at all may also mean that the answer was cut: the engine knows, and makes `{}` of it where it was not.
        if (!block.inputText && !isEmpty(input)) {
          emit({ type: "tool-input", choice: 0, key, value: input });
        }
        const state = toolUseState(raw);
        emit({
          type: "tool-input-end",
          choice: 0,
          key,
          ...(state === undefined ? {} : { state }),
        });
        return;
      }
      case "tool-result":
        for (const event of readToolResult(raw, toolNames, target)) emit(event);
        return;
      default:
        emit({
          type: "custom",
          choice: 0,
          part: {
            type: "custom",
            kind: `${WIRE}.${asString(raw["type"]) ?? "block"}`,
            data: raw,
          },
        });
    }
  };

  const reader: BlockReader = {
    start(index, raw) {
      makeRoom(index);
      const block = begin(index, { ...raw });
      switch (kindOf(raw)) {
        case "text":
          text(block, asString(raw["text"]) ?? "");
          if (Array.isArray(raw["citations"]))
            for (const citation of raw["citations"]) cite(block, citation);
          return;
        case "thinking":
          thinking(asString(raw["thinking"]) ?? "");
          return;
        case "tool-use": {
          const id = asString(raw["id"]) ?? "";
          const name = asString(raw["name"]) ?? "";
          const usable = id !== "" && !toolNames.has(id);
          if (usable) toolNames.set(id, name);
          const ours = raw["type"] === "tool_use";
          emit({
            type: "tool-input",
            choice: 0,
            key: block.key,
            ...(usable ? { toolCallId: id } : {}),
            name,
            ...(ours ? {} : { executedBy: "provider" as const }),
          });
          return;
        }
        default:
      }
    },

    delta(index, delta) {
      const block = open.get(index) ?? begin(index, startFor(delta));
      const { raw } = block;
      switch (delta["type"]) {
        case "text_delta":
          if (kindOf(raw) !== "text") break;
          text(block, asString(delta["text"]) ?? "");
          return think === undefined;
        case "thinking_delta": {
          if (kindOf(raw) !== "thinking") break;
          const piece = asString(delta["thinking"]) ?? "";
          raw["thinking"] = (asString(raw["thinking"]) ?? "") + piece;
          thinking(piece);
          return false;
        }
        case "signature_delta":
          raw["signature"] = delta["signature"] ?? "";
          return false;
        case "citations_delta":
          raw["citations"] = [
            ...(Array.isArray(raw["citations"]) ? raw["citations"] : []),
            delta["citation"] ?? null,
          ];
          cite(block, delta["citation"]);
          return false;
        case "input_json_delta":
          if (kindOf(raw) !== "tool-use") break;
          toolInput(block, asString(delta["partial_json"]) ?? "");
          return false;
        default:
      }
      mergeDelta(raw, delta);
      return false;
    },

    stop(index) {
      const block = open.get(index);
      if (block === undefined) return;
      open.delete(index);
      alone.delete(index);
      end(block);
    },

    stopAll() {
      for (const index of open.keys()) reader.stop(index);
    },
  };
  return reader;
}

type BlockKind = "text" | "thinking" | "redacted_thinking" | "tool-use" | "tool-result" | "other";

// Server tools have families of block types (`mcp_tool_use`, `web_search_tool_result`, …) that grow.
function kindOf(raw: JsonObject): BlockKind {
  const type = raw["type"];
  if (type === "text" || type === "thinking" || type === "redacted_thinking") return type;
  if (typeof type !== "string") return "other";
  if (type === "tool_use" || type.endsWith("_tool_use")) return "tool-use";
  return type.endsWith("_tool_result") ? "tool-result" : "other";
}

function isEmpty(input: JsonValue): boolean {
  return isJsonObject(input) && Object.keys(input).length === 0;
}

// Some endpoints leave out `content_block_start`; their first delta tells what it would have been.
function startFor(delta: JsonObject): JsonObject {
  if (delta["type"] === "thinking_delta") return { type: "thinking", thinking: "", signature: "" };
  return { type: "text", text: "" };
}

function toolUseState(raw: JsonObject): JsonObject | undefined {
  const { id: _id, name: _name, input: _input, ...rest } = raw;
  const bare = rest["type"] === "tool_use" && Object.keys(rest).length === 1;
  return bare ? undefined : rest;
}

// A block that is not known still goes back whole, so what arrives for it is put together field by field.
function mergeDelta(raw: JsonObject, delta: JsonObject): void {
  for (const [key, value] of Object.entries(delta)) {
    if (key === "type" || value === null) continue;
    const before = Object.hasOwn(raw, key) ? raw[key] : undefined;
    if (typeof before === "string" && typeof value === "string") raw[key] = before + value;
    else if (Array.isArray(before) && Array.isArray(value)) raw[key] = [...before, ...value];
    else raw[key] = value;
  }
}
