import { sanitize } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { wrap } from "../terminal/width.ts";
import type { Explained } from "./explain-error.ts";

/** Writes an error's three parts: what happened, why where that is known, and the next command to type. */
export function renderError({ what, why, next }: Explained, columns = 80): string {
  const parts: (readonly [string, string])[] = [
    [style.red("Error"), sanitize(what)],
    ...(why === undefined ? [] : [[style.dim("Why  "), sanitize(why)] as const]),
    [style.dim("Next "), sanitize(next)],
  ];
  return parts.map(([label, text]) => `${label}  ${block(text, columns)}\n`).join("");
}

function block(text: string, columns: number): string {
  return wrap(text, Math.max(20, columns - 8)).join("\n       ");
}
