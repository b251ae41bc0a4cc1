import type { Message } from "../messages/message.ts";

/** Input of a step as messages. */
export function toMessages(input: string | Message | readonly Message[]): Message[] {
  if (typeof input === "string") return [{ role: "user", content: input }];
  return Array.isArray(input) ? [...(input as readonly Message[])] : [input as Message];
}
