import type { FactRow } from "./fact-row.ts";
import { near } from "./same-facts.ts";

type Tier = NonNullable<FactRow["tiers"]>[number];

const PRICE_NOISE = 0.01;
const LIMIT_NOISE = 0.05;

/**
 * Whether a snapshot, priced as its model, would cost what its own row says: the same tiers, the same price of
 * reasoning (that of the output where none is stated), and no other class whose two known prices differ.
 */
export function costsTheSame(snapshot: FactRow, model: FactRow): boolean {
  return (
    samePrice(reasoning(snapshot), reasoning(model)) &&
    samePrice(snapshot.cache_write, model.cache_write) &&
    samePrice(snapshot.cache_write_1h, model.cache_write_1h) &&
    samePrice(snapshot.input_audio, model.input_audio) &&
    samePrice(snapshot.output_audio, model.output_audio) &&
    sameTiers(snapshot.tiers ?? [], model.tiers ?? [])
  );
}

function reasoning(fact: FactRow): number | undefined {
  return fact.reasoning_usd_per_mtok ?? fact.output_usd_per_mtok;
}

function sameTiers(snapshot: readonly Tier[], model: readonly Tier[]): boolean {
  if (snapshot.length !== model.length) return false;
  const byStart = (tiers: readonly Tier[]): Tier[] => tiers.toSorted((a, b) => a.above - b.above);
  const others = byStart(model);
  return byStart(snapshot).every((tier, index) => {
    const other = others[index];
    if (other === undefined || !near(tier.above, other.above, LIMIT_NOISE)) return false;
    return (["input", "output", "cache_read", "cache_write"] as const).every(
      // A price that only the snapshot states would be lost in an alias.
      (name) =>
        samePrice(tier[name], other[name]) &&
        (tier[name] === undefined || other[name] !== undefined),
    );
  });
}

function samePrice(one: number | undefined, other: number | undefined): boolean {
  return near(one, other, PRICE_NOISE);
}
