import type { OptionSpec } from "../options/command.ts";
import { valuesOf, type CompletedCommand } from "./collect.ts";

/** The completion script of fish. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  return `# fish completion of byok; byok completion fish > ~/.config/fish/completions/byok.fish
function __byok_words
  set -l words (commandline -opc)
  set -e words[1]
  string match -v -- '-*' $words
end
function __byok_in
  set -l words (__byok_words)
  set -l last (count $argv)
  test (count $words) -ge $last; and test "$words[1..$last]" = "$argv"
end
function __byok_at
  set -l words (__byok_words)
  test "$words" = "$argv"
end
complete -c byok -f
${commands.flatMap(linesOf).join("\n")}
`;
}

function linesOf({ path, subcommands, words, options }: CompletedCommand): string[] {
  const at = `-n '__byok_at${path === "" ? "" : ` ${path}`}'`;
  const inside = `-n '__byok_in ${path}'`;
  const help: OptionSpec = { type: "boolean", short: "h", help: "Show help." };
  const flags = path === "" ? [] : Object.entries({ ...options, help });
  return [
    ...subcommands.map(
      ([name, summary]) => `complete -c byok ${at} -a ${name} -d ${quote(summary)}`,
    ),
    ...(words.length === 0 ? [] : [`complete -c byok ${at} -a ${quote(words.join(" "))}`]),
    ...flags.map(([name, option]) => {
      const short = option.short === undefined ? "" : ` -s ${option.short}`;
      const values = option.type === "boolean" ? [] : valuesOf(path, name);
      const value =
        option.type === "boolean"
          ? ""
          : values.length > 0
            ? ` -x -a ${quote(values.join(" "))}`
            : " -r -F";
      return `complete -c byok ${inside} -l ${name}${short}${value} -d ${quote(option.help)}`;
    }),
  ];
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
