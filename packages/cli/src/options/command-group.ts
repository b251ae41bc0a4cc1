import type { Command, CommandEntry, CommandSpec } from "./command.ts";

/** Makes a command that consists of others; by itself it shows them. */
export function commandGroup(
  spec: CommandSpec,
  subcommands: Readonly<Record<string, CommandEntry>>,
): Command {
  return {
    spec,
    subcommands,
    async run(_, { screen }) {
      const { renderCommandHelp } = await import("../help/render-help.ts");
      screen.print(renderCommandHelp(spec, screen.columns, subcommands));
      return 0;
    },
  };
}
