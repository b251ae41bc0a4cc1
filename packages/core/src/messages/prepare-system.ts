import type { MessagePolicy } from "../catalog/policy.ts";
import type { Message, SystemMessage, TextPart } from "./message.ts";

/**
 * Puts system messages where the platform wants them. `developer` keeps them: the wire writes that role.
 * With `asUser` they become user messages in their place.
 */
export function placeSystem(
  messages: readonly Message[],
  mode: MessagePolicy["system"],
): Message[] {
  const systems = messages.filter((message) => message.role === "system");
  if (systems.length === 0) return [...messages];
  const others = messages.filter((message) => message.role !== "system");
  switch (mode) {
    case "hoist":
      return [...systems, ...others];
    case "join":
      return [joinSystems(systems), ...others];
    case "asUser":
      return messages.map((message) =>
        message.role === "system" ? { ...message, role: "user" } : message,
      );
    default:
      return [...messages];
  }
}

function joinSystems(systems: readonly SystemMessage[]): SystemMessage {
  const [first] = systems;
  if (first === undefined || systems.length === 1) return first ?? { role: "system", content: "" };
  const texts = systems.flatMap(({ content, cache }) =>
    typeof content === "string" && cache === undefined ? [content] : [],
  );
  if (texts.length === systems.length) return { ...first, content: texts.join("\n\n") };
  // A cache mark belongs to the end of its own message, so the texts stay apart.
  const content = systems.flatMap((message): TextPart[] => {
    const parts: TextPart[] =
      typeof message.content === "string"
        ? [{ type: "text", text: message.content }]
        : message.content;
    const last = parts.at(-1);
    if (message.cache === undefined || last === undefined) return parts;
    return [...parts.slice(0, -1), { ...last, cache: message.cache }];
  });
  const { cache: _, ...rest } = first;
  return { ...rest, content };
}
