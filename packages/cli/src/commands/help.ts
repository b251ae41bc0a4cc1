import { CliError } from "../errors/cli-error.ts";
import { renderCommandHelp, renderOverview } from "../help/render-help.ts";
import type { Command } from "../options/command.ts";
import { nearNames } from "../options/near-names.ts";
import { version } from "../version.ts";
import { findCommand } from "./find-command.ts";
import { COMMANDS } from "./registry.ts";

/** `byok help`: help on the program, a command or a topic. */
export const help: Command = {
  spec: {
    name: "help",
    summary: "Show help on a command or a topic.",
    usage: ["byok help [command | topic]"],
    examples: [
      ["byok help ask", "help on one command"],
      ["byok help keys add", "help on one command of a group"],
      ["byok help exit-codes", "what the exit codes mean"],
      ["byok help default-model", "which model is used when you name none"],
    ],
    options: { json: { type: "boolean", help: "Exit codes as JSON." } },
  },
  async run(input, { screen }) {
    const [name, ...rest] = input.positionals;
    if (name === undefined) {
      screen.print(renderOverview(version(), screen.columns));
      return 0;
    }
    if (Object.hasOwn(COMMANDS, name)) {
      const { command } = await findCommand([name, ...rest]);
      screen.print(renderCommandHelp(command.spec, screen.columns, command.subcommands));
      return 0;
    }
    const { TOPICS, exitCodeRows } = await import("../help/topics.ts");
    const topic = Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined;
    if (topic === undefined) {
      const near = nearNames(name, [...Object.keys(COMMANDS), ...Object.keys(TOPICS)]);
      throw new CliError(`There is no help on "${name}".`, {
        ...(near.length === 0 ? {} : { why: `Did you mean ${near.join(" or ")}?` }),
        next: "byok help",
      });
    }
    if (input.flag("json") && name === "exit-codes") screen.json(exitCodeRows());
    else screen.print(topic(screen.columns));
    return 0;
  },
};
