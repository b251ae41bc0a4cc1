import type { ChatStore } from "../store/open-store.ts";
import { authorOf, readableParts } from "./describe-part.ts";
import { readForExport } from "./read-export.ts";

/** Writes the shown branch of a chat as Markdown. @throws StoreError. */
export function exportMarkdown(store: ChatStore, chatId: string): string {
  const { chat, messages } = readForExport(store, chatId, "shown");
  const lines = [`# ${(chat.title ?? "Chat").replace(/\s+/g, " ")}`, ""];
  lines.push(`*${new Date(chat.createdAt).toISOString()}${tagLine(chat.tags)}*`, "");
  for (const { message, createdAt, incomplete } of messages) {
    const time = new Date(createdAt).toISOString();
    lines.push(`## ${authorOf(message)}`, "", `<!-- ${time} -->`, "");
    for (const part of readableParts(message)) {
      if (part.kind === "text") lines.push(part.text, "");
      else lines.push(`**${part.label}**`, "", fenced(part.text), "");
    }
    if (incomplete) lines.push("*(This answer broke off.)*", "");
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

function tagLine(tags: readonly string[]): string {
  return tags.length === 0 ? "" : ` · ${tags.map((tag) => `#${tag}`).join(" ")}`;
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
