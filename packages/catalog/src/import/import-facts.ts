import type { FactRow } from "./fact-row.ts";
import { inheritFromBase, inheritFromMaker } from "./find-maker-row.ts";
import type { MakerModels } from "./find-maker-row.ts";
import { modelsOf, openModelsFile, printModelsFile, putModel } from "./merge-models-file.ts";
import type { MergedModel, ModelsFile } from "./merge-models-file.ts";
import type { ImportedModel } from "./model-entry.ts";
import { LIVE_PLATFORMS, PLATFORM_RULES } from "./platform-rules.ts";
import { selectModels } from "./select-models.ts";
import type { SkippedRow } from "./select-models.ts";
import { toModel } from "./to-model.ts";

/** What the import needs from the catalog's directory. */
export interface CatalogFiles {
  /** The text of `models/<platform>.yaml`; undefined when there is none. */
  modelsFile(platform: string): string | undefined;
  /** What `platforms/<platform>.yaml` says; undefined when there is none. */
  platformFile(platform: string): PlatformFacts | undefined;
}

/** The part of a platform file that the import reads. */
export interface PlatformFacts {
  /** The word or map under `models`, if any: such a platform has no model file. */
  models?: unknown;
  families: readonly string[];
}

/** What became of one platform of the facts. */
export interface PlatformReport {
  platform: string;
  /** Why the whole platform was left alone. */
  leftAlone?: string;
  /** The file's new text; undefined when nothing changed. */
  text?: string;
  models: MergedModel[];
  skipped: SkippedRow[];
  /** Facts that were left out of a model, with the reason. */
  notes: { id: string; note: string }[];
  /** Models of the file that the facts do not hold. */
  absent: string[];
}

/** Brings the model files of the facts' platforms up to date; writes nothing. */
export function importFacts(
  facts: readonly FactRow[],
  files: CatalogFiles,
  options: { platforms?: readonly string[] } = {},
): PlatformReport[] {
  const asOf = newestDate(facts);
  const all = [...new Set(facts.map((fact) => fact.platform))];
  const wanted = all.filter((platform) => options.platforms?.includes(platform) !== false);
  const opened = new Map<string, ModelsFile>();
  // Makers come first, so that connectors inherit from what the same facts say of the makers.
  const connectors = wanted.filter((platform) => PLATFORM_RULES[platform]?.makers !== undefined);
  const makers = wanted.filter((platform) => !connectors.includes(platform));
  const reports = [...makers, ...connectors].map((platform) =>
    importPlatform(platform, facts, { asOf, files, opened }),
  );
  return reports.toSorted((one, other) => (one.platform < other.platform ? -1 : 1));
}

interface Run {
  asOf: string;
  files: CatalogFiles;
  opened: Map<string, ModelsFile>;
}

function importPlatform(platform: string, facts: readonly FactRow[], run: Run): PlatformReport {
  const report: PlatformReport = { platform, models: [], skipped: [], notes: [], absent: [] };
  const platformFile = run.files.platformFile(platform);
  const leftAlone = whyLeftAlone(platform, platformFile);
  if (leftAlone !== undefined) return { ...report, leftAlone };
  const before = run.files.modelsFile(platform);
  const file = openModelsFile(before, `models/${platform}.yaml`);
  run.opened.set(platform, file);
  const present = Object.keys(modelsOf(file));
  const rows = facts.filter((fact) => fact.platform === platform);
  const selection = selectModels(platform, rows, run.asOf, present);
  const makers = makerModels(platform, run);
  const families = platformFile?.families;
  const context = { platform, asOf: run.asOf, ...(families === undefined ? {} : { families }) };
  const fresh: Record<string, ImportedModel> = {};
  for (const selected of selection.models) {
    const { model, notes } = toModel(selected, context);
    fresh[selected.id] = inheritFromMaker(platform, selected.id, model, makers);
    for (const note of notes) report.notes.push({ id: selected.id, note });
  }
  for (const [id, model] of Object.entries(fresh)) {
    // A row that leans on its maker's has left out what that row says: on another it would be wrong.
    const lean = model.inherits === undefined ? inheritFromBase(platform, id, fresh) : model;
    const merged = putModel(file, id, lean);
    report.models.push(merged);
    for (const note of merged.refused) report.notes.push({ id, note });
  }
  report.skipped = selection.skipped;
  const known = new Set(rows.map((row) => row.id));
  report.absent = present.filter((id) => !known.has(id));
  // A file in which nothing changed is not rewritten, so that its own formatting stays.
  return report.models.some(isChanged) ? { ...report, text: printModelsFile(file) } : report;
}

/** Whether an import changed anything in a model. */
export function isChanged(model: MergedModel): boolean {
  return model.added || model.fields.length > 0 || model.newPrices > 0 || model.closedPrices > 0;
}

function whyLeftAlone(platform: string, file: PlatformFacts | undefined): string | undefined {
  if (file?.models !== undefined) {
    const said = typeof file.models === "string" ? file.models : "a list of its own";
    return `its platform file says models: ${said}`;
  }
  return LIVE_PLATFORMS.includes(platform) ? "its own live list is the only true one" : undefined;
}

function makerModels(platform: string, run: Run): MakerModels {
  const makers: Record<string, ReturnType<typeof modelsOf>> = {};
  for (const maker of PLATFORM_RULES[platform]?.makers ?? []) {
    const open = run.opened.get(maker);
    const text = open === undefined ? run.files.modelsFile(maker) : undefined;
    if (open !== undefined) makers[maker] = modelsOf(open);
    else if (text !== undefined)
      makers[maker] = modelsOf(openModelsFile(text, `models/${maker}.yaml`));
  }
  return makers;
}

function newestDate(facts: readonly FactRow[]): string {
  const dates = facts.flatMap((fact) => fact.sources.flatMap((source) => source.date ?? []));
  return dates.reduce((newest, date) => (date > newest ? date : newest), "");
}
