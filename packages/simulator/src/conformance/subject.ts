import { findPlatform, loadModels, loadPrices } from "@byok/core";
import type { ModelRow, PriceTable } from "@byok/core";
import type { Platform, Policy, Surface } from "@byok/core/provider";
import { fitsGlob } from "../expect/check-params.ts";
import type { SpokenWire } from "../expect/expectations.ts";
import { expectedPolicy } from "../expect/merge.ts";

/** One model that stands for all of its family. */
export interface SampleModel {
  id: string;
  row: ModelRow | undefined;
  policy: Policy;
}

/** A surface of a platform, with what the catalog says of it. */
export interface Subject {
  platform: Platform;
  surface: Surface;
  wire: SpokenWire;
  /** Position among the platform's surfaces; 0 is used without being named. */
  index: number;
  rows: Readonly<Record<string, ModelRow>>;
  prices: PriceTable;
  /** The plain model first, then one of each family. */
  samples: readonly SampleModel[];
}

/** An id that no catalog has. */
export const UNKNOWN_MODEL = "byok-conformance-model";

/** Tells whether the simulator speaks a surface's wire. */
export function isSpoken(surface: Surface): boolean {
  return surface.wire === "openai-chat" || surface.wire === "anthropic-messages";
}

/** The platform of an id. @throws Error when the catalog has none. */
export function platformOf(id: string): Platform {
  const platform = findPlatform(id);
  if (platform === undefined) throw new Error(`The catalog has no platform "${id}".`);
  return platform;
}

/** Loads what the catalog says of one surface. */
export async function loadSubject(platform: Platform, surface: Surface): Promise<Subject> {
  const [{ models }, prices] = await Promise.all([
    loadModels(platform.id),
    loadPrices(platform.id),
  ]);
  return {
    platform,
    surface,
    wire: surface.wire as SpokenWire,
    index: platform.surfaces.indexOf(surface),
    rows: models,
    prices,
    samples: samplesOf(platform, surface, models),
  };
}

function samplesOf(
  platform: Platform,
  surface: Surface,
  rows: Readonly<Record<string, ModelRow>>,
): SampleModel[] {
  const fits = (id: string): boolean =>
    surface.models === undefined || fitsGlob(surface.models, id);
  const served = Object.values(rows).filter(
    ({ id, kind }) => (kind ?? "chat") === "chat" && fits(id),
  );
  const byFamily = new Map<string, ModelRow>();
  for (const row of served)
    if (!byFamily.has(row.family ?? "")) byFamily.set(row.family ?? "", row);
  const plain = byFamily.get("");
  byFamily.delete("");
  const sample = (id: string, row: ModelRow | undefined): SampleModel => ({
    id,
    row,
    policy: expectedPolicy(platform, surface, row),
  });
  const unknown =
    surface.models === undefined
      ? UNKNOWN_MODEL
      : surface.models.replaceAll("*", "byok").replaceAll("?", "x");
  return [
    plain === undefined ? sample(unknown, undefined) : sample(plain.id, plain),
    ...[...byFamily.values()].map((row) => sample(row.id, row)),
  ];
}
