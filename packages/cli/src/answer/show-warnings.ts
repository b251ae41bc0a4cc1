import type { Warning } from "@byok/core";
import { sanitizeLine } from "../terminal/sanitize.ts";
import type { Screen } from "../terminal/screen.ts";
import { style } from "../terminal/style.ts";

/** Writes warnings to standard error; one that `seen` holds already is not repeated. */
export function showWarnings(
  screen: Screen,
  warnings: readonly Warning[],
  seen: Set<string> = new Set(),
): void {
  for (const { message } of warnings) {
    const text = sanitizeLine(message);
    if (seen.has(text)) continue;
    seen.add(text);
    screen.note(`${style.yellow("warning")} ${text}\n`);
  }
}
