import type { JsonObject } from "../../json.ts";
import { isJsonObject } from "../shared/json-path.ts";

/** Takes the text out of frames that differ from earlier ones in nothing else, without parsing them. */
export interface FastTextLane {
  /** True while `take` may know frames. */
  readonly ready: boolean;
  /** The choice that the known frames belong to. */
  readonly choice: number;
  /** The text of a known frame; undefined when the frame must be parsed. */
  take(data: string): string | undefined;
  /** Is told every frame that was parsed and was nothing but a piece of text. */
  learn(data: string, json: JsonObject, choice: number): void;
}

/** Characters of a frame around its text, above which nothing is learned. */
const MAX_TEMPLATE = 4096;
/** Frames of another shape in a row after which a template is given up. */
const MAX_MISSES = 8;
/** Templates that are tried per stream. */
const MAX_TEMPLATES = 6;
/** Known frames that earn back a template: `created` changes every second on some servers. */
const EARNING_HITS = 64;
/** Frames that are looked at without two alike in a row. */
const MAX_STRANGERS = 24;

const PLAIN = '[^"\\\\\\u0000-\\u001f]*';
const PLAIN_TEXT = /^[^"\\\u0000-\u001f]*$/;
const CONTENT = '"content":';
/** Random filler that OpenAI adds to chunks; nothing reads it. */
const FILLER = '"obfuscation":';
const SENTINEL = "byok sentinel";

/**
 * Makes a lane. It is exact: a template is used only after the frame, with a sentinel in the place of its text, was
 * parsed and found equal to the frame with only `choices[0].delta.content` changed. Text without quotes, backslashes
 * and control characters is then taken as it stands; other text is parsed as one JSON string.
 */
export function createFastTextLane(): FastTextLane {
  let pattern: RegExp | undefined;
  let prefix = "";
  let suffix = "";
  let hasFiller = false;
  let choice = 0;
  let misses = 0;
  let hits = 0;
  let templates = 0;
  let strangers = 0;
  let candidate = "";

  function miss(data: string): string | undefined {
    if (
      !hasFiller &&
      data.length >= prefix.length + suffix.length &&
      data.startsWith(prefix) &&
      data.endsWith(suffix)
    ) {
      misses = 0;
      const literal = data.slice(prefix.length - 1, data.length - suffix.length + 1);
      try {
        const text: unknown = JSON.parse(literal);
        return typeof text === "string" ? text : undefined;
      } catch {
        return undefined;
      }
    }
    if (++misses >= MAX_MISSES) {
      pattern = undefined;
      if (hits >= EARNING_HITS) templates--;
    }
    return undefined;
  }

  return {
    get ready() {
      return pattern !== undefined;
    },
    get choice() {
      return choice;
    },
    take(data) {
      if (pattern === undefined) return undefined;
      if (hasFiller) {
        const match = pattern.exec(data);
        if (match === null) return miss(data);
        misses = 0;
        hits++;
        return match[1];
      }
      if (!pattern.test(data)) return miss(data);
      misses = 0;
      hits++;
      return data.slice(prefix.length, data.length - suffix.length);
    },
    learn(data, json, index) {
      if (templates >= MAX_TEMPLATES || strangers >= MAX_STRANGERS || pattern !== undefined) return;
      const text = contentHolder(json)?.["content"];
      if (typeof text !== "string" || !PLAIN_TEXT.test(text)) return;
      const found = locate(data, json, text);
      if (found === undefined) {
        strangers++;
        return;
      }
      const key = found.join("\n");
      if (key !== candidate) {
        candidate = key;
        strangers++;
        return;
      }
      candidate = "";
      strangers = 0;
      templates++;
      if (!isProven(found, json)) return;
      const [before, between, after] = found;
      prefix = before;
      suffix = between;
      hasFiller = after !== undefined;
      choice = index;
      misses = 0;
      hits = 0;
      pattern = new RegExp(
        after === undefined
          ? `^${escape(before)}${PLAIN}${escape(between)}$`
          : `^${escape(before)}(${PLAIN})${escape(between)}${PLAIN}${escape(after)}$`,
      );
    },
  };
}

/** What stands before the text, after it (up to the filler), and after the filler, where there is one. */
type Template = readonly [before: string, between: string, after?: string];

function locate(data: string, json: JsonObject, text: string): Template | undefined {
  if (data.length - text.length > MAX_TEMPLATE) return undefined;
  const start = locateValue(data, CONTENT, text, 0);
  if (start === -1) return undefined;
  const before = data.slice(0, start);
  const rest = data.slice(start + text.length);
  const filler = json["obfuscation"];
  if (typeof filler !== "string") return [before, rest];
  if (!PLAIN_TEXT.test(filler)) return undefined;
  const at = locateValue(rest, FILLER, filler, 0);
  return at === -1 ? undefined : [before, rest.slice(0, at), rest.slice(at + filler.length)];
}

function locateValue(data: string, key: string, value: string, from: number): number {
  let at = data.indexOf(key, from);
  while (at !== -1) {
    let start = at + key.length;
    while (data.charCodeAt(start) === 32) start++;
    if (data.startsWith(`"${value}"`, start)) return start + 1;
    at = data.indexOf(key, start);
  }
  return -1;
}

// A quote inside a JSON string is always escaped, but "content" may stand in another object: only parsing proves it.
function isProven(template: Template, json: JsonObject): boolean {
  const holder = contentHolder(json);
  if (holder === undefined) return false;
  const [before, between, after] = template;
  const { content } = holder;
  const filler = json["obfuscation"];
  try {
    const probe = JSON.parse(
      before + SENTINEL + between + (after === undefined ? "" : SENTINEL + after),
    ) as JsonObject;
    holder["content"] = SENTINEL;
    if (after !== undefined) json["obfuscation"] = SENTINEL;
    return JSON.stringify(probe) === JSON.stringify(json);
  } catch {
    // Nested too deep to be compared.
    return false;
  } finally {
    if (content !== undefined) holder["content"] = content;
    if (after !== undefined && filler !== undefined) json["obfuscation"] = filler;
  }
}

function contentHolder(json: JsonObject): JsonObject | undefined {
  const choices = json["choices"];
  if (!Array.isArray(choices) || choices.length !== 1) return undefined;
  const delta = isJsonObject(choices[0]) ? choices[0]["delta"] : undefined;
  return isJsonObject(delta) ? delta : undefined;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
