/** The deepest nesting of what a user writes by hand, such as `extraBody`. */
const MAX_DEPTH = 64;

/**
 * Says what keeps a value from being plain JSON: functions, classes, cycles, big integers, numbers without a
 * JSON form, nesting deeper than `maxDepth` (64). Undefined when it is JSON. Entries with the value undefined are allowed:
 * JSON leaves them out.
 */
export function jsonProblem(
  value: unknown,
  path: string,
  maxDepth: number = MAX_DEPTH,
): string | undefined {
  return visit(value, path, { parents: [], sound: new Set(), maxDepth });
}

/** Tells whether a value is an object literal, or one without a prototype. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm have another Object.prototype, whose own prototype is null as well.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Where a visit stands, and what it has found sound: an object may be reached on many ways. */
interface Walk {
  parents: readonly object[];
  sound: Set<object>;
  maxDepth: number;
}

function visit(value: unknown, path: string, walk: Walk): string | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value)
        ? undefined
        : `${path} is ${String(value)}, which JSON cannot carry`;
    case "object":
      break;
    default:
      return `${path} is a ${typeof value}, which JSON cannot carry`;
  }
  if (value === null || walk.sound.has(value)) return undefined;
  if (walk.parents.includes(value)) return `${path} refers back to an object that contains it`;
  if (walk.parents.length >= walk.maxDepth)
    return `${path} is nested deeper than ${walk.maxDepth} levels`;
  if (!Array.isArray(value) && !isPlainObject(value)) return `${path} is not a plain object`;
  const inside: Walk = { ...walk, parents: [...walk.parents, value] };
  const problem = Array.isArray(value)
    ? firstProblem(value.entries(), (item, index) => visit(item, `${path}[${index}]`, inside))
    : firstProblem(Object.entries(value), (item, key) =>
        item === undefined ? undefined : visit(item, `${path}.${key}`, inside),
      );
  if (problem === undefined) walk.sound.add(value);
  return problem;
}

function firstProblem<K>(
  entries: Iterable<[K, unknown]>,
  check: (item: unknown, key: K) => string | undefined,
): string | undefined {
  for (const [key, item] of entries) {
    const problem = check(item, key);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
