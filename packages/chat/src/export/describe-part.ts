import type { Message } from "@byok/core";

type AnyPart = Exclude<Message["content"], string>[number];

/** A part of a message as a person reads it: text, or a labelled block. */
export interface ReadablePart {
  kind: "text" | "block";
  /** What a block is, such as `Reasoning` or `Tool call: search`. */
  label: string;
  text: string;
}

/** Turns a message into what a person reads. Bytes of files are named, not shown. */
export function readableParts(message: Message): ReadablePart[] {
  if (typeof message.content === "string") {
    return [{ kind: "text", label: "", text: message.content }];
  }
  return message.content.map((part: AnyPart) => readable(part)).filter((part) => part.text !== "");
}

function readable(part: AnyPart): ReadablePart {
  switch (part.type) {
    case "text":
      return { kind: "text", label: "", text: part.text };
    case "reasoning":
      return { kind: "block", label: "Reasoning", text: part.text };
    case "tool-call":
      return {
        kind: "block",
        label: `Tool call: ${part.name}`,
        text: JSON.stringify(part.input, undefined, 2),
      };
    case "tool-result":
      return {
        kind: "block",
        label: `Tool result: ${part.name} (${part.status})`,
        text: part.content
          .map((inner) =>
            inner.type === "text"
              ? inner.text
              : inner.type === "json"
                ? JSON.stringify(inner.value, undefined, 2)
                : `[${inner.mediaType}]`,
          )
          .join("\n"),
      };
    case "file":
      return "text" in part.source
        ? { kind: "block", label: `File: ${part.name ?? part.mediaType}`, text: part.source.text }
        : { kind: "text", label: "", text: `[File: ${part.name ?? part.mediaType}]` };
    case "tool-approval-request":
      return { kind: "text", label: "", text: "[Approval asked]" };
    case "tool-approval-response":
      return { kind: "text", label: "", text: part.approved ? "[Approved]" : "[Refused]" };
    default:
      return { kind: "text", label: "", text: `[${part.kind}]` };
  }
}

/** How a message's author is called. */
export function authorOf(message: Message): string {
  const names = { system: "Instructions", user: "You", assistant: "Assistant", tool: "Tool" };
  const origin = message.role === "assistant" ? message.origin : undefined;
  return origin === undefined
    ? names[message.role]
    : `Assistant (${origin.platform}/${origin.model})`;
}
