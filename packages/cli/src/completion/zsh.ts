import { paths, valueCases, wordsOf } from "./bash.ts";
import { flagsOf, type CompletedCommand } from "./collect.ts";

/** The completion script of zsh. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef byok
# zsh completion of byok; add to ~/.zshrc after compinit: source <(byok completion zsh)
_byok() {
  local at="" word i found="" known=""
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    case "\${at:+$at }$word" in
      (${paths(commands)}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${valueCases(commands).replaceAll(' words="', ' known="')}
  esac
  if [[ "$known" == */ ]]; then compadd -S "" -- \${=known}; return; fi
  if [[ -n "$known" ]]; then compadd -- \${=known}; return; fi
  case "$at" in
${commands.map((command) => `    ("${command.path}") found="${wordsOf(command)}"; [[ "\${words[CURRENT]}" == -* ]] && found="${flagsOf(command).join(" ")}" ;;`).join("\n")}
  esac
  if [[ -n "$found" ]]; then compadd -- \${=found}; else _files; fi
}
if [[ "$funcstack[1]" == "_byok" ]]; then _byok "$@"; else compdef _byok byok; fi
`;
}
