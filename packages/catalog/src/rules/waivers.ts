import type { Entry } from "../load/entry.ts";
import { formatPath } from "../problem.ts";
import type { Problem } from "../problem.ts";
import type { Finding } from "./rule.ts";
import { toProblem } from "./rule.ts";

/**
 * Leaves out the findings that a written reason waives, and adds a problem for every waiver that waives nothing.
 *
 * @param entries - The platforms.
 * @param findings - What the rules found.
 */
export function applyWaivers(
  entries: ReadonlyMap<string, Entry>,
  findings: readonly Finding[],
): Problem[] {
  const problems: Problem[] = [];
  const used = new Set<string>();
  for (const finding of findings) {
    const keys = waiverKeys(finding);
    for (const key of keys) used.add(key);
    if (keys.length === 0) problems.push(toProblem(finding));
  }
  for (const entry of entries.values()) {
    // What was cut out of a broken file may be what its waivers are for.
    if (!entry.sound) continue;
    for (const [index, waiver] of (entry.data.waivers ?? []).entries()) {
      if (used.has(`${entry.id} ${index}`)) continue;
      problems.push(
        entry.source.problem(
          ["waivers", index],
          `waives nothing: no problem of ${waiver.rule} is there`,
        ),
      );
    }
    for (const [id, { model, source, path }] of entry.models) {
      if (model.waiver === undefined || used.has(`${entry.id} model ${id}`)) continue;
      problems.push(
        source.problem([...path, "waiver"], "waives nothing: the model breaks no rule"),
      );
    }
  }
  return problems;
}

/** The waivers that fit a finding; all of them count as used. */
function waiverKeys(finding: Finding): string[] {
  const { entry, rule, model } = finding;
  if (rule === undefined) return [];
  const path = formatPath(finding.path);
  const keys: string[] = [];
  for (const [index, waiver] of (entry.data.waivers ?? []).entries()) {
    if (waiver.rule === rule && (waiver.path === undefined || isBelow(path, waiver.path)))
      keys.push(`${entry.id} ${index}`);
  }
  if (model !== undefined && entry.models.get(model)?.model.waiver !== undefined)
    keys.push(`${entry.id} model ${model}`);
  return keys;
}

function isBelow(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}.`) || path.startsWith(`${base}[`);
}
