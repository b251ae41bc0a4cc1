import type { Message } from "../messages/message.ts";
import { estimateMessages } from "../usage/estimate-tokens.ts";

/** How much of a conversation is sent. */
export interface MemoryOptions {
  /** The most messages, the system message not counted; all when absent. */
  windowSize?: number;
  /** The most tokens, estimated, the system message counted; all when absent. */
  tokenLimit?: number;
}

/** An agent's conversation. */
export interface Memory {
  /** Everything said so far, without the system message. */
  readonly messages: readonly Message[];
  add(...messages: Message[]): void;
  clear(): void;
  /** What is sent: the system message and as much of the end as the limits allow. */
  context(): Message[];
  /** Goes back to an earlier length. */
  truncate(length: number): void;
}

/**
 * Makes a memory. A tool call and its results are kept or left out together, and what is sent begins with a user
 * message; the last user message and all after it are always sent.
 */
export function createMemory(
  systemMessage: string | undefined,
  options: MemoryOptions = {},
): Memory {
  let messages: Message[] = [];
  const system: Message[] =
    systemMessage === undefined || systemMessage === ""
      ? []
      : [{ role: "system", content: systemMessage }];
  return {
    get messages() {
      return messages;
    },
    add(...added) {
      messages.push(...added);
    },
    clear() {
      messages = [];
    },
    truncate(length) {
      messages.length = Math.min(messages.length, length);
    },
    context() {
      const first = firstKept(messages, system, options);
      return [...system, ...messages.slice(first)];
    },
  };
}

function firstKept(
  messages: readonly Message[],
  system: readonly Message[],
  { windowSize, tokenLimit }: MemoryOptions,
): number {
  if (windowSize === undefined && tokenLimit === undefined) return 0;
  const starts = userStarts(messages);
  const fits = (start: number): boolean => {
    if (windowSize !== undefined && messages.length - start > windowSize) return false;
    return (
      tokenLimit === undefined ||
      estimateMessages([...system, ...messages.slice(start)]).tokens <= tokenLimit
    );
  };
  // Turns begin with a user message, so that a cut between them never parts a call from its result.
  return starts.find(fits) ?? starts.at(-1) ?? 0;
}

function userStarts(messages: readonly Message[]): number[] {
  const starts: number[] = [];
  messages.forEach((message, index) => {
    if (message.role === "user" && messages[index - 1]?.role !== "user") starts.push(index);
  });
  return starts[0] === 0 ? starts : [0, ...starts];
}
