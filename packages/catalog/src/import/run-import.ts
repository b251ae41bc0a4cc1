import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { readCatalogFiles } from "../load-catalog.ts";
import { parseCatalog } from "../parse-catalog.ts";
import { formatProblem } from "../problem.ts";
import type { Problem } from "../problem.ts";
import { FactsFileError, parseFacts } from "./fact-row.ts";
import { importFacts } from "./import-facts.ts";
import type { CatalogFiles, PlatformFacts, PlatformReport } from "./import-facts.ts";
import { ModelsFileError } from "./merge-models-file.ts";
import { printSummary } from "./print-summary.ts";

const USAGE = `Usage: pnpm catalog:import <facts.json> [--platform <id>]… [--dry-run] [--dir <catalog>]

Brings packages/catalog/models/*.yaml up to date with a facts file.
  --platform <id>   only this platform; may be given several times
  --dry-run         print what would change, write nothing
  --dir <catalog>   the catalog's directory (default: this package)
`;

/** Where the command writes to. */
export interface ImportOutput {
  out(text: string): void;
  err(text: string): void;
}

/** Runs \`catalog:import\` and returns the exit code: 0, 1 for a bad file, 2 for a bad command line. */
export function runImport(
  args: readonly string[],
  defaultDir: string,
  output: ImportOutput,
): number {
  let options: ReturnType<typeof readArguments>;
  try {
    options = readArguments(args);
  } catch (error) {
    output.err(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    output.out(USAGE);
    return 0;
  }
  if (options.file === undefined) {
    output.err(`A facts file is needed.\n\n${USAGE}`);
    return 2;
  }
  try {
    return importFile(options.file, options, options.dir ?? defaultDir, output);
  } catch (error) {
    if (!(error instanceof FactsFileError || error instanceof ModelsFileError)) throw error;
    output.err(`${error.message}\n`);
    return 1;
  }
}

function importFile(
  file: string,
  options: { platforms?: string[]; dryRun: boolean },
  dir: string,
  output: ImportOutput,
): number {
  const facts = parseFacts(readText(file), file);
  const known = new Set(facts.map((fact) => fact.platform));
  const unknown = (options.platforms ?? []).filter((platform) => !known.has(platform));
  if (unknown.length > 0) {
    output.err(
      `${file} holds no rows of: ${unknown.join(", ")}. It holds: ${[...known].toSorted().join(", ")}.\n`,
    );
    return 1;
  }
  const files = catalogFiles(dir);
  const wanted = options.platforms ?? [...known];
  const strange = wanted.filter((platform) => files.platformFile(platform) === undefined);
  const platforms = wanted.filter((platform) => !strange.includes(platform));
  const reports = importFacts(facts, files, { platforms });
  const problems = newProblems(dir, reports);
  if (problems.length > 0) {
    output.err(
      `${file}: what it says does not make a sound catalog; nothing was written:\n${problems.map((problem) => `  ${problem}\n`).join("")}`,
    );
    return 1;
  }
  if (!options.dryRun) {
    mkdirSync(join(dir, "models"), { recursive: true });
    for (const report of reports) {
      if (report.text !== undefined)
        writeFileSync(join(dir, "models", `${report.platform}.yaml`), report.text);
    }
  }
  for (const platform of strange.toSorted()) {
    output.out(
      `${platform}: left alone: there is no platforms/${platform}.yaml; \`pnpm new:platform ${platform}\` makes one\n`,
    );
  }
  output.out(printSummary(reports, { dryRun: options.dryRun }));
  return 0;
}

/** What the new texts would break, as printed; what is broken already is not theirs. */
function newProblems(dir: string, reports: readonly PlatformReport[]): string[] {
  const changed = reports.flatMap(({ platform, text }): [string, string][] =>
    text === undefined ? [] : [[`models/${platform}.yaml`, text]],
  );
  if (changed.length === 0) return [];
  const { files } = readCatalogFiles(dir);
  const { problems } = parseCatalog(new Map([...files, ...changed]));
  if (problems.length === 0) return [];
  const key = ({ file, path, message }: Problem): string => JSON.stringify([file, path, message]);
  const old = new Set(parseCatalog(files).problems.map(key));
  const fresh = problems.filter((problem) => !old.has(key(problem)));
  return fresh.slice(0, MOST_SHOWN).map(formatProblem);
}

const MOST_SHOWN = 20;

function readArguments(args: readonly string[]): {
  file?: string;
  platforms?: string[];
  dryRun: boolean;
  dir?: string;
  help: boolean;
} {
  const { values, positionals } = parseArgs({
    // pnpm hands a bare "--" through.
    args: args.filter((arg) => arg !== "--"),
    allowPositionals: true,
    options: {
      platform: { type: "string", multiple: true },
      "dry-run": { type: "boolean" },
      dir: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (positionals.length > 1)
    throw new Error(`One facts file at a time: ${positionals.join(", ")}.`);
  const [file] = positionals;
  const platforms = values.platform?.map((platform) => platform.replaceAll("_", "-"));
  return {
    ...(file === undefined ? {} : { file }),
    ...(platforms === undefined ? {} : { platforms }),
    ...(values.dir === undefined ? {} : { dir: values.dir }),
    dryRun: values["dry-run"] ?? false,
    help: values.help ?? false,
  };
}

function catalogFiles(dir: string): CatalogFiles {
  const read = (path: string): string | undefined =>
    existsSync(path) ? readFileSync(path, "utf8") : undefined;
  return {
    modelsFile: (platform) => read(join(dir, "models", `${platform}.yaml`)),
    platformFile: (platform) => {
      const text = read(join(dir, "platforms", `${platform}.yaml`));
      return text === undefined ? undefined : platformFacts(text, platform);
    },
  };
}

function platformFacts(text: string, platform: string): PlatformFacts {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new ModelsFileError(`platforms/${platform}.yaml: not YAML: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const { models, families } = (value ?? {}) as { models?: unknown; families?: object };
  return { ...(models === undefined ? {} : { models }), families: Object.keys(families ?? {}) };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new FactsFileError(`${file}: cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
