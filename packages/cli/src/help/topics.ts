import { EXIT_OF_ERROR, EXITS } from "../errors/exit-codes.ts";
import { RULE } from "../model-order.ts";
import { style } from "../terminal/style.ts";
import { wrap } from "../terminal/width.ts";
import { pairs } from "./render-help.ts";

/** Exit codes with their meaning and the error codes that give them. */
export function exitCodeRows(): {
  code: number;
  name: string;
  meaning: string;
  errors: string[];
}[] {
  return Object.entries(EXITS).map(([name, { code, meaning }]) => ({
    code,
    name,
    meaning,
    errors: Object.entries(EXIT_OF_ERROR)
      .filter(([, exit]) => exit === name)
      .map(([error]) => error),
  }));
}

/** Help texts that belong to no single command, by name. */
export const TOPICS: Readonly<Record<string, (columns: number) => string>> = {
  "exit-codes": (columns) =>
    [
      style.bold("Exit codes"),
      ...pairs(
        exitCodeRows().map(({ code, meaning, errors }) => [
          String(code).padStart(3),
          errors.length === 0 ? meaning : `${meaning} (${errors.join(", ")})`,
        ]),
        columns,
      ),
      "",
    ].join("\n"),
  "default-model": (columns) =>
    [
      style.bold("Which model is used"),
      "The first of these that gives one:",
      ...RULE.flatMap((step, index) =>
        wrap(step, columns - 5).map((line, at) =>
          at === 0 ? `  ${index + 1}. ${line}` : `     ${line}`,
        ),
      ),
      "",
      ...wrap(
        "A key that is set and cannot be used is passed over, and the reason is said: no default model and no list, a list that fails, a package or an address that is missing. So is a local server whose address a variable gives (VLLM_BASE_URL and the like), and that wants a key, does not answer or is no model server. A server at a usual port that wants a key is not used and said too, with the command that gives it one.",
        columns,
      ),
      ...wrap("`byok models --default` says what it gives now, and why.", columns),
      "",
    ].join("\n"),
};
