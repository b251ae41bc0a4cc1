import { InvalidRequestError } from "../errors/errors.ts";
import type { Message } from "./message.ts";
import { readToolIdForm, type ToolIdForm } from "./tool-id-form.ts";

/** A reversible naming of tool calls for one request; nothing of it is stored. */
export interface ToolIdMap {
  /** The id to send for one of ours. */
  toWire(id: string): string;
  /** Our id for one that was sent; any other comes back unchanged. */
  fromWire(id: string): string;
}

const MAX_SALTS = 10_000;

/**
 * Names the tool calls of a conversation so that all ids match a platform's pattern. An id that matches keeps its
 * name; another gets one made from its own text, so it is the same in every request; no two ids ever share one.
 *
 * @throws InvalidRequestError for an id that does not match where no other can be made, because the pattern is more
 * than literals, classes and counts from `^` to `$`
 */
export function mapToolIds(messages: readonly Message[], idPattern: string | undefined): ToolIdMap {
  const to = new Map<string, string>();
  const from = new Map<string, string>();
  const ids = idPattern === undefined ? [] : collectIds(messages);
  if (idPattern !== undefined && ids.length > 0) {
    const pattern = compile(idPattern);
    const fits = (id: string): boolean => pattern?.test(id) === true;
    const strangers = ids.filter((id) => !fits(id));
    const form = strangers.length === 0 ? undefined : readToolIdForm(idPattern);
    const taken = new Set(ids.filter(fits));
    for (const id of strangers) {
      const name = form === undefined ? undefined : freshName(id, form, fits, taken);
      if (name === undefined) throw unnameable(id, idPattern);
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

function compile(idPattern: string): RegExp | undefined {
  try {
    return new RegExp(idPattern);
  } catch {
    return undefined;
  }
}

function unnameable(id: string, idPattern: string): InvalidRequestError {
  return new InvalidRequestError(
    `The tool call id ${JSON.stringify(id)} does not match ${idPattern}, and no other id of that form can be made.`,
    { hint: "Give the call and its result an id of that form." },
  );
}

function freshName(
  id: string,
  form: ToolIdForm,
  fits: (name: string) => boolean,
  taken: ReadonlySet<string>,
): string | undefined {
  for (let salt = 0; salt < MAX_SALTS; salt += 1) {
    const name = form
      .map(({ alphabet, length }, place) =>
        alphabet.length === 1
          ? alphabet.repeat(length)
          : digest(`${place}:${id}`, salt, alphabet, length),
      )
      .join("");
    // A form that was misread is no better with any other characters.
    if (name === "" || !fits(name)) return undefined;
    if (!taken.has(name)) return name;
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
