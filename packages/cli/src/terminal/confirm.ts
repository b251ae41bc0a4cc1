import { createInterface } from "node:readline";
import type { Io } from "../io.ts";
import { withoutProgress } from "./progress.ts";

/** Asks a question on the terminal; only `y` and `yes` mean yes, and an empty answer what `fallback` says. */
export function confirm(io: Io, question: string, fallback = false): Promise<boolean> {
  return withoutProgress(() => ask(io, question, fallback));
}

async function ask(io: Io, question: string, fallback: boolean): Promise<boolean> {
  const reader = createInterface({ input: io.stdin, output: io.stderr, terminal: false });
  io.stderr.write(`${question} ${fallback ? "[Y/n]" : "[y/N]"} `);
  try {
    const answer = await new Promise<string | undefined>((resolve) => {
      reader.once("line", resolve);
      reader.once("close", () => resolve(undefined));
    });
    if (answer === undefined) return false;
    const word = answer.trim().toLowerCase();
    return word === "" ? fallback : word === "y" || word === "yes";
  } finally {
    reader.close();
  }
}
