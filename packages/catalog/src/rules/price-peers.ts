import type { PriceRow } from "../catalog.ts";
import type { Entry } from "../load/entry.ts";
import type { DataPath } from "../problem.ts";
import type { Rule } from "./rule.ts";

/** The factor from which a price is taken for a slip of units. */
const FAR = 10;

const COMPARED = ["input", "output", "cacheRead"] as const;

interface PricePoint {
  entry: Entry;
  model: string;
  path: DataPath;
  amount: number;
  agreed: boolean;
}

/**
 * No price is ten times away from what the same model costs on other platforms, in the same currency: a factor
 * like that is mostly a slip of units.
 */
export const checkPeerPrices: Rule = ({ entries, report }) => {
  for (const points of groupPoints(entries).values()) {
    for (const point of points) {
      const peers = points.filter((other) => other.entry !== point.entry);
      if (peers.length === 0) continue;
      // Where sources agree on one of two, the other is the one to look at.
      if (point.agreed && !peers.some((peer) => peer.agreed)) continue;
      const usual = median(peers.map((peer) => peer.amount));
      const factor = point.amount > usual ? point.amount / usual : usual / point.amount;
      if (factor < FAR) continue;
      const source = point.entry.models.get(point.model)?.source;
      report({
        entry: point.entry,
        ...(source === undefined ? {} : { source }),
        path: point.path,
        rule: "price-outlier",
        model: point.model,
        message: `${point.amount} is ${factor.toPrecision(2)} times ${point.amount > usual ? "above" : "below"} the ${usual} of ${[...new Set(peers.map((peer) => peer.entry.id))].slice(0, 4).join(", ")}`,
      });
    }
  }
};

/** Prices that hold now, by model, currency and component; models joined by `inherits` are one. */
function groupPoints(entries: ReadonlyMap<string, Entry>): Map<string, PricePoint[]> {
  const roots = rootNames(entries);
  const groups = new Map<string, PricePoint[]>();
  for (const entry of entries.values()) {
    for (const [id, { model, path }] of entry.models) {
      for (const [index, row] of (model.prices ?? []).entries()) {
        if (!isUsualPrice(row)) continue;
        for (const component of COMPARED) {
          const amount = Number(row.components[component] ?? 0);
          if (amount === 0) continue;
          const key = `${roots.get(`${entry.id}/${id}`) ?? id} ${row.currency} ${component}`;
          const point = {
            entry,
            model: id,
            amount,
            agreed: row.agreement === "agree",
            path: [...path, "prices", index, "components", component],
          };
          groups.set(key, [...(groups.get(key) ?? []), point]);
        }
      }
    }
  }
  return groups;
}

function isUsualPrice(row: PriceRow): boolean {
  return row.until === undefined && (row.serviceTier ?? "standard") === "standard";
}

/** Model → a name that it shares with every model of the same id and with what it inherits from. */
function rootNames(entries: ReadonlyMap<string, Entry>): Map<string, string> {
  const parents = new Map<string, string>();
  const find = (name: string): string => {
    let root = name;
    for (
      let next = parents.get(root);
      next !== undefined && next !== root;
      next = parents.get(root)
    )
      root = next;
    parents.set(name, root);
    return root;
  };
  const names: string[] = [];
  for (const entry of entries.values()) {
    for (const [id, { model }] of entry.models) {
      const name = `${entry.id}/${id}`;
      names.push(name);
      parents.set(find(name), find(`/${id}`));
      if (model.inherits !== undefined) parents.set(find(name), find(model.inherits));
    }
  }
  return new Map(names.map((name) => [name, find(name)]));
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
