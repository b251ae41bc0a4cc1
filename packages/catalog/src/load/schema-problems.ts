import type { z } from "zod";
import { didYouMean } from "../checks/suggest.ts";
import type { DataPath, Problem } from "../problem.ts";
import { schemaKeysAt } from "./schema-keys.ts";
import type { YamlFile } from "./read-yaml.ts";

type Issue = z.core.$ZodIssue;

/** One fault that the schema found, at a path of the file. */
export interface SchemaFault {
  path: DataPath;
  /** Whether the key itself is the fault. */
  at: "key" | "value";
  message: string;
}

/** Turns the schema's issues into problems with line and column. */
export function schemaProblems(source: YamlFile, faults: readonly SchemaFault[]): Problem[] {
  return faults.map((fault) => source.problem(fault.path, fault.message, fault.at));
}

/**
 * Explains the schema's issues in words.
 *
 * @param schema - The schema of the file, for suggestions.
 * @param issues - What it found.
 */
export function schemaFaults(schema: z.ZodType, issues: readonly Issue[]): SchemaFault[] {
  return issues.flatMap((issue) => explain(schema, issue, []));
}

function explain(schema: z.ZodType, issue: Issue, base: DataPath): SchemaFault[] {
  const path: DataPath = [
    ...base,
    ...issue.path.map((step) => (typeof step === "number" ? step : String(step))),
  ];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        at: "key",
        message: unknownKey(schema, path, key),
      }));
    case "invalid_key":
      return [
        { path, at: "key", message: `the name ${issue.issues[0]?.message ?? "is not allowed"}` },
      ];
    case "invalid_union":
      return explainUnion(schema, issue, path);
    default:
      return [{ path, at: "value", message: message(issue) }];
  }
}

/** Reports the branch that was meant: the one whose faults lie deepest. */
function explainUnion(
  schema: z.ZodType,
  issue: Issue & { code: "invalid_union" },
  path: DataPath,
): SchemaFault[] {
  const branches = issue.errors.filter(
    (branch) =>
      !branch.every(
        (item) => item.path.length === 0 && item.code !== "unrecognized_keys" && isKindFault(item),
      ),
  );
  const meant = branches.length === 1 ? branches[0] : undefined;
  if (meant !== undefined) return meant.flatMap((item) => explain(schema, item, path));
  const expected = [...new Set(issue.errors.flatMap((branch) => branch.flatMap(expectation)))];
  return [
    {
      path,
      at: "value",
      message: expected.length === 0 ? "has a wrong value" : `must be ${expected.join(" or ")}`,
    },
  ];
}

function isKindFault(issue: Issue): boolean {
  return issue.code === "invalid_type" || issue.code === "invalid_value";
}

function expectation(issue: Issue): string[] {
  if (issue.code === "invalid_type") return [kindName(issue.expected)];
  if (issue.code === "invalid_value") return issue.values.map((value) => String(value));
  return [];
}

function unknownKey(schema: z.ZodType, path: DataPath, key: string): string {
  if (key === "id" && path.length === 0) return "the id is the file's name: remove this line";
  const known = schemaKeysAt(schema, path) ?? [];
  return `unknown key${didYouMean(key, known) || (known.length > 0 && known.length <= 12 ? `; known are ${known.join(", ")}` : "")}`;
}

function message(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.message.startsWith("Invalid input")
        ? wrongKind(issue.expected, issue.message)
        : issue.message;
    case "invalid_value": {
      if (!issue.message.startsWith("Invalid")) return issue.message;
      const values = issue.values.map((value) => String(value));
      return `must be ${values.length === 1 ? "" : "one of "}${values.join(", ")}`;
    }
    case "too_small":
      return issue.origin === "array" || issue.origin === "set"
        ? `must have at least ${String(issue.minimum)} ${issue.minimum === 1 ? "entry" : "entries"}`
        : issue.message.startsWith("Too small")
          ? `must be at least ${String(issue.minimum)}`
          : issue.message;
    case "too_big":
      return issue.message.startsWith("Too big")
        ? `must be at most ${String(issue.maximum)}`
        : issue.message;
    default:
      return issue.message;
  }
}

function wrongKind(expected: string, raw: string): string {
  const received = /received (\w+)/.exec(raw)?.[1] ?? "something else";
  if (received === "undefined") return "is missing";
  if (received === "null") return "has no value";
  if (expected === "int" && received === "number") return "must be a whole number";
  const quote = expected === "string" && (received === "number" || received === "boolean");
  return `must be ${kindName(expected)}, not ${kindName(received)}${quote ? ": write it in quotes" : ""}`;
}

function kindName(kind: string): string {
  return KINDS[kind] ?? kind;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a map",
  record: "a map",
  null: "empty",
  nan: "NaN",
};
