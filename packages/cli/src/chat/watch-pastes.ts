import type { Io } from "../io.ts";

/** Has the terminal mark what is pasted (bracketed paste), and stop that. */
const ON = "\u001b[?2004h";
const OFF = "\u001b[?2004l";

/** Pastes, while they are watched. */
export interface Pastes {
  /** Takes a line that readline has read; true where it was pasted. */
  take(line: string): boolean;
  /** Asks the terminal for marks, also anew. */
  begin(): void;
  /** Leaves the terminal as it was. */
  end(): void;
}

/**
 * Watches for pasted text: its lines are not what the user has ended with Enter. `onLines` gets those that a paste
 * holds, once it is there; what stands behind its last line break is in the line that is being written.
 */
export function watchPastes(
  { stdin, stdout }: Pick<Io, "stdin" | "stdout">,
  onLines: (lines: string[]) => void,
): Pastes {
  let isPasting = false;
  let lines: string[] = [];
  const onKey = (_: unknown, key: { name?: string; ctrl?: boolean } = {}): void => {
    // Whoever has the terminal while the program is suspended knows nothing of marks.
    if (key.ctrl === true && key.name === "z" && process.platform !== "win32") stdout.write(OFF);
    if (key.name === "paste-start") isPasting = true;
    if (key.name !== "paste-end") return;
    isPasting = false;
    const pasted = lines;
    lines = [];
    if (pasted.length > 0) onLines(pasted);
  };
  // Before readline's own: it suspends the program at once.
  stdin.prependListener("keypress", onKey);
  stdout.write(ON);
  return {
    take(line) {
      if (isPasting) lines.push(line);
      return isPasting;
    },
    begin: () => void stdout.write(ON),
    end() {
      stdin.off("keypress", onKey);
      stdout.write(OFF);
    },
  };
}
