import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

/** Values by flag; or nothing to do, and the exit code to end with. */
export type ReadFlags<T extends ParseArgsOptionsConfig> =
  | { values: ReturnType<typeof parseArgs<{ options: T }>>["values"] }
  | { exit: 0 | 2 };

/**
 * Reads the flags of a command that takes nothing else. `--help` prints its usage; a flag that it does not know, or a
 * word too many, is explained.
 */
export function readFlags<const T extends ParseArgsOptionsConfig>(
  options: T,
  usage: string,
): ReadFlags<T> {
  const words = process.argv.slice(2);
  try {
    // pnpm hands a -- on.
    const args = words[0] === "--" ? words.slice(1) : words;
    const all: ParseArgsOptionsConfig = { ...options, help: { type: "boolean", short: "h" } };
    if (parseArgs({ args, options: all }).values["help"] !== true)
      return { values: parseArgs({ args, options }).values };
    process.stdout.write(usage);
    return { exit: 0 };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return { exit: 2 };
  }
}
