import type { LineCounter, Node } from "yaml";
import type * as Yaml from "yaml";
import { nearNames } from "./near-names.ts";

/** A recipe file that is being read: what is wrong is collected with its place. */
export interface RecipeFile {
  readonly yaml: typeof Yaml;
  readonly name: string;
  readonly lines: LineCounter;
  /** What is wrong, by its offset in the text. */
  readonly problems: { offset: number; text: string }[];
}

/** A key with its value. */
export interface Entry {
  key: string;
  keyNode: Node;
  value: Node | null;
}

/** Notes what is wrong at a node, as `file:line:column: text`. */
export function problem(file: RecipeFile, node: Node | null, text: string): void {
  problemAt(file, node?.range?.[0] ?? 0, text);
}

/** Notes what is wrong at an offset. */
export function problemAt(file: RecipeFile, offset: number, text: string): void {
  const { line, col } = file.lines.linePos(offset);
  const place = `${file.name}:${Math.max(1, line)}:${Math.max(1, col)}`;
  file.problems.push({ offset, text: `${place}: ${text}` });
}

/** The entries of a map; unknown and repeated keys are problems. */
export function entriesOf(
  file: RecipeFile,
  node: Node | null,
  what: string,
  keys: readonly string[],
): Entry[] {
  const { isMap, isScalar } = file.yaml;
  if (!isMap(node)) {
    problem(file, node, `${what} must be a map of ${keys.join(", ")}.`);
    return [];
  }
  const entries: Entry[] = [];
  for (const pair of node.items) {
    const keyNode = pair.key as Node;
    const key = isScalar(keyNode) ? String(keyNode.value) : "";
    if (!keys.includes(key)) {
      const near = nearNames(key, keys).map((each) => JSON.stringify(each));
      const hint =
        near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Known keys: ${keys.join(", ")}.`;
      problem(file, keyNode, `unknown key ${JSON.stringify(key)} in ${what}. ${hint}`);
      continue;
    }
    entries.push({ key, keyNode, value: pair.value as Node | null });
  }
  return entries;
}

/** A text, or undefined with a problem. */
export function textIn(file: RecipeFile, node: Node | null, what: string): string | undefined {
  const value = scalar(file, node);
  if (typeof value === "string") return value;
  problem(file, node, `${what} must be a text.`);
  return undefined;
}

/** true or false, or undefined with a problem. */
export function flagIn(file: RecipeFile, node: Node | null, what: string): boolean | undefined {
  const value = scalar(file, node);
  if (typeof value === "boolean") return value;
  problem(file, node, `${what} must be true or false.`);
  return undefined;
}

/** A number between two others, or undefined with a problem. */
export function numberIn(
  file: RecipeFile,
  node: Node | null,
  what: string,
  range: { min: number; max: number; whole?: boolean },
): number | undefined {
  const value = scalar(file, node);
  const fits =
    typeof value === "number" &&
    value >= range.min &&
    value <= range.max &&
    (range.whole !== true || Number.isInteger(value));
  if (fits) return value;
  const kind = range.whole === true ? "whole number" : "number";
  problem(file, node, `${what} must be a ${kind} from ${range.min} to ${range.max}.`);
  return undefined;
}

/** One of several words, or undefined with a problem. */
export function wordIn<Word extends string>(
  file: RecipeFile,
  node: Node | null,
  what: string,
  words: readonly Word[],
): Word | undefined {
  const value = scalar(file, node);
  const word = words.find((each) => each === value);
  if (word !== undefined) return word;
  const near = typeof value === "string" ? nearNames(value, words) : [];
  const hint = near.length > 0 ? ` Did you mean ${JSON.stringify(near[0])}?` : "";
  problem(file, node, `${what} must be one of ${words.join(", ")}.${hint}`);
  return undefined;
}

/** A list of texts, or undefined with a problem. */
export function textsIn(file: RecipeFile, node: Node | null, what: string): Node[] | undefined {
  if (file.yaml.isSeq(node)) return node.items as Node[];
  problem(file, node, `${what} must be a list, such as [one, two].`);
  return undefined;
}

/** The value of a scalar node; undefined for maps and lists. */
export function scalar(file: RecipeFile, node: Node | null): unknown {
  return file.yaml.isScalar(node) ? node.value : undefined;
}
