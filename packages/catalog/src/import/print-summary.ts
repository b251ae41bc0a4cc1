import { isChanged } from "./import-facts.ts";
import type { PlatformReport } from "./import-facts.ts";

const SHOWN = 8;

/** Writes what an import did, or would do, in plain lines. */
export function printSummary(
  reports: readonly PlatformReport[],
  options: { dryRun: boolean },
): string {
  const lines = reports.flatMap((report) =>
    report.leftAlone === undefined ? printPlatform(report) : [],
  );
  const live = reports.filter((report) => report.leftAlone !== undefined);
  for (const report of live) lines.push(`${report.platform}: left alone: ${report.leftAlone}`);
  const written = reports.filter((report) => report.text !== undefined).length;
  const verb = options.dryRun ? "would change" : "changed";
  lines.push("", `${written} model ${written === 1 ? "file" : "files"} ${verb}.`);
  return `${lines.join("\n")}\n`;
}

function printPlatform(report: PlatformReport): string[] {
  const added = report.models.filter((model) => model.added);
  const changed = report.models.filter((model) => !model.added && isChanged(model));
  const unchanged = report.models.length - added.length - changed.length;
  const closed = report.models.reduce((sum, model) => sum + model.closedPrices, 0);
  const lines = [
    `${report.platform}: ${added.length} added, ${changed.length} changed, ${closed} prices closed, ${unchanged} unchanged, ${report.skipped.length} skipped`,
  ];
  for (const model of changed) {
    const parts = [...model.fields];
    if (model.newPrices > 0)
      parts.push(`${model.newPrices} new prices, ${model.closedPrices} closed`);
    lines.push(`  changed ${model.id}: ${parts.join(", ")}`);
  }
  lines.push(
    ...grouped(
      "skipped",
      report.skipped.map(({ id, reason }) => ({ id, why: reason })),
    ),
  );
  lines.push(
    ...grouped(
      "left out",
      report.notes.map(({ id, note }) => ({ id, why: note })),
    ),
  );
  if (report.absent.length > 0) lines.push(`  not in the facts: ${some(report.absent)}`);
  return lines;
}

function grouped(verb: string, entries: readonly { id: string; why: string }[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { id, why } of entries) reasons.set(why, [...(reasons.get(why) ?? []), id]);
  return [...reasons].map(([why, ids]) => `  ${verb} (${why}): ${ids.length}: ${some(ids)}`);
}

function some(ids: readonly string[]): string {
  const shown = ids.slice(0, SHOWN).join(", ");
  return ids.length > SHOWN ? `${shown}, …` : shown;
}
