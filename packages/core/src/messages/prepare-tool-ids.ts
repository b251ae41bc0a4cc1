import type { Message } from "./message.ts";

/** A reversible naming of tool calls for one request; nothing of it is stored. */
export interface ToolIdMap {
  /** The id to send for one of ours. */
  toWire(id: string): string;
  /** Our id for one that was sent; any other comes back unchanged. */
  fromWire(id: string): string;
}

const ALPHABETS = [
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  "abcdefghijklmnopqrstuvwxyz0123456789",
  "0123456789abcdef",
  "0123456789",
];
const PREFIXES = ["", "call_", "toolu_", "tool_", "fc_", "call-"];
/** Lengths to try: nine characters of the first alphabet already make a collision of two ids unlikely. */
const LENGTHS = [24, 16, 12, 9, 32, 40, ...Array.from({ length: 64 }, (_, i) => i + 1)];
const MAX_SALTS = 10_000;

/**
 * Names the tool calls of a conversation so that all ids match a platform's pattern. An id that matches keeps its
 * name; another gets one made from its own text, so it is the same in every request; no two ids ever share one.
 */
export function mapToolIds(messages: readonly Message[], idPattern: string | undefined): ToolIdMap {
  const pattern = compile(idPattern);
  const to = new Map<string, string>();
  const from = new Map<string, string>();
  const ids = collectIds(messages);
  if (pattern !== undefined) {
    const form = formOf(pattern);
    const taken = new Set(ids.filter((id) => pattern.test(id)));
    for (const id of ids) {
      if (pattern.test(id) || form === undefined) continue;
      const name = freshName(id, form, taken);
      if (name === undefined) continue;
      taken.add(name);
      to.set(id, name);
      from.set(name, id);
    }
  }
  return { toWire: (id) => to.get(id) ?? id, fromWire: (id) => from.get(id) ?? id };
}

/** Writes the ids of a map into a conversation; messages without tool calls stay the same objects. */
export function renameToolIds(messages: readonly Message[], map: ToolIdMap): Message[] {
  return messages.map((message) => {
    if (typeof message.content === "string") return message;
    let changed = false;
    const content = message.content.map((part) => {
      if (
        part.type !== "tool-call" &&
        part.type !== "tool-result" &&
        part.type !== "tool-approval-request"
      )
        return part;
      const id = part.type === "tool-approval-request" ? part.toolCallId : part.id;
      const name = map.toWire(id);
      if (name === id) return part;
      changed = true;
      return part.type === "tool-approval-request"
        ? { ...part, toolCallId: name }
        : { ...part, id: name };
    });
    return changed ? ({ ...message, content } as Message) : message;
  });
}

function collectIds(messages: readonly Message[]): string[] {
  const ids = new Set<string>();
  for (const message of messages) {
    if (typeof message.content === "string") continue;
    for (const part of message.content) {
      if (part.type === "tool-call" || part.type === "tool-result") ids.add(part.id);
    }
  }
  return [...ids];
}

function compile(idPattern: string | undefined): RegExp | undefined {
  if (idPattern === undefined) return undefined;
  try {
    return new RegExp(idPattern);
  } catch {
    return undefined;
  }
}

interface IdForm {
  prefix: string;
  alphabet: string;
  length: number;
  pattern: RegExp;
}

/** Finds a form whose texts match the pattern, by trying it on samples with every character of its alphabet. */
function formOf(pattern: RegExp): IdForm | undefined {
  for (const prefix of PREFIXES) {
    for (const alphabet of ALPHABETS) {
      for (const length of LENGTHS) {
        const samples = Array.from({ length: Math.ceil(alphabet.length / length) }, (_, i) =>
          alphabet
            .repeat(2)
            .slice(i * length, (i + 1) * length)
            .padEnd(length, alphabet),
        );
        if (samples.every((sample) => pattern.test(prefix + sample)))
          return { prefix, alphabet, length, pattern };
      }
    }
  }
  return undefined;
}

function freshName(id: string, form: IdForm, taken: ReadonlySet<string>): string | undefined {
  for (let salt = 0; salt < MAX_SALTS; salt += 1) {
    const name = form.prefix + digest(id, salt, form.alphabet, form.length);
    if (!taken.has(name) && form.pattern.test(name)) return name;
  }
  return undefined;
}

/** Makes a text of a given length from an id. Not a secret: two 32-bit hashes per six characters (cyrb53). */
function digest(id: string, salt: number, alphabet: string, length: number): string {
  let text = "";
  for (let block = 0; text.length < length; block += 1) {
    let rest = hash53(id, salt * 1009 + block);
    for (let i = 0; i < 6; i += 1) {
      text += alphabet.charAt(rest % alphabet.length);
      rest = Math.floor(rest / alphabet.length);
    }
  }
  return text.slice(0, length);
}

function hash53(text: string, seed: number): number {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
