import type { z } from "zod";
import { formatPath } from "../problem.ts";
import type { DataPath } from "../problem.ts";
import type { JsonValue } from "./json-value.ts";
import type { YamlFile } from "./read-yaml.ts";
import type { SchemaFault } from "./schema-problems.ts";
import { schemaFaults, schemaProblems } from "./schema-problems.ts";

/** What the schema makes of one file. */
export interface ParsedFile<T> {
  source: YamlFile;
  /** The data, or what is left of it; undefined when nothing is. */
  data: T | undefined;
  sound: boolean;
}

/**
 * Checks one file against its schema and adds the problems to the source. What breaks the schema is cut out, so
 * that the rules can still judge the rest in the same run.
 *
 * @param fallback - What stands for required top-level fields that are missing or wrong.
 */
export function parseFile<S extends z.ZodType>(
  source: YamlFile,
  schema: S,
  fallback: (value: { [key: string]: JsonValue }) => { [key: string]: JsonValue },
): ParsedFile<z.infer<S>> {
  const syntaxSound = source.problems.length === 0;
  let value = source.value;
  if (value === undefined) return { source, data: undefined, sound: false };
  let result = schema.safeParse(value);
  if (result.success) return { source, data: result.data, sound: syntaxSound };
  reportFaults(source, schemaFaults(schema, result.error.issues));
  if (!isMap(value)) return { source, data: undefined, sound: false };
  value = structuredClone(value);
  for (let round = 0; round < MAX_ROUNDS && !result.success; round += 1) {
    for (const fault of schemaFaults(schema, result.error.issues)) cut(value, fault.path);
    result = schema.safeParse({ ...fallback(value), ...value });
  }
  return { source, data: result.success ? result.data : undefined, sound: false };
}

const MAX_ROUNDS = 12;
const MAX_REPORTED = 100;

function reportFaults(source: YamlFile, faults: readonly SchemaFault[]): void {
  // A value that the reader refused is not missing.
  const known = new Set(source.problems.map((problem) => problem.path));
  const fresh = faults.filter((fault) => !known.has(formatPath(fault.path)));
  source.problems.push(...schemaProblems(source, fresh.slice(0, MAX_REPORTED)));
  if (fresh.length > MAX_REPORTED) {
    source.problems.push(source.problem([], `and ${fresh.length - MAX_REPORTED} more problems`));
  }
}

/** Removes what stands at a path; where nothing stands there, or it is in a list, the nearest key above. */
function cut(root: { [key: string]: JsonValue }, path: DataPath): void {
  let holder = root;
  let key = String(path[0]);
  let node: JsonValue | undefined = root;
  for (const [depth, step] of path.entries()) {
    if (Array.isArray(node)) {
      // A list keeps its positions, or later problems would name the wrong place.
      node = node[Number(step)];
      continue;
    }
    if (!isMap(node)) break;
    if (Object.hasOwn(node, String(step))) {
      holder = node;
      key = String(step);
      node = node[key];
    } else if (depth < path.length - 1) return; // Cut already, for another fault.
    else break;
  }
  delete holder[key];
}

function isMap(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
