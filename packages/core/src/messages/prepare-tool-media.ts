import type { MessagePolicy } from "../catalog/policy.ts";
import type { Warning } from "../results/warning.ts";
import { inPlaceOf, pathOf } from "./message-places.ts";
import type { FilePart, Message, TextPart, ToolMessage, ToolResultPart } from "./message.ts";

/**
 * Takes files out of tool results, unless the platform takes them there (`inline`): `nextUser`, also when nothing is
 * known, moves them into a user message behind the results; `drop` leaves them out with a warning.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/create where a tool message holds text only
 */
export function placeToolMedia(
  messages: readonly Message[],
  mode: MessagePolicy["toolResultMedia"] = "nextUser",
  warn: (warning: Warning) => void,
): Message[] {
  if (mode === "inline") return [...messages];
  const placed: Message[] = [];
  let waiting: (TextPart | FilePart)[] = [];
  const flush = (): void => {
    if (waiting.length > 0)
      placed.push(inPlaceOf(placed.at(-1), { role: "user", content: waiting }));
    waiting = [];
  };
  messages.forEach((message) => {
    if (message.role !== "tool") {
      flush();
      placed.push(message);
      return;
    }
    const { kept, taken } = splitFiles(message);
    placed.push(kept);
    if (mode === "nextUser") waiting.push(...taken);
    else if (taken.length > 0) {
      warn({
        code: "content-dropped",
        path: pathOf(message),
        message: "The platform takes no files in tool results; they were left out.",
      });
    }
  });
  flush();
  return placed;
}

function splitFiles(message: ToolMessage): { kept: ToolMessage; taken: (TextPart | FilePart)[] } {
  const taken: (TextPart | FilePart)[] = [];
  const content = message.content.map((part) => {
    if (part.type !== "tool-result") return part;
    const files = part.content.filter((inner) => inner.type === "file");
    if (files.length === 0) return part;
    taken.push(
      { type: "text", text: `Files of the result of ${part.name || "the tool"}:` },
      ...files,
    );
    return withoutFiles(part);
  });
  return taken.length === 0 ? { kept: message, taken } : { kept: { ...message, content }, taken };
}

function withoutFiles(part: ToolResultPart): ToolResultPart {
  const rest = part.content.filter((inner) => inner.type !== "file");
  return {
    ...part,
    content: rest.length > 0 ? rest : [{ type: "text", text: "The result is a file." }],
  };
}
