import { INHERITED_KEYS } from "./model-entry.ts";
import type { ImportedModel } from "./model-entry.ts";
import { PLATFORM_RULES } from "./platform-rules.ts";
import { readSnapshotName } from "./snapshot-names.ts";

/** The models of the makers by platform id, as their files stand. */
export type MakerModels = Readonly<Record<string, Readonly<Record<string, ImportedModel>>>>;

/**
 * Lets a model of a connector inherit from its maker's row where there is one: what both say is
 * left out here, what differs stays. Prices and dates of this platform always stay.
 */
export function inheritFromMaker(
  platform: string,
  id: string,
  model: ImportedModel,
  makers: MakerModels,
): ImportedModel {
  const found = findMakerRow(platform, id, makers);
  const row = found && withInherited(found.row, makers);
  if (found === undefined || row === undefined || isOtherVersion(model.name, row.name))
    return model;
  return inheritFrom({ ...found, row }, model, MAKER_DIFFERS);
}

/** Names differ by suffixes such as "(US)", and dates by the day on which a platform took the model in. */
const MAKER_DIFFERS: readonly string[] = ["name", "released", "knowledge"];

/** Of a snapshot the name alone says no more than its model's; its dates are its own. */
const SNAPSHOT_DIFFERS: readonly string[] = ["name"];

/** Whether two names tell of two versions: AWS calls DeepSeek V3.1 `deepseek.v3-v1:0`. */
function isOtherVersion(one: string | undefined, other: string | undefined): boolean {
  const [mine, theirs] = [one, other].map((name) => /\bv(\d+(?:\.\d+)*)\b/i.exec(name ?? "")?.[1]);
  return mine !== undefined && theirs !== undefined && mine !== theirs;
}

/** A row with what it takes from others, as the catalog will read it. */
function withInherited(row: ImportedModel, makers: MakerModels, depth = 0): ImportedModel {
  const [maker = "", ...rest] = (row.inherits ?? "").split("/");
  const parent = makers[maker]?.[rest.join("/")];
  if (parent === undefined || depth > MOST_STEPS) return row;
  const inherited = withInherited(parent, makers, depth + 1);
  const taken = INHERITED_KEYS.filter((key) => inherited[key] !== undefined).map((key) => [
    key,
    inherited[key],
  ]);
  return { ...(Object.fromEntries(taken) as ImportedModel), ...row };
}

const MOST_STEPS = 8;

/** Lets a dated snapshot inherit from its own model of the same platform. */
export function inheritFromBase(
  platform: string,
  id: string,
  models: Readonly<Record<string, ImportedModel>>,
): ImportedModel {
  const model = models[id] ?? {};
  const name = readSnapshotName(id);
  const row = name.kind === "dated" ? models[name.stem] : undefined;
  const found = row === undefined ? undefined : { reference: `${platform}/${name.stem}`, row };
  return inheritFrom(found, model, SNAPSHOT_DIFFERS);
}

function inheritFrom(
  found: { reference: string; row: ImportedModel } | undefined,
  model: ImportedModel,
  differs: readonly string[],
): ImportedModel {
  if (found === undefined || (found.row.kind ?? "chat") !== (model.kind ?? "chat")) return model;
  const { inherits: _other, ...own } = model;
  const lean: ImportedModel = { inherits: found.reference, ...own };
  for (const key of INHERITED_KEYS) {
    if (lean[key] !== undefined && saysTheSame(key, lean, found.row, differs)) delete lean[key];
  }
  const context = lean.context ?? found.row.context;
  const maxOutput = lean.maxOutput ?? found.row.maxOutput;
  // An inherited output limit above the own context would be wrong, so nothing is inherited.
  return context !== undefined && maxOutput !== undefined && maxOutput > context ? model : lean;
}

function findMakerRow(
  platform: string,
  id: string,
  makers: MakerModels,
): { reference: string; row: ImportedModel } | undefined {
  const rules = PLATFORM_RULES[platform];
  const ids = idsAtMaker(id, rules?.regionPrefix, rules?.makerId ?? []);
  for (const candidate of ids) {
    for (const maker of rules?.makers ?? []) {
      const hit = lookUp(makers[maker] ?? {}, candidate);
      if (hit !== undefined) return { reference: `${maker}/${hit[0]}`, row: hit[1] };
    }
  }
  return undefined;
}

function idsAtMaker(
  id: string,
  regionPrefix: RegExp | undefined,
  steps: readonly (readonly [RegExp, string])[],
): string[] {
  const ids = [regionPrefix === undefined ? id : id.replace(regionPrefix, "")];
  for (const [pattern, replacement] of steps) {
    const next = (ids.at(-1) ?? id).replace(pattern, replacement);
    if (!ids.includes(next)) ids.push(next);
  }
  return ids.toReversed();
}

function lookUp(
  models: Readonly<Record<string, ImportedModel>>,
  id: string,
): readonly [string, ImportedModel] | undefined {
  const lower = id.toLowerCase();
  return Object.entries(models).find(
    ([key, row]) =>
      key.toLowerCase() === lower ||
      row.aliases?.some((alias) => alias.toLowerCase() === lower) === true,
  );
}

function saysTheSame(
  key: (typeof INHERITED_KEYS)[number],
  one: ImportedModel,
  other: ImportedModel,
  differs: readonly string[],
): boolean {
  if (other[key] === undefined) return false;
  if (differs.includes(key)) return true;
  if (key === "context") return one.context === other.context || isInputLimit(one.context, other);
  return JSON.stringify(one[key]) === JSON.stringify(other[key]);
}

/** Some sources give the input limit of the same model as its context. */
function isInputLimit(context: number | undefined, maker: ImportedModel): boolean {
  return (
    maker.context !== undefined &&
    maker.maxOutput !== undefined &&
    context === maker.context - maker.maxOutput
  );
}
