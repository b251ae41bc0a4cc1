import { COMMANDS } from "../commands/registry.ts";
import type { CommandEntry, CommandSpec, OptionSpec } from "../options/command.ts";
import { style } from "../terminal/style.ts";
import { displayWidth, pad, wrap } from "../terminal/width.ts";

/** The help of the whole program. */
export function renderOverview(version: string, columns: number): string {
  return [
    `${style.bold("byok")} ${version}: every language-model platform, with your own keys.`,
    "",
    style.bold("Examples"),
    ...pairs(
      [
        ["byok keys add openai", "store a key on this device; it is pasted, and not shown"],
        ["byok chat", "talk with a model; without a key, with a simulator"],
        ['byok ask "Why is the sky blue?"', "one question, one answer"],
        ["byok models --search mini", "find a model"],
        ["byok price openai/gpt-4o-mini", "what it costs"],
      ],
      columns,
    ),
    "",
    style.bold("Commands"),
    ...pairs(
      Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const),
      columns,
    ),
    "",
    style.bold("Topics"),
    ...pairs(
      [
        ["byok help default-model", "which model is used when you name none"],
        ["byok help exit-codes", "what the exit codes mean"],
      ],
      columns,
    ),
    "",
  ].join("\n");
}

/** The help of one command: examples first. */
export function renderCommandHelp(
  spec: CommandSpec,
  columns: number,
  subcommands: Readonly<Record<string, CommandEntry>> = {},
): string {
  const commands = Object.entries(subcommands).map(
    ([name, { summary }]) => [name, summary] as const,
  );
  const flags = Object.entries({ ...spec.options, help: HELP }).map(
    ([name, option]) => [flagText(name, option), option.help] as const,
  );
  return [
    `${style.bold(`byok ${spec.name}`)}: ${spec.summary}`,
    "",
    style.bold("Examples"),
    ...pairs(spec.examples, columns),
    "",
    style.bold("Usage"),
    ...spec.usage.map((line) => `  ${line}`),
    "",
    ...(commands.length === 0 ? [] : [style.bold("Commands"), ...pairs(commands, columns), ""]),
    style.bold("Flags"),
    ...pairs(flags, columns),
    ...(spec.notes ?? []).flatMap((note) => ["", ...wrap(note, columns)]),
    "",
  ].join("\n");
}

const HELP: OptionSpec = { type: "boolean", short: "h", help: "Show this help." };

function flagText(name: string, option: OptionSpec): string {
  const short = option.short === undefined ? "    " : `-${option.short}, `;
  if (option.value === undefined) return `${short}--${name}`;
  return `${short}--${name} ${option.alone === undefined ? option.value : `[${option.value}]`}`;
}

/** Two columns; the right one is wrapped, or stands below where the left one is long. */
export function pairs(rows: readonly (readonly [string, string])[], columns: number): string[] {
  const left = Math.min(38, Math.max(...rows.map(([text]) => displayWidth(text))));
  const right = Math.max(20, columns - left - 5);
  return rows.flatMap(([text, help]) => {
    const lines = wrap(help, right);
    const below = displayWidth(text) > left;
    const indent = " ".repeat(left + 4);
    if (below) return [`  ${text}`, ...lines.map((line) => indent + line)];
    return lines.map((line, index) =>
      index === 0 ? `  ${pad(text, left)}  ${line}` : indent + line,
    );
  });
}
