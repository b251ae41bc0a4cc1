import type { Turn } from "@byok/chat";
import { formatCost, formatUsage } from "../../answer/format-cost.ts";
import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";
import { sanitize, sanitizeLine } from "../../terminal/sanitize.ts";
import { style } from "../../terminal/style.ts";

/** `byok history show`: one chat to read. */
export const show: Command = {
  spec: {
    name: "history show",
    summary: "Show a chat.",
    usage: ["byok history show [flags] <id | last>"],
    examples: [
      ["byok history show last", "the chat of the last message"],
      ["byok history show 4f9d1c77", "the last eight characters of the id are enough"],
      ["byok history show last --json | jq '.turns[].cost'", "with every branch, tokens and costs"],
    ],
    options: { json: { type: "boolean", help: "Print JSON, with every branch and its costs." } },
  },
  async run(input, { io, screen }) {
    const [reference, ...more] = input.positionals;
    if (reference === undefined || more.length > 0) {
      throw new CliError("byok history show takes one chat.", { next: "byok history" });
    }
    const [chats, { findChat, shortId, withChats }, { formatTime, titleOfChat }] =
      await Promise.all([
        import("@byok/chat"),
        import("../../store/open-home.ts"),
        import("../../history/list-chats.ts"),
      ]);
    return await withChats(io, (store) => {
      const { id } = findChat(store, reference);
      if (input.flag("json")) {
        const file = JSON.parse(chats.exportJson(store, [id])) as { chats: [unknown] };
        screen.json(file.chats[0]);
        return 0;
      }
      const { chat, messages } = chats.openChat(store, id);
      const turns = new Map(
        chats.listTurns(store, { chatId: id }).map((turn) => [turn.messageId, turn]),
      );
      screen.print(
        `${style.bold(titleOfChat(chat))}\n${style.dim(`${shortId(id)} · ${formatTime(chat.createdAt)}${chat.tags.map((tag) => ` #${sanitizeLine(tag)}`).join("")}`)}\n`,
      );
      for (const each of messages) {
        const { message } = each;
        const text = sanitize(chats.textOf(message)).trimEnd();
        // What a model only thought, or a tool only did, is in --json.
        if (text === "" && !each.incomplete) continue;
        const who = message.role === "user" ? "You" : NAMES[message.role];
        const beside = each.siblings > 1 ? ` (${each.position + 1} of ${each.siblings})` : "";
        screen.print(`\n${style.bold(who + beside)} ${style.dim(formatTime(each.createdAt))}\n`);
        screen.print(`${text}\n`);
        if (each.incomplete) screen.print(style.dim("(This answer broke off.)\n"));
        const turn = turns.get(each.id);
        const origin = message.role === "assistant" ? message.origin : undefined;
        if (turn !== undefined) screen.print(`${style.dim(figures(turn))}\n`);
        else if (origin !== undefined)
          screen.print(`${style.dim(sanitizeLine(`${origin.platform}/${origin.model}`))}\n`);
      }
      return 0;
    });
  },
};

const NAMES = { system: "Instructions", assistant: "Answer", tool: "Tool" } as const;

function figures({ platform, model, usage, cost, latencyMs }: Turn): string {
  const parts = [
    `${platform}/${model}`,
    usage === undefined ? undefined : formatUsage(usage),
    cost === undefined ? "cost unknown" : formatCost(cost),
    latencyMs === undefined ? undefined : `${(latencyMs / 1000).toFixed(1)} s`,
  ];
  return sanitizeLine(parts.filter((part) => part !== undefined).join(" · "));
}
