import type { Warning } from "../results/warning.ts";
import { inPlaceOf, pathOf } from "./message-places.ts";
import type { AssistantMessage, AssistantPart, Message, Meta, UserMessage } from "./message.ts";

/** Stands between a tool result and a user message on platforms that demand an assistant message there. */
const BRIDGE = "OK.";

/**
 * Merges neighbouring messages of the user, and of the assistant, so that they take turns. A system message between two
 * of them goes before both, with a warning; speakers of different names become one without a name, with a warning too.
 */
export function mergeNeighbours(
  messages: readonly Message[],
  warn: (warning: Warning) => void,
): Message[] {
  const merged: Message[] = [];
  let namesLost: Message | undefined;
  for (const message of messages) {
    const at = merged.findLastIndex(({ role }) => role !== "system");
    const last = merged[at];
    let joined: Message | undefined;
    if (last?.role === "user" && message.role === "user") {
      joined = mergeUsers(last, message);
      if (last.name !== message.name) namesLost ??= last.name === undefined ? message : last;
    } else if (last?.role === "assistant" && message.role === "assistant")
      joined = mergeAssistants(last, message);
    if (joined === undefined) {
      merged.push(message);
      continue;
    }
    const [, ...systems] = merged.splice(at);
    for (const system of systems)
      warn({
        code: "translated",
        path: pathOf(system),
        message: `User and assistant must take turns: a system message between two messages of the ${joined.role} was put before both.`,
      });
    merged.push(...systems, joined);
  }
  if (namesLost !== undefined)
    warn({
      code: "unsupported",
      path: `${pathOf(namesLost)}.name`,
      message:
        "User and assistant must take turns: messages of speakers with different names became one, without a name.",
    });
  return merged;
}

/** Puts an assistant message between a tool result and a user message that follows it. */
export function bridgeToolResults(
  messages: readonly Message[],
  warn: (warning: Warning) => void,
): Message[] {
  const bridged: Message[] = [];
  messages.forEach((message) => {
    if (message.role === "user" && bridged.at(-1)?.role === "tool") {
      bridged.push({ role: "assistant", content: BRIDGE });
      warn({
        code: "translated",
        path: pathOf(message),
        message: `The platform takes no user message behind a tool result: an assistant message "${BRIDGE}" was put between.`,
      });
    }
    bridged.push(message);
  });
  return bridged;
}

/** Leaves out the names of messages, with one warning. */
export function dropNames(
  messages: readonly Message[],
  warn: (warning: Warning) => void,
): Message[] {
  const first = messages.find((message) => message.role === "user" && message.name !== undefined);
  if (first === undefined) return [...messages];
  warn({
    code: "unsupported",
    path: `${pathOf(first)}.name`,
    message: "The platform takes no names of messages; they were left out.",
  });
  return messages.map((message) => {
    if (message.role !== "user" || message.name === undefined) return message;
    const { name: _, ...rest } = message;
    return rest;
  });
}

function mergeUsers(a: UserMessage, b: UserMessage): UserMessage {
  const content = joinContent<Exclude<UserMessage["content"], string>[number]>(a, b);
  // Two speakers in one message have no common name.
  const name = a.name !== undefined && a.name === b.name ? { name: a.name } : {};
  return inPlaceOf(a, { role: "user", ...name, ...mergeMeta(a, b), content });
}

function mergeAssistants(a: AssistantMessage, b: AssistantMessage): AssistantMessage {
  const origin = b.origin ?? a.origin;
  return inPlaceOf(a, {
    role: "assistant",
    ...(origin === undefined ? {} : { origin }),
    ...mergeMeta(a, b),
    content: joinContent<AssistantPart>(a, b, setApart),
  });
}

/**
 * Begins the second message's text with a blank line where it meets the first one's, since wires write the texts of one
 * message without a break. A turn that goes on behind the platform's own tool call is one text already.
 */
function setApart(
  before: readonly AssistantPart[],
  parts: readonly AssistantPart[],
): readonly AssistantPart[] {
  const isSaid = (part: AssistantPart): boolean =>
    part.type !== "reasoning" && (part.type !== "text" || part.text !== "");
  const last = before.findLast(isSaid);
  const first = parts.find(isSaid);
  if (last?.type !== "text" || first?.type !== "text") return parts;
  // Before a refusal behind other text the wires make the break.
  if (first.channel === "refusal" && last.channel !== "refusal") return parts;
  return parts.map((part) => (part === first ? { ...first, text: `\n\n${first.text}` } : part));
}

interface Speech<Part> extends Meta {
  content: string | Part[];
}

function joinContent<Part>(
  a: Speech<Part>,
  b: Speech<Part>,
  apart: (before: readonly Part[], parts: readonly Part[]) => readonly Part[] = (_, parts) => parts,
): string | Part[] {
  if (typeof a.content === "string" && typeof b.content === "string" && a.cache === undefined) {
    return [a.content, b.content].filter((text) => text !== "").join("\n\n");
  }
  const parts = (message: Speech<Part>): Part[] => {
    if (typeof message.content !== "string") return [...message.content];
    return message.content === "" ? [] : [{ type: "text", text: message.content } as Part];
  };
  const first = parts(a);
  const last = first.pop();
  // The first message's cache mark stays at its own end.
  if (last !== undefined) first.push(a.cache === undefined ? last : { ...last, cache: a.cache });
  return [...first, ...apart(first, parts(b))];
}

/** What both messages carry; the cache mark of the merged message is the second one's, at whose end it stands. */
function mergeMeta(a: Meta, b: Meta): Meta {
  const providerState = [...(a.providerState ?? []), ...(b.providerState ?? [])];
  return {
    ...(b.cache === undefined ? {} : { cache: b.cache }),
    ...(providerState.length === 0 ? {} : { providerState }),
    ...(a.extra === undefined && b.extra === undefined
      ? {}
      : { extra: { ...a.extra, ...b.extra } }),
  };
}
