import type { JsonObject, JsonValue } from "../../json.ts";
import { isJsonObject } from "../shared/json-path.ts";

/** Takes the text out of frames that differ from earlier ones in nothing else that is read, without parsing them. */
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
const NUMBER = "(?:0|-?[1-9]\\d*)";
const CONTENT = '"content":';
/** What may change from frame to frame unread: an answer keeps the first id and moment; OpenAI adds random filler. */
const UNREAD = ["id", "created", "obfuscation"] as const;
const SENTINEL = "byok sentinel";
const NUMBER_SENTINEL = 424_242;

/**
 * Makes a lane. It is exact: a template is used only after the frame, with sentinels in the place of its text and of
 * the unread fields that change, was parsed and found equal to the frame with only these changed. Text without quotes,
 * backslashes and control characters is then taken as it stands; other text is parsed as one JSON string.
 */
export function createFastTextLane(): FastTextLane {
  let pattern: RegExp | undefined;
  let prefix = "";
  let suffix = "";
  let hasHoles = false;
  let choice = 0;
  let misses = 0;
  let hits = 0;
  let templates = 0;
  let strangers = 0;
  let candidate = "";
  const changing = new Set<Unread>();
  const lastSeen = new Map<Unread, JsonValue>();

  function miss(data: string): string | undefined {
    if (
      !hasHoles &&
      data.length >= prefix.length + suffix.length &&
      data.startsWith(prefix) &&
      data.endsWith(suffix)
    ) {
      misses = 0;
      return parseText(data.slice(prefix.length, data.length - suffix.length));
    }
    if (++misses >= MAX_MISSES) {
      pattern = undefined;
      if (hits >= EARNING_HITS) templates--;
    }
    return undefined;
  }

  function noteChanges(json: JsonObject): void {
    for (const name of UNREAD) {
      const value = json[name];
      if (typeof value !== "string" && typeof value !== "number") continue;
      // An empty or numeric id is none: the first real one is still to be read.
      if (name === "id" && (typeof value === "number" || value === "")) continue;
      const last = lastSeen.get(name);
      if (last !== undefined && last !== value) changing.add(name);
      lastSeen.set(name, value);
    }
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
      if (hasHoles) {
        const text = pattern.exec(data)?.[1];
        if (text === undefined) return miss(data);
        misses = 0;
        hits++;
        return text.includes("\\") ? parseText(text) : text;
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
      noteChanges(json);
      const found = locate(data, json, text, changing);
      if (found === undefined) {
        strangers++;
        return;
      }
      const key = found.literals.join("\n");
      if (key !== candidate) {
        candidate = key;
        strangers++;
        return;
      }
      candidate = "";
      strangers = 0;
      templates++;
      if (!isProven(found, json)) return;
      const { literals, holes } = found;
      prefix = literals[0]!;
      suffix = literals[1]!;
      hasHoles = holes.length > 1;
      choice = index;
      misses = 0;
      hits = 0;
      pattern = toPattern(found);
    },
  };
}

type Unread = (typeof UNREAD)[number];

/** A place in a frame that changes: the text, or an unread field. */
interface Hole {
  name: Unread | "content";
  start: number;
  end: number;
  isNumber: boolean;
}

/** A frame as the literals around its holes: one more than there are holes. */
interface Template {
  literals: readonly string[];
  holes: readonly Hole[];
}

function locate(
  data: string,
  json: JsonObject,
  text: string,
  changing: ReadonlySet<Unread>,
): Template | undefined {
  if (data.length - text.length > MAX_TEMPLATE) return undefined;
  const holes: Hole[] = [];
  const add = (name: Hole["name"], key: string, value: string | number): boolean => {
    const isNumber = typeof value === "number";
    const start = locateValue(data, key, isNumber ? String(value) : `"${value}"`);
    if (start === -1) return false;
    holes.push(
      isNumber
        ? { name, start, end: start + String(value).length, isNumber }
        : { name, start: start + 1, end: start + 1 + value.length, isNumber },
    );
    return true;
  };
  if (!add("content", CONTENT, text)) return undefined;
  for (const name of changing) {
    const value = json[name];
    if (typeof value === "number" ? !Number.isSafeInteger(value) : typeof value !== "string")
      continue;
    if (typeof value === "string" && !PLAIN_TEXT.test(value)) return undefined;
    if (!add(name, `"${name}":`, value as string | number)) return undefined;
  }
  holes.sort((a, b) => a.start - b.start);
  const ends = [0, ...holes.map((hole) => hole.end)];
  const literals = ends.map((end, index) => data.slice(end, holes[index]?.start));
  return { literals, holes };
}

function locateValue(data: string, key: string, literal: string): number {
  let at = data.indexOf(key);
  while (at !== -1) {
    let start = at + key.length;
    while (data.charCodeAt(start) === 32) start++;
    if (data.startsWith(literal, start)) return start;
    at = data.indexOf(key, start);
  }
  return -1;
}

// A quote inside a JSON string is always escaped, but a key may stand in another object too: only parsing proves it.
function isProven({ literals, holes }: Template, json: JsonObject): boolean {
  const holder = contentHolder(json);
  if (holder === undefined) return false;
  const originals = holes.map(({ name }) => (name === "content" ? holder : json)[name]);
  const write = (values: readonly (JsonValue | undefined)[]): void =>
    holes.forEach(({ name }, index) => {
      const value = values[index];
      if (value !== undefined) (name === "content" ? holder : json)[name] = value;
    });
  const sentinels = holes.map(({ isNumber }) => (isNumber ? NUMBER_SENTINEL : SENTINEL));
  try {
    const probe = JSON.parse(
      literals.map((literal, index) => literal + String(sentinels[index] ?? "")).join(""),
    ) as JsonObject;
    write(sentinels);
    return JSON.stringify(probe) === JSON.stringify(json);
  } catch {
    // Nested too deep to be compared.
    return false;
  } finally {
    write(originals);
  }
}

function toPattern({ literals, holes }: Template): RegExp {
  const classes = holes.map(({ name, isNumber }) => {
    if (name !== "content") return isNumber ? NUMBER : PLAIN;
    return holes.length === 1 ? PLAIN : `(${PLAIN}(?:\\\\.${PLAIN})*)`;
  });
  return new RegExp(
    `^${literals.map((literal, index) => escape(literal) + (classes[index] ?? "")).join("")}$`,
  );
}

function parseText(inside: string): string | undefined {
  try {
    const text: unknown = JSON.parse(`"${inside}"`);
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
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
