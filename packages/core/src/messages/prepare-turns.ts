import type { Warning } from "../results/warning.ts";
import type { AssistantMessage, AssistantPart, Message, Meta, UserMessage } from "./message.ts";

/** Stands between a tool result and a user message on platforms that demand an assistant message there. */
const BRIDGE = "OK.";

/** Merges neighbouring messages of the user, and of the assistant, so that they take turns. */
export function mergeNeighbours(messages: readonly Message[]): Message[] {
  const merged: Message[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last?.role === "user" && message.role === "user")
      merged[merged.length - 1] = mergeUsers(last, message);
    else if (last?.role === "assistant" && message.role === "assistant") {
      merged[merged.length - 1] = mergeAssistants(last, message);
    } else merged.push(message);
  }
  return merged;
}

/** Puts an assistant message between a tool result and a user message that follows it. */
export function bridgeToolResults(
  messages: readonly Message[],
  warn: (warning: Warning) => void,
): Message[] {
  const bridged: Message[] = [];
  messages.forEach((message, index) => {
    if (message.role === "user" && bridged.at(-1)?.role === "tool") {
      bridged.push({ role: "assistant", content: BRIDGE });
      warn({
        code: "translated",
        path: `messages[${index}]`,
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
  const first = messages.findIndex(
    (message) => message.role === "user" && message.name !== undefined,
  );
  if (first === -1) return [...messages];
  warn({
    code: "unsupported",
    path: `messages[${first}].name`,
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
  return { role: "user", ...name, ...mergeMeta(a, b), content };
}

function mergeAssistants(a: AssistantMessage, b: AssistantMessage): AssistantMessage {
  const origin = b.origin ?? a.origin;
  return {
    role: "assistant",
    ...(origin === undefined ? {} : { origin }),
    ...mergeMeta(a, b),
    content: joinContent<AssistantPart>(a, b),
  };
}

interface Speech<Part> extends Meta {
  content: string | Part[];
}

function joinContent<Part>(a: Speech<Part>, b: Speech<Part>): string | Part[] {
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
  return [...first, ...parts(b)];
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
