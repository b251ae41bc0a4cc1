import { bashScript } from "../completion/bash.ts";
import { collectCommands, type CompletedCommand } from "../completion/collect.ts";
import { fishScript } from "../completion/fish.ts";
import { zshScript } from "../completion/zsh.ts";
import { CliError } from "../errors/cli-error.ts";
import type { Command } from "../options/command.ts";
import { nearNames } from "../options/near-names.ts";

const SHELLS: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `byok completion`: scripts that complete commands, flags and platforms. */
export const completion: Command = {
  spec: {
    name: "completion",
    summary: "Print the completion script of a shell.",
    usage: ["byok completion <bash | zsh | fish>"],
    examples: [
      ["source <(byok completion bash)", "now; put the line into ~/.bashrc to keep it"],
      ["source <(byok completion zsh)", "in ~/.zshrc, after compinit"],
      ["byok completion fish > ~/.config/fish/completions/byok.fish", "once"],
    ],
    options: {},
  },
  async run(input, { screen }) {
    const [shell, ...more] = input.positionals;
    if (more.length > 0) {
      throw new CliError("byok completion takes one shell.", { next: "byok completion bash" });
    }
    const script = shell !== undefined && Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
    if (script === undefined) {
      const near = nearNames(shell ?? "", Object.keys(SHELLS));
      throw new CliError(
        shell === undefined
          ? "byok completion needs a shell."
          : `There is no completion for "${shell}".`,
        {
          why: `Shells are ${Object.keys(SHELLS).join(", ")}.`,
          next: `byok completion ${near[0] ?? "bash"}`,
        },
      );
    }
    const { COMMANDS } = await import("./registry.ts");
    screen.print(script(await collectCommands(COMMANDS)));
    return 0;
  },
};
