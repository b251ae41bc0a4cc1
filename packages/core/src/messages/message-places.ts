import type { Message } from "./message.ts";

/** Where a message stood in the list that was given; it goes along with every copy of the message. */
const PLACE = Symbol("place");

type Placed = Message & { readonly [PLACE]?: number };

/** Prepared messages, and the way from their places back to those of the list that was given. */
export interface PlacedMessages {
  messages: Message[];
  /** Writes every `messages[…]` of a path or a sentence about the prepared list as it was in the given one. */
  givenPath(text: string): string;
}

/** Copies of messages that know their places. */
export function markPlaces(messages: readonly Message[]): Message[] {
  return messages.map((message, place): Placed => ({ ...message, [PLACE]: place }));
}

/** A message that stands for another one. */
export function inPlaceOf<T extends Message>(original: Message | undefined, message: T): T {
  const place = placeOf(original);
  return place === undefined ? message : { ...message, [PLACE]: place };
}

/** The path of a message in the list that was given; of one that was put in, the whole list's. */
export function pathOf(message: Message | undefined): string {
  const place = placeOf(message);
  return place === undefined ? "messages" : `messages[${place}]`;
}

/** Takes the places off again, which nobody but the preparation should see. */
export function takePlaces(marked: readonly Message[], given: readonly Message[]): PlacedMessages {
  return {
    messages: marked.map((message) => {
      const { [PLACE]: _, ...rest }: Placed = message;
      return rest;
    }),
    givenPath: (text) =>
      text.replace(/messages\[(\d+)\]((?:\.\w+|\[\d+\])*)/g, (_, index: string, rest: string) => {
        const message = marked[Number(index)];
        const path = pathOf(message);
        if (!rest.startsWith(".content[")) return path === "messages" ? path : path + rest;
        const original = given[placeOf(message) ?? -1]?.content;
        // Parts that were joined or left out have no places of their own.
        const isSame = Array.isArray(original) && original.length === message?.content.length;
        return isSame ? path + rest : path;
      }),
  };
}

function placeOf(message: Placed | undefined): number | undefined {
  return message?.[PLACE];
}
