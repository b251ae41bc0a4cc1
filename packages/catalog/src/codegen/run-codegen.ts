import { join, relative, sep } from "node:path";
import { loadCatalog } from "../load-catalog.ts";
import { formatProblem } from "../problem.ts";
import { catalogInput } from "./catalog-input.ts";
import { generate, GENERATED_FOLDER, type Generated } from "./generate.ts";
import { applyDrift, findDrift, readText, type Drift } from "./sync-files.ts";

/** Where to generate from and to. */
export interface CodegenOptions {
  /** The repository's root. */
  root: string;
  /** The folder with `platforms/`, `models/` and `plugins.yaml`. */
  catalogDir: string;
  /** Only compare: write nothing. */
  check: boolean;
  print(line: string): void;
}

/**
 * Generates everything from the catalog. Prints every problem and writes nothing when there is one.
 *
 * @returns The exit code: 0 when the files are now, or with `check` already were, what the catalog says.
 */
export function runCodegen({ root, catalogDir, check, print }: CodegenOptions): 0 | 1 {
  const loaded = loadCatalog(catalogDir);
  if (loaded.problems.length > 0) {
    const folder = relative(root, catalogDir).split(sep).join("/");
    const prefix = folder === "" ? "" : `${folder.replace(/\/$/, "")}/`;
    for (const problem of loaded.problems) print(`${prefix}${formatProblem(problem)}`);
    print(`${counted(loaded.problems.length, "problem")}; nothing was written.`);
    return 1;
  }
  const made = generate(catalogInput(loaded), readText(join(root, "README.md")));
  if (!check) for (const note of made.notes) print(`note: ${note}`);
  if (made.problems.length > 0) {
    for (const problem of made.problems) print(problem);
    print(`${counted(made.problems.length, "problem")}; nothing was written.`);
    return 1;
  }
  const drift = findDrift(root, made.files, [GENERATED_FOLDER]);
  return check ? report(drift, print) : write(root, made, drift, print);
}

function report({ changed, stale }: Drift, print: (line: string) => void): 0 | 1 {
  if (changed.length + stale.length === 0) return 0;
  for (const path of changed) print(`${path} is not what the catalog says`);
  for (const path of stale) print(`${path} is generated from nothing any more`);
  print("Generated files are never edited by hand: run pnpm codegen and commit the result.");
  return 1;
}

function write(root: string, { files }: Generated, drift: Drift, print: (line: string) => void): 0 {
  applyDrift(root, files, drift);
  for (const path of drift.changed) print(`wrote ${path}`);
  for (const path of drift.stale) print(`deleted ${path}`);
  print(
    `${counted(files.size, "generated file")}, ${drift.changed.length} written, ${drift.stale.length} deleted.`,
  );
  return 0;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
