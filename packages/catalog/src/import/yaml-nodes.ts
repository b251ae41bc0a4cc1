import { isCollection, isMap, isPair, isScalar, isSeq, Pair, Scalar, visit } from "yaml";
import type { Document, Node, YAMLMap } from "yaml";

/** The text of a scalar key. */
export function keyOf(pair: { key: unknown }): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

/** Sets a key, at its place in the given order when it is new; the rest of the map is not touched. */
export function setInOrder(
  map: YAMLMap,
  key: string,
  value: Node,
  order: (a: string, b: string) => number,
): void {
  const pair = map.items.find((item) => keyOf(item) === key);
  if (pair !== undefined) {
    const old: unknown = pair.value;
    if (isScalar(old) && isScalar(value)) {
      old.value = value.value;
      return;
    }
    if (isNodeWithComment(old)) value.comment = old.comment;
    pair.value = value;
    return;
  }
  const at = map.items.findIndex((item) => order(keyOf(item), key) > 0);
  const fresh = new Pair(new Scalar(key), value);
  if (at === -1) map.items.push(fresh);
  else map.items.splice(at, 0, fresh);
}

/** Compares by a list of known keys; unknown keys stay where they are. */
export function byList(keys: readonly string[]): (a: string, b: string) => number {
  return (a, b) => {
    const [one, other] = [keys.indexOf(a), keys.indexOf(b)];
    return one === -1 || other === -1 ? -1 : one - other;
  };
}

/** Whether a person has written `# keep …` behind a value: the import then leaves it alone. */
export function isKept(map: YAMLMap, key: string): boolean {
  const pair = map.items.find((item) => keyOf(item) === key);
  const value: unknown = pair?.value;
  // Behind a key whose list begins on the next line the comment stands before the list.
  const before = isCollection(value) ? value.commentBefore : undefined;
  return isNodeWithComment(value) && /^\s*keep\b/.test(before ?? value.comment ?? "");
}

/** Makes a node that is written on one line: `{ a: 1 }` or `[a, b]`. */
export function flowNode(document: Document, value: unknown): Node {
  const node = document.createNode(value) as Node;
  visit(node, {
    Collection: (_key, collection) => {
      collection.flow = true;
    },
  });
  return node;
}

/** A map written line by line whose values are each on one line; lists of maps take a line per map. */
export function blockMapOfLines(document: Document, value: object): Node {
  const node = document.createNode(value) as Node;
  if (!isMap(node)) return node;
  for (const pair of node.items) {
    if (!isPair(pair) || !isCollection(pair.value)) continue;
    const lines =
      isSeq(pair.value) && pair.value.items.every(isMap) ? pair.value.items : [pair.value];
    for (const line of lines) {
      visit(line, {
        Collection: (_key, collection) => {
          collection.flow = true;
        },
      });
    }
  }
  return node;
}

function isNodeWithComment(value: unknown): value is { comment?: string | null } {
  return isScalar(value) || isCollection(value);
}
