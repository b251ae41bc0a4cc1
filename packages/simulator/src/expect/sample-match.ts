/**
 * Makes a text that a catalog's pattern matches: the first branch of each alternative, the first character of each
 * class, optional pieces left in.
 *
 * @throws Error for a pattern it cannot serve, so that a new kind of pattern is noticed.
 */
export function sampleMatch(pattern: string): string {
  const [text, end] = branches(pattern, 0);
  const made = end === pattern.length ? text : "";
  if (!new RegExp(pattern, "i").test(made))
    throw new Error(`No sample could be made for /${pattern}/.`);
  return made;
}

function branches(pattern: string, start: number): [string, number] {
  const texts = [""];
  let i = start;
  while (i < pattern.length && pattern[i] !== ")") {
    if (pattern[i] === "|") {
      texts.push("");
      i += 1;
      continue;
    }
    const [piece, next] = atom(pattern, i);
    i = next;
    let made = piece;
    const count = /^(?:[*+?]|\{(\d+)[^}]*\})\??/.exec(pattern.slice(i));
    if (count !== null) {
      i += count[0].length;
      if (count[1] !== undefined) made = piece.repeat(Number(count[1]));
    }
    texts[texts.length - 1] += made;
  }
  return [texts[0] ?? "", i];
}

function atom(pattern: string, i: number): [string, number] {
  const char = pattern[i] ?? "";
  if (char === "^" || char === "$") return ["", i + 1];
  if (char === ".") return ["x", i + 1];
  if (char === "(") {
    const inner = pattern.startsWith("(?:", i) ? i + 3 : i + 1;
    const [text, end] = branches(pattern, inner);
    return [text, end + 1];
  }
  if (char === "[") {
    const end = pattern.indexOf("]", i);
    return [pattern[i + 1] ?? "", end + 1];
  }
  if (char !== "\\") return [char, i + 1];
  const escaped = pattern[i + 1] ?? "";
  const known: Readonly<Record<string, string>> = { d: "1", w: "w", s: " ", b: "" };
  return [known[escaped] ?? escaped, i + 2];
}
