import type { AssistantMessage, AssistantPart, Message } from "../messages/message.ts";
import type { Result } from "../results/result.ts";
import type { AgentStep } from "./agent-response.ts";
import type { Memory } from "./memory.ts";

/** Whether an answer stopped within the platform's own tools, and goes on when it is handed back. */
export function isPaused({ finishReason, toolCalls, invalidToolCalls }: Result<unknown>): boolean {
  return finishReason === "pause" && toolCalls.length + invalidToolCalls.length === 0;
}

/** The last answer of a step with the paused pieces before it: together they are one turn. */
export function wholeTurn(steps: readonly AgentStep[]): Result<unknown> {
  const results = steps.map((step) => step.result);
  const last = results.at(-1)!;
  const before = results.slice(0, -1);
  const pieces = before.slice(before.findLastIndex((result) => !isPaused(result)) + 1);
  if (pieces.length === 0) return last;
  const all = [...pieces, last];
  const text = all.map((result) => result.text).join("");
  const reasoning = all.map((result) => result.reasoning).join("");
  const message = {
    ...last.message,
    content: all.flatMap((result) => partsOf(result.message)),
  };
  return {
    ...last,
    text,
    reasoning,
    message,
    choices: last.choices.map((choice, index) =>
      index === 0 ? { ...choice, text, reasoning, message } : choice,
    ),
    sources: all.flatMap((result) => result.sources),
    files: all.flatMap((result) => result.files),
  };
}

/**
 * Ends a paused turn that will not go on: the platform's calls that have no result leave the conversation, since
 * nobody can answer them any more and no other turn may follow them.
 */
export function endPausedTurn(memory: Memory): void {
  const start = memory.messages.findLastIndex((message) => message.role !== "assistant") + 1;
  const turn = memory.messages.slice(start) as AssistantMessage[];
  const answered = new Set(
    turn.flatMap(partsOf).flatMap((part) => (part.type === "tool-result" ? [part.id] : [])),
  );
  const isOpen = (part: AssistantPart): boolean =>
    part.type === "tool-call" && part.executedBy === "provider" && !answered.has(part.id);
  const closed = turn.flatMap((message): Message[] => {
    const content = partsOf(message).filter((part) => !isOpen(part));
    return content.length === 0 ? [] : [{ ...message, content }];
  });
  memory.truncate(start);
  memory.add(...closed);
}

/** The parts of a message, a text as one. */
export function partsOf({ content }: AssistantMessage): AssistantPart[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : content;
}
