import type { Policy } from "../catalog/policy.ts";
import { isPlainObject } from "../config/check-json.ts";
import type { Message } from "./message.ts";

/**
 * True for a conversation that needs neither checks nor preparation: texts of the user, and of the system where the
 * platform takes them as they stand. Most first questions are of this kind, and are sent without loading the rest.
 */
export function isPlainConversation(
  messages: unknown,
  policy: Policy,
): messages is readonly Message[] {
  if (!Array.isArray(messages) || messages.length === 0) return false;
  const { system = "keep", alternate } = policy.messages ?? {};
  if (alternate === true && messages.length > 1) return false;
  const takesSystem = system === "keep" || system === "developer";
  // An index loop, since `every` passes over holes.
  for (let index = 0; index < messages.length; index += 1) {
    const message: unknown = messages[index];
    if (!isPlainObject(message) || Object.keys(message).length !== 2) return false;
    const { role, content } = message;
    if (role !== "user" && !(role === "system" && takesSystem)) return false;
    if (typeof content !== "string" || content.trim() === "") return false;
  }
  return true;
}
