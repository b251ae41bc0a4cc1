/**
 * What is wrong with a regular expression of the catalog; undefined when nothing is. It runs on what platforms
 * send, so patterns that can take exponential time are refused.
 *
 * @param pattern - The expression, without slashes.
 */
export function regexFault(pattern: string): string | undefined {
  if (pattern.length > 200) return "is longer than 200 characters";
  return syntaxFault(pattern) ?? structureFault(pattern);
}

/** What is wrong with a pattern for a whole value: it must also hold both ends. */
export function wholeRegexFault(pattern: string): string | undefined {
  const fault = regexFault(pattern);
  if (fault !== undefined) return fault;
  return pattern.startsWith("^") && pattern.endsWith("$") && !pattern.endsWith("\\$")
    ? undefined
    : "must describe the whole id, from ^ to $";
}

const MAX_UNBOUNDED = 3;

interface Group {
  repeats: boolean;
  alternatives: boolean;
}

function syntaxFault(pattern: string): string | undefined {
  try {
    return new RegExp(pattern, "u").unicode ? undefined : "is not a regular expression";
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^Invalid regular expression: /, "") : "";
    return `is not a regular expression: ${reason}`;
  }
}

function structureFault(pattern: string): string | undefined {
  const open: Group[] = [];
  let unbounded = 0;
  let closed: Group | undefined;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? "";
    const repeat = quantifierAt(pattern, at);
    if (repeat !== undefined) {
      if (closed !== undefined && (closed.repeats || closed.alternatives) && repeat.many) {
        return "repeats a group that itself repeats or has alternatives: it can take very long";
      }
      for (const group of open) group.repeats = true;
      if (repeat.unbounded) unbounded += 1;
      at += repeat.length - 1;
      closed = undefined;
      continue;
    }
    closed = undefined;
    if (character === "\\") {
      if (/[1-9k]/.test(pattern[at + 1] ?? "")) return "must not refer back to its groups";
      at += 1;
    } else if (character === "[") at = endOfClass(pattern, at);
    else if (character === "(") {
      if (/^\(\?<?[=!]/.test(pattern.slice(at, at + 4))) return "must not look ahead or behind";
      open.push({ repeats: false, alternatives: false });
      at += (/^\(\?(:|<[^>]*>)/.exec(pattern.slice(at))?.[0].length ?? 1) - 1;
    } else if (character === ")") closed = open.pop();
    else if (character === "|") {
      for (const group of open) group.alternatives = true;
    }
  }
  return unbounded > MAX_UNBOUNDED ? `has more than ${MAX_UNBOUNDED} unlimited repeats` : undefined;
}

function quantifierAt(
  pattern: string,
  at: number,
): { length: number; many: boolean; unbounded: boolean } | undefined {
  const match = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(pattern.slice(at));
  if (match === null) return undefined;
  const [text, least, comma, most] = match;
  const unbounded =
    text.startsWith("*") || text.startsWith("+") || (comma !== undefined && most === "");
  const count = Number(most === undefined || most === "" ? (least ?? 1) : most);
  return {
    length: text.length,
    unbounded,
    many: unbounded || (!text.startsWith("?") && count > 1),
  };
}

function endOfClass(pattern: string, start: number): number {
  for (let at = start + 1; at < pattern.length; at += 1) {
    if (pattern[at] === "\\") at += 1;
    else if (pattern[at] === "]") return at;
  }
  return pattern.length;
}
