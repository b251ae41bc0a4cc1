import { Lexer } from "yaml";

/** The deepest nesting of maps and lists that is read. */
const MAX_NESTING = 40;

/**
 * The offset at which a text nests too deep; undefined when it does not. Reads tokens only, because building
 * the tree of such a text overflows the stack.
 *
 * @param text - A YAML text.
 */
export function tooDeepAt(text: string): number | undefined {
  let offset = 0;
  let flow = 0;
  let compact = 0;
  for (const token of new Lexer().lex(text)) {
    if (MARKS.has(token)) continue;
    if (token === "[" || token === "{") flow += 1;
    else if (token === "]" || token === "}") flow = Math.max(0, flow - 1);
    else if (token === "-" || token === "?" || token === ":") compact += 1;
    // What stands side by side does not nest: entries of a flow, lines outside one.
    else if (flow > 0 ? token === "," : token.includes("\n")) compact = 0;
    if (flow > MAX_NESTING || compact > MAX_NESTING) return offset;
    // Indentation nests too: a space per level is the least that it takes.
    if (compact === 0 && flow === 0 && /^ +$/.test(token) && token.length > MAX_INDENT)
      return offset;
    offset += token.length;
  }
  return undefined;
}

const MAX_INDENT = 4 * MAX_NESTING;

/** Marks of the lexer that stand for no text of the file. */
const MARKS = new Set(["\u0002", "\u0018", "\u001f"]);
