import { CliError } from "../errors/cli-error.ts";

/** Whether a word may be a key, and so must not be repeated in an error. */
export function looksLikeKey(word: string): boolean {
  const text = word.replace(/^-+/, "");
  return (
    text.length >= 20 && /^[\w.:/+=-]+$/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text)
  );
}

/** A word that was given as it may be repeated: one that may be a key is not. */
export function quoted(word: string): string {
  return looksLikeKey(word) ? "a word that looks like a key" : `"${word}"`;
}

/** The error for a key in the arguments; it never repeats the key. */
export function keyInArguments(): CliError {
  return new CliError("A key is never taken from the command line.", {
    why: "Arguments stay in the shell's history, and every program on this machine can read them.",
    next: "byok keys add <platform> (it asks for the key, or reads it from a pipe)",
  });
}
