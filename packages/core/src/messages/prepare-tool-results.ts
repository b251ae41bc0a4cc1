import { InvalidRequestError } from "../errors/errors.ts";
import { inPlaceOf, pathOf } from "./message-places.ts";
import type { Message, ToolCallPart, ToolMessage, ToolResultPart } from "./message.ts";

/**
 * Puts the results of tool calls right behind the message that made the calls, as every platform demands.
 * A call that a person denied without giving a result gets one that says so. Calls that the platform ran itself
 * have their results beside them and are left alone.
 *
 * @throws InvalidRequestError for a call without a result, or a result without a call
 */
export function pairToolResults(messages: readonly Message[]): Message[] {
  const owners = ownersOfResults(messages);
  const denials = findDenials(messages);
  const paired: Message[] = [];
  messages.forEach((message, index) => {
    if (message.role === "tool") {
      const rest = message.content.filter((part) => part.type !== "tool-result");
      if (rest.length > 0) paired.push({ ...message, content: rest });
      return;
    }
    paired.push(message);
    const calls = callsOf(message);
    if (calls.length === 0) return;
    const answered = new Set<string>();
    for (const other of messages) {
      if (other.role !== "tool") continue;
      const mine = other.content.filter(
        (part): part is ToolResultPart => part.type === "tool-result" && owners.get(part) === index,
      );
      if (mine.length === 0) continue;
      for (const part of mine) answered.add(part.id);
      paired.push({ ...other, content: mine });
    }
    const open = calls.filter((call) => !answered.has(call.id));
    const denied = open.filter((call) => denials.has(call.id));
    const missing = open.filter((call) => !denials.has(call.id));
    if (missing.length > 0) throw missingResults(missing, pathOf(message));
    if (denied.length > 0) paired.push(deniedMessage(denied, denials));
  });
  return paired;
}

/** Puts neighbouring tool messages together: the results of parallel calls then stand in one message. */
export function mergeToolMessages(messages: readonly Message[]): Message[] {
  const merged: Message[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (message.role !== "tool" || last?.role !== "tool") merged.push(message);
    else merged[merged.length - 1] = joinTools(last, message);
  }
  return merged;
}

function joinTools(a: ToolMessage, b: ToolMessage): ToolMessage {
  const { cache: _, ...rest } = a;
  const first = [...a.content];
  const last = first.pop();
  // The first message's cache mark stays at its own end.
  if (last !== undefined) first.push(a.cache === undefined ? last : { ...last, cache: a.cache });
  const providerState = [...(a.providerState ?? []), ...(b.providerState ?? [])];
  return inPlaceOf(a, {
    ...rest,
    ...b,
    ...(providerState.length === 0 ? {} : { providerState }),
    content: [...first, ...b.content],
  });
}

/** Which assistant message each result belongs to: the nearest before it that made a call of that id. */
function ownersOfResults(messages: readonly Message[]): Map<ToolResultPart, number> {
  const callers = new Map<string, number>();
  const owners = new Map<ToolResultPart, number>();
  const seen = new Set<string>();
  messages.forEach((message, index) => {
    for (const call of callsOf(message)) {
      callers.set(call.id, index);
      seen.delete(call.id);
    }
    if (message.role !== "tool") return;
    message.content.forEach((part, position) => {
      if (part.type !== "tool-result") return;
      const at = `${pathOf(message)}.content[${position}]`;
      const caller = callers.get(part.id);
      if (caller === undefined) {
        throw new InvalidRequestError(
          `${at} is the result of the tool call ${JSON.stringify(part.id)}, but no message before it made that call.`,
          {
            hint: "Keep the assistant message with the tool call in the conversation, or remove its result.",
          },
        );
      }
      if (seen.has(part.id)) {
        throw new InvalidRequestError(
          `${at} is a second result of the tool call ${JSON.stringify(part.id)}.`,
          {
            hint: "Give one result per tool call.",
          },
        );
      }
      seen.add(part.id);
      owners.set(part, caller);
    });
  });
  return owners;
}

function callsOf(message: Message): ToolCallPart[] {
  if (message.role !== "assistant" || typeof message.content === "string") return [];
  return message.content.filter(
    (part): part is ToolCallPart => part.type === "tool-call" && part.executedBy !== "provider",
  );
}

function missingResults(missing: readonly ToolCallPart[], path: string): InvalidRequestError {
  const ids = missing.map((call) => `${JSON.stringify(call.id)} (${call.name})`).join(", ");
  return new InvalidRequestError(`${path} calls tools whose results are missing: ${ids}.`, {
    hint: 'Add a message { role: "tool", content: [{ type: "tool-result", id, name, status, content }] } with a result for each call.',
  });
}

/** Tool call id → the reason of the person who denied it. */
function findDenials(messages: readonly Message[]): Map<string, string | undefined> {
  const asked = new Map<string, string>();
  const denied = new Map<string, string | undefined>();
  for (const message of messages) {
    if (typeof message.content === "string") continue;
    for (const part of message.content) {
      if (part.type === "tool-approval-request") asked.set(part.approvalId, part.toolCallId);
      if (part.type !== "tool-approval-response" || part.approved) continue;
      const call = asked.get(part.approvalId);
      if (call !== undefined) denied.set(call, part.reason);
    }
  }
  return denied;
}

function deniedMessage(
  calls: readonly ToolCallPart[],
  denials: ReadonlyMap<string, string | undefined>,
): ToolMessage {
  return {
    role: "tool",
    content: calls.map((call) => ({
      type: "tool-result",
      id: call.id,
      name: call.name,
      status: "denied",
      content: [
        { type: "text", text: denials.get(call.id) ?? "The user did not allow this call." },
      ],
    })),
  };
}
