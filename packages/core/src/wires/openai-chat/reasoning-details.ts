import type { JsonObject, JsonValue } from "../../json.ts";
import { isJsonObject, setOwn } from "../shared/json-path.ts";

/** Joins streamed reasoning details into the list that must be sent back as it came. */
export interface ReasoningDetails {
  /** Takes the details of one delta and gives their new text. */
  add(details: readonly JsonValue[]): string;
  /** The joined list; empty when nothing came. */
  readonly list: readonly JsonObject[];
}

/** Fields whose pieces are joined; of every other field the last value that is not null holds. */
const PIECES: ReadonlySet<string> = new Set(["text", "summary", "data"]);

/**
 * Pieces of one detail share type and index (and follow each other where there is no index).
 *
 * @see https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks
 */
export function createReasoningDetails(): ReasoningDetails {
  const list: JsonObject[] = [];
  return {
    list,
    add(details) {
      let text = "";
      for (const detail of details) {
        if (!isJsonObject(detail)) continue;
        text += textOf(detail);
        const open = findOpen(list, detail);
        if (open === undefined) {
          const copy: JsonObject = {};
          for (const key of Object.keys(detail)) setOwn(copy, key, detail[key] ?? null);
          list.push(copy);
        } else {
          join(open, detail);
        }
      }
      return text;
    },
  };
}

function findOpen(list: readonly JsonObject[], detail: JsonObject): JsonObject | undefined {
  const last = list[list.length - 1];
  if (last === undefined || last["type"] !== detail["type"]) return undefined;
  if (last["index"] !== detail["index"]) return undefined;
  // A second id on the same index is a second detail.
  if (
    typeof last["id"] === "string" &&
    typeof detail["id"] === "string" &&
    last["id"] !== detail["id"]
  )
    return undefined;
  return last;
}

function join(open: JsonObject, detail: JsonObject): void {
  for (const key of Object.keys(detail)) {
    const value = detail[key] ?? null;
    const old = Object.hasOwn(open, key) ? open[key] : undefined;
    if (PIECES.has(key) && typeof value === "string" && typeof old === "string")
      open[key] = old + value;
    else if (value !== null) setOwn(open, key, value);
  }
}

function textOf(detail: JsonObject): string {
  const text = typeof detail["text"] === "string" ? detail["text"] : "";
  return text !== "" ? text : typeof detail["summary"] === "string" ? detail["summary"] : "";
}
