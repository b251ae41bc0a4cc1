import type { Plugin } from "../catalog.ts";
import type { Entry } from "../load/entry.ts";
import type { YamlFile } from "../load/read-yaml.ts";
import type { DataPath, Problem } from "../problem.ts";
import type { WaivableRule } from "../schema/provenance.ts";

/** What a rule sees. */
export interface RuleContext {
  /** Platform id → entry, sorted by id. */
  entries: ReadonlyMap<string, Entry>;
  plugins: readonly Plugin[];
  report(finding: Finding): void;
}

/** One thing that a rule found. */
export interface Finding {
  entry: Entry;
  /** The platform's file when absent. */
  source?: YamlFile;
  path: DataPath;
  at?: "key" | "value";
  message: string;
  /** What was judged, where it is not what stands at `path`: of what the schema cut there a finding says nothing. */
  judged?: readonly DataPath[];
  /** Set when a written reason can switch the rule off. */
  rule?: WaivableRule;
  /** The model whose `waiver` counts. */
  model?: string;
}

/** Checks everything of one kind in the whole catalog. */
export type Rule = (context: RuleContext) => void;

/** A report that tells a finding once, however many combinations it stands in. */
export function reportOnce(report: RuleContext["report"]): RuleContext["report"] {
  const told = new Set<string>();
  return (finding) => {
    const { entry, source = entry.source, path, message } = finding;
    const key = JSON.stringify([source.file, path, message]);
    if (!told.has(key)) report(finding);
    told.add(key);
  };
}

/** A finding as a problem with line and column. */
export function toProblem(finding: Finding): Problem {
  const source = finding.source ?? finding.entry.source;
  const problem = source.problem(finding.path, finding.message, finding.at ?? "value");
  return finding.rule === undefined ? problem : { ...problem, rule: finding.rule };
}
