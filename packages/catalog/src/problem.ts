import { escapeHidden } from "./checks/text.ts";

/** One thing that is wrong in one file of the catalog. */
export interface Problem {
  /** The file's path below the catalog's folder, such as `platforms/acme.yaml`. */
  file: string;
  /** Counted from 1. */
  line: number;
  /** Counted from 1, in UTF-16 units. */
  column: number;
  /** Where in the data, such as `endpoints[0].baseUrl`; empty for the file as a whole. */
  path: string;
  message: string;
  /** The rule that found it; absent for faults of syntax and schema. */
  rule?: string;
}

/** A path into the data of one file. */
export type DataPath = readonly (string | number)[];

/** Writes a data path: `endpoints[0].baseUrl`, `models["gpt-4.1"].context`. */
export function formatPath(path: DataPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** Writes a problem on one line: `platforms/acme.yaml:3:10 baseUrl: not an https URL`. */
export function formatProblem(problem: Problem): string {
  const where = `${problem.file}:${problem.line}:${problem.column}`;
  const rule = problem.rule === undefined ? "" : ` [${problem.rule}]`;
  const path = problem.path === "" ? "" : `${problem.path}: `;
  return escapeHidden(`${where} ${path}${problem.message}${rule}`);
}

/** Sorts problems by file, line, column and text. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    (a, b) =>
      compare(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compare(a.path, b.path) ||
      compare(a.message, b.message),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
