import type { MessagePolicy } from "../catalog/policy.ts";
import type { AssistantMessage, Message, Part } from "./message.ts";

/** Removes white space at the end of assistant texts. */
export function trimAssistantEnds(messages: readonly Message[]): Message[] {
  return messages.map((message) => (message.role === "assistant" ? trimEnd(message) : message));
}

/**
 * Handles texts without content: `drop` removes texts of white space only, and messages that are nothing else;
 * `space` writes one space for an empty text.
 */
export function handleEmptyTexts(
  messages: readonly Message[],
  mode: MessagePolicy["emptyText"],
): Message[] {
  if (mode === undefined || mode === "keep") return [...messages];
  return messages.flatMap((message): Message[] => {
    if (typeof message.content === "string") {
      if (mode === "space")
        return [message.content === "" ? ({ ...message, content: " " } as Message) : message];
      return message.content.trim() === "" ? [] : [message];
    }
    const content = mode === "space" ? spaceOut(message.content) : dropEmpty(message.content);
    // An assistant that said nothing at all keeps its turn where a space may stand for it.
    if (content.length === 0 && mode === "space" && message.role === "assistant")
      return [{ ...message, content: " " }];
    if (content.length === 0) return [];
    const same =
      content.length === message.content.length &&
      content.every((part, i) => part === message.content[i]);
    return [same ? message : ({ ...message, content } as Message)];
  });
}

function trimEnd(message: AssistantMessage): AssistantMessage {
  if (typeof message.content === "string") {
    const content = message.content.trimEnd();
    return content === message.content ? message : { ...message, content };
  }
  const last = message.content.at(-1);
  if (last?.type !== "text" || last.text.trimEnd() === last.text) return message;
  return {
    ...message,
    content: [...message.content.slice(0, -1), { ...last, text: last.text.trimEnd() }],
  };
}

function spaceOut(parts: readonly Part[]): Part[] {
  return parts.map((part) => {
    if (part.type === "text") return part.text === "" ? { ...part, text: " " } : part;
    if (
      part.type !== "tool-result" ||
      !part.content.some((inner) => inner.type === "text" && inner.text === "")
    )
      return part;
    return {
      ...part,
      content: part.content.map((inner) =>
        inner.type === "text" && inner.text === "" ? { ...inner, text: " " } : inner,
      ),
    };
  });
}

function dropEmpty(parts: readonly Part[]): Part[] {
  const isEmpty = (part: { type: string; text?: string }): boolean =>
    part.type === "text" && part.text?.trim() === "";
  return parts.flatMap((part): Part[] => {
    if (isEmpty(part)) return [];
    if (
      part.type !== "tool-result" ||
      !part.content.some((inner) => inner.type === "text" && isEmpty(inner))
    )
      return [part];
    return [
      {
        ...part,
        content: part.content.filter((inner) => inner.type !== "text" || !isEmpty(inner)),
      },
    ];
  });
}
