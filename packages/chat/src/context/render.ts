import type { Message } from "@byok/core";
import { textOf } from "../messages/stored-parts.ts";
import type { LayerName } from "../recipes/recipe.ts";

/** The first line of each layer's section in the system message. */
const HEADINGS: Readonly<Partial<Record<LayerName, string>>> = {
  identity: "About the user:",
  preferences: "How the user wants to be answered:",
  topic: "About the topic of this conversation:",
  entity: "People and projects that the message names:",
  arc: "Earlier in this conversation:",
  retrieval: "Notes from earlier conversations that may help:",
};

/** Writes one layer's section; empty without items. */
export function renderSection(layer: LayerName, texts: readonly string[]): string {
  if (texts.length === 0) return "";
  const items = texts.map((text) => (text.includes("\n") ? text : `- ${text}`));
  const heading = HEADINGS[layer];
  return [...(heading === undefined ? [] : [heading]), ...items].join("\n");
}

/** Writes messages as a person reads them in a preview. */
export function renderMessages(messages: readonly Message[]): string {
  return messages
    .map((message) => {
      const text = textOf(message);
      const others =
        typeof message.content === "string"
          ? []
          : message.content
              .filter((part) => part.type !== "text" && part.type !== "reasoning")
              .map((part) => `[${part.type}]`);
      return `${message.role}: ${[text, ...others].filter((each) => each !== "").join(" ")}`;
    })
    .join("\n");
}
