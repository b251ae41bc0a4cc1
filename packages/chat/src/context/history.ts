import type { Message } from "@byok/core";

/** Messages that are sent together or not at all. */
export interface Exchange {
  messages: Message[];
}

/**
 * Cuts a conversation into exchanges: a question with everything until the next one, so that no answer stands without
 * its question and no tool result without its call. System messages are left out: they have their own place.
 */
export function exchangesOf(messages: readonly Message[]): Exchange[] {
  const exchanges: Exchange[] = [];
  for (const message of messages) {
    if (message.role === "system") continue;
    const last = exchanges.at(-1);
    if (message.role === "user" || last === undefined) exchanges.push({ messages: [message] });
    else last.messages.push(message);
  }
  return joinToolTraffic(exchanges);
}

/** A result may come after the user has spoken again, such as after an approval: then both exchanges are one. */
function joinToolTraffic(exchanges: Exchange[]): Exchange[] {
  const joined: Exchange[] = [];
  const open = new Set<string>();
  for (const exchange of exchanges) {
    const before = joined.at(-1);
    // While a call waits for its result, what follows belongs to it, if the result is there at all.
    const answers =
      before !== undefined && open.size > 0 && answersLater(exchanges, exchange, open);
    if (answers) before.messages.push(...exchange.messages);
    else joined.push({ messages: [...exchange.messages] });
    for (const id of callIds(exchange.messages)) open.add(id);
    for (const id of resultIds(exchange.messages)) open.delete(id);
  }
  return joined;
}

function answersLater(
  exchanges: readonly Exchange[],
  from: Exchange,
  open: ReadonlySet<string>,
): boolean {
  return exchanges
    .slice(exchanges.indexOf(from))
    .some((exchange) => resultIds(exchange.messages).some((id) => open.has(id)));
}

/** Ids of the tool calls in messages. */
export function callIds(messages: readonly Message[]): string[] {
  return partsOf(messages)
    .filter((part) => part.type === "tool-call")
    .map((part) => part.id);
}

/** Ids of the tool results in messages. */
export function resultIds(messages: readonly Message[]): string[] {
  return partsOf(messages)
    .filter((part) => part.type === "tool-result")
    .map((part) => part.id);
}

type AnyPart = Exclude<Message["content"], string>[number];

function partsOf(messages: readonly Message[]): AnyPart[] {
  return messages.flatMap((message) =>
    typeof message.content === "string" ? [] : (message.content as AnyPart[]),
  );
}
