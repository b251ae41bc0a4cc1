import { flagsOf, knownValues, type CompletedCommand } from "./collect.ts";

/** The completion script of bash; the words hold letters, digits and `-` `/` `_` only. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# bash completion of byok; add to ~/.bashrc: source <(byok completion bash)
_byok() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "\${at:+$at }$word" in
      ${paths(commands)}) at="\${at:+$at }$word" ;;
    esac
  done
  local words="" flags=""
  case "$at $prev" in
${valueCases(commands)}
  esac
  if [[ -n "$words" ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    [[ "\${COMPREPLY[0]}" == */ ]] && compopt -o nospace
    return
  fi
  case "$at" in
${commands.map((command) => `    "${command.path}") words="${wordsOf(command)}"; flags="${flagsOf(command).join(" ")}" ;;`).join("\n")}
  esac
  if [[ "$cur" == -* ]]; then words="$flags"; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _byok byok
`;
}

/** The paths of commands as patterns of a shell's \`case\`. */
export function paths(commands: readonly CompletedCommand[]): string {
  return commands
    .filter(({ path }) => path !== "")
    .map(({ path }) => `"${path}"`)
    .join("|");
}

/** What may stand after a command. */
export function wordsOf({ subcommands, words }: CompletedCommand): string {
  return [...subcommands.map(([name]) => name), ...words].join(" ");
}

/** The cases of flags whose values are known. */
export function valueCases(commands: readonly CompletedCommand[]): string {
  return knownValues(commands)
    .map(({ typed, values }) => {
      const pattern = typed.map((each) => `"${each}"`).join("|");
      return `    (${pattern}) words="${values.join(" ")}" ;;`;
    })
    .join("\n");
}
