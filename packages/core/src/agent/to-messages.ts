import type { Message, MessageInput } from "../messages/message.ts";

/** Input of a step as messages. */
export function toMessages(input: string | MessageInput | readonly MessageInput[]): Message[] {
  if (typeof input === "string") return [{ role: "user", content: input }];
  return Array.isArray(input) ? [...(input as readonly Message[])] : [input as Message];
}
