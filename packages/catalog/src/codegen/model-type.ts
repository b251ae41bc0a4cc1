import type { PlatformRow } from "../catalog.ts";
import type { CatalogInput } from "./catalog-input.ts";
import { frozenUnion } from "./frozen-union.ts";

/**
 * The key of a model id in `ModelType`: upper case, every run of other characters one underscore.
 * An id that starts with a digit keeps it: `ModelType["360GPT_PRO"]`.
 */
export function modelKey(id: string): string {
  return id.toUpperCase().replace(/[^A-Z0-9]+/gu, "_");
}

interface Candidate {
  platform: string;
  id: string;
  /** Lower wins. */
  rank: readonly (number | string)[];
}

/** Model ids that have no key because another id has it. */
export interface KeyCollision {
  key: string;
  kept: { platform: string; id: string };
  dropped: readonly { platform: string; id: string }[];
}

const KIND_RANK: Readonly<Record<PlatformRow["kind"], number>> = {
  direct: 0,
  connector: 1,
  local: 2,
};

/**
 * Chooses one id per key. The order of rank: direct platforms before connectors and local servers, ids before
 * aliases, the id that more platforms of that kind use, that more platforms of any kind use, then platform id and
 * model id.
 */
export function chooseModelKeys(catalog: CatalogInput): {
  entries: { key: string; value: string }[];
  collisions: KeyCollision[];
} {
  const byKey = new Map<string, Candidate[]>();
  for (const candidate of candidates(catalog).toSorted(byRank)) {
    const key = modelKey(candidate.id);
    byKey.set(key, [...(byKey.get(key) ?? []), candidate]);
  }
  const chosen = [...byKey].toSorted(([a], [b]) => compare(a, b));
  const entries: { key: string; value: string }[] = [];
  const collisions: KeyCollision[] = [];
  for (const [key, [kept, ...others]] of chosen) {
    if (kept === undefined) continue;
    entries.push({ key, value: kept.id });
    const dropped = others.filter(({ id }) => id !== kept.id).map(name);
    if (dropped.length > 0) collisions.push({ key, kept: name(kept), dropped });
  }
  return { entries, collisions };
}

/** Writes `model-type.ts`: the chat and embedding ids as a literal union and a frozen record. */
export function emitModelType(catalog: CatalogInput): string {
  const { entries } = chooseModelKeys(catalog);
  return frozenUnion("ModelType", "The id of a chat or embedding model of the catalog.", entries);
}

function candidates(catalog: CatalogInput): Candidate[] {
  const listed = catalog.platforms.flatMap(({ platform, models, aliases }) => {
    const rows = models.filter(({ kind }) => kind !== "rerank").map(({ id }) => id);
    const ids = new Set(rows);
    const others = [...aliases].filter(([, { target }]) => ids.has(target)).map(([alias]) => alias);
    const entry = (id: string, alias: 0 | 1): Candidate & { alias: 0 | 1; kind: number } => {
      return { platform: platform.id, id, alias, kind: KIND_RANK[platform.kind], rank: [] };
    };
    return [...rows.map((id) => entry(id, 0)), ...others.map((id) => entry(id, 1))];
  });
  const uses = new Map<string, number>();
  const count = (key: string): void => void uses.set(key, (uses.get(key) ?? 0) + 1);
  for (const { id, kind } of listed) {
    count(id);
    count(`${id} ${kind}`);
  }
  return listed.map(({ platform, id, alias, kind }) => ({
    platform,
    id,
    rank: [kind, alias, -(uses.get(`${id} ${kind}`) ?? 0), -(uses.get(id) ?? 0), platform, id],
  }));
}

function byRank(a: Candidate, b: Candidate): number {
  for (const [index, left] of a.rank.entries()) {
    const order = compare(left, b.rank[index] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

function compare(a: number | string, b: number | string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function name({ platform, id }: Candidate): { platform: string; id: string } {
  return { platform, id };
}
