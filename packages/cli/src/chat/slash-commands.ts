import { CliError } from "../errors/cli-error.ts";
import { nearNames } from "../options/near-names.ts";
import { parseNumber } from "../options/values.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { pairs } from "../help/render-help.ts";
import { renderModel } from "./header.ts";
import { setParameter, type ChatState } from "./state.ts";

/** What a slash command asks of the chat. */
export type SlashOutcome =
  | { kind: "done"; text: string }
  | { kind: "exit" }
  | { kind: "switch"; reference: string }
  | { kind: "send"; text: string };

interface SlashCommand {
  usage: string;
  help: string;
  run(state: ChatState, argument: string, columns: number): SlashOutcome;
}

const done = (text: string): SlashOutcome => ({ kind: "done", text });

/** The commands of a chat. */
export const SLASH_COMMANDS: Readonly<Record<string, SlashCommand>> = {
  "/model": {
    usage: "/model [platform/model]",
    help: "Show the model, or go on with another; what was said stays.",
    run: (state, argument, columns) =>
      argument === ""
        ? done(renderModel(state.opened.choice, columns))
        : { kind: "switch", reference: argument },
  },
  "/system": {
    usage: "/system [text | off]",
    help: "Show, set or remove the instructions above the conversation.",
    run: (state, argument) => {
      if (argument === "")
        return done(
          state.system === undefined
            ? "No instructions are set.\n"
            : `Instructions: ${sanitizeLine(state.system)}\n`,
        );
      state.system = argument === "off" ? undefined : argument;
      return done(
        state.system === undefined
          ? "Instructions removed.\n"
          : "Instructions set; they hold from the next message on.\n",
      );
    },
  },
  "/temperature": {
    usage: "/temperature [number | off]",
    help: "Show, set or remove the temperature.",
    run: (state, argument) => parameter(state, "temperature", argument, {}),
  },
  "/max-tokens": {
    usage: "/max-tokens [number | off]",
    help: "Show, set or remove the most tokens of an answer.",
    run: (state, argument) => parameter(state, "maxTokens", argument, { integer: true, min: 1 }),
  },
  "/cost": {
    usage: "/cost",
    help: "Show what this chat has cost so far.",
    run: (state) =>
      done(`This chat, ${state.total.answers()} answers: ${sanitizeLine(state.total.format())}\n`),
  },
  "/retry": {
    usage: "/retry",
    help: "Send the last message again that got no answer.",
    run: (state) => {
      if (state.unsent === undefined)
        return done("Every message has its answer; there is nothing to send again.\n");
      return { kind: "send", text: state.unsent };
    },
  },
  "/clear": {
    usage: "/clear",
    help: "Forget what was said; instructions and costs stay.",
    run: (state) => {
      state.history = [];
      state.unsent = undefined;
      return done("Forgotten; the next message begins anew.\n");
    },
  },
  "/help": {
    usage: "/help",
    help: "Show these commands.",
    run: (_, __, columns) => done(renderSlashHelp(columns)),
  },
  "/exit": { usage: "/exit", help: "Leave; Ctrl-D does the same.", run: () => ({ kind: "exit" }) },
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
 * @throws CliError for an unknown command or a wrong value; what ModelFactory.create throws.
 */
export function runSlash(line: string, state: ChatState, columns: number): SlashOutcome {
  if (line.startsWith("//")) return { kind: "send", text: line.slice(1) };
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
      next: near[0] ?? "/help",
    });
  }
  return command.run(
    state,
    rest.length === 0 ? "" : line.trim().slice(word.length).trim(),
    columns,
  );
}

/** The list of commands. */
function renderSlashHelp(columns: number): string {
  const rows = Object.values(SLASH_COMMANDS).map(({ usage, help }) => [usage, help] as const);
  return [
    ...pairs(rows, columns),
    style.dim(
      "  Ctrl-C stops an answer; Ctrl-D, or Ctrl-C twice on an empty line, leaves. A line that ends with \\ goes on.",
    ),
    "",
  ].join("\n");
}

const SHOWN = { temperature: "temperature", maxTokens: "max-tokens" } as const;

function parameter(
  state: ChatState,
  name: keyof typeof SHOWN,
  argument: string,
  rule: { integer?: boolean; min?: number },
): SlashOutcome {
  const label = SHOWN[name];
  if (argument === "") return done(`${label}: ${state.config[name] ?? "the platform's default"}\n`);
  const value = argument === "off" ? undefined : parseNumber(argument, `/${label}`, rule);
  setParameter(state, name, value);
  return done(
    value === undefined
      ? `${label}: the platform's default.\n`
      : `${label}: ${value}, from the next message on.\n`,
  );
}
