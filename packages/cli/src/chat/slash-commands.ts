import { CliError } from "../errors/cli-error.ts";
import { pairs } from "../help/render-help.ts";
import { nearNames } from "../options/near-names.ts";
import { style } from "../terminal/style.ts";
import { wrap } from "../terminal/width.ts";
import type { Desk } from "./desk.ts";
import { CHAT_COMMANDS } from "./slash/chat-commands.ts";
import { CONTEXT_COMMANDS } from "./slash/context-commands.ts";
import { MODEL_COMMANDS } from "./slash/model-commands.ts";
import type { SlashCommand } from "./slash/slash-command.ts";
import { TREE_COMMANDS } from "./slash/tree-commands.ts";

/** The commands of a chat. */
export const SLASH_COMMANDS: Readonly<Record<string, SlashCommand>> = {
  ...MODEL_COMMANDS,
  ...TREE_COMMANDS,
  ...CONTEXT_COMMANDS,
  ...CHAT_COMMANDS,
  "/help": {
    usage: "/help",
    help: "Show these commands.",
    run: ({ context: { screen } }) => screen.print(renderSlashHelp(screen.columns)),
  },
  "/exit": { usage: "/exit", help: "Leave; Ctrl-D does the same.", run: () => "exit" },
};

const ALIASES: Readonly<Record<string, string>> = {
  "/quit": "/exit",
  "/q": "/exit",
  "/?": "/help",
  "/h": "/help",
};

/**
 * Runs a line that begins with `/`; `//` sends the rest as a message.
 *
 * @throws CliError for an unknown command or a wrong value; what the command throws.
 */
export async function runSlash(line: string, desk: Desk): Promise<"exit" | void> {
  if (line.startsWith("//")) {
    await desk.send(line.slice(1));
    return;
  }
  const [word = "", ...rest] = line.trim().split(/\s+/);
  const name = Object.hasOwn(ALIASES, word) ? (ALIASES[word] ?? word) : word;
  const command = Object.hasOwn(SLASH_COMMANDS, name) ? SLASH_COMMANDS[name] : undefined;
  if (command === undefined) {
    const near = nearNames(word, Object.keys(SLASH_COMMANDS));
    throw new CliError(`There is no command ${word}.`, {
      why:
        near.length > 0
          ? `Did you mean ${near.join(" or ")}?`
          : "A line that begins with / is a command; to send it as a message, begin with //.",
      next: near[0] === undefined ? "/help" : [near[0], ...rest].join(" "),
    });
  }
  return await command.run(desk, rest.length === 0 ? "" : line.trim().slice(word.length).trim());
}

/** The list of commands. */
function renderSlashHelp(columns: number): string {
  const rows = Object.values(SLASH_COMMANDS).map(({ usage, help }) => [usage, help] as const);
  return [
    ...pairs(rows, columns),
    ...wrap(
      "Tab completes commands, models, recipes and files. Ctrl-C stops an answer; Ctrl-D, or Ctrl-C twice on an empty line, leaves. A line that ends with \\ goes on; what is pasted waits for Enter.",
      columns - 4,
    ).map((line) => style.dim(`  ${line}`)),
    "",
  ].join("\n");
}
