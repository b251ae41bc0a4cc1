import type { ModelRow, ModelTable, PriceTable } from "../catalog/model-row.ts";
import type { PriceRow } from "../catalog/price.ts";
import { withoutDate } from "./snapshot-name.ts";

/** A row of a platform's table, and how an id led to it. */
export interface FoundRow {
  row: ModelRow;
  /** `snapshot`: the table does not hold the id, but the id without its date. */
  kind: "exact" | "alias" | "snapshot";
  /** The row's own id, by which its price is found. */
  target: string;
  /** For an alias: the date since which it has this target. */
  since?: string;
}

/** The row that a platform's table holds for an id: its own, or that of an alias. */
export function findListedRow(table: ModelTable, id: string): FoundRow | undefined {
  const own = Object.hasOwn(table.models, id) ? table.models[id] : undefined;
  if (own !== undefined) return { row: own, kind: "exact", target: id };
  const { aliases = {} } = table;
  const alias = Object.hasOwn(aliases, id) ? aliases[id] : undefined;
  if (alias === undefined || !Object.hasOwn(table.models, alias.target)) return undefined;
  const row = table.models[alias.target];
  return row === undefined ? undefined : { row, kind: "alias", ...alias };
}

/** The row of the model that an id names a dated snapshot of. Whether that snapshot has ended is not known. */
export function findSnapshotRow(table: ModelTable, id: string): FoundRow | undefined {
  const base = withoutDate(id);
  const found = base === undefined ? undefined : findListedRow(table, base);
  if (found === undefined) return undefined;
  const { status: _status, deprecated: _deprecated, replacement: _replacement, ...row } = found.row;
  return { row, kind: "snapshot", target: found.target };
}

/** The row that an id stands for: a listed one, else that of the model which the id names a snapshot of. */
export function findModelRow(table: ModelTable, id: string): FoundRow | undefined {
  return findListedRow(table, id) ?? findSnapshotRow(table, id);
}

/** The price rows of an id: its own, or those of the model that it is another name or a dated snapshot of. */
export function findPrices(
  table: ModelTable,
  prices: PriceTable,
  id: string,
): readonly PriceRow[] | undefined {
  const listed = (name: string): readonly PriceRow[] | undefined => {
    const target = findListedRow(table, name)?.target ?? name;
    return Object.hasOwn(prices, target) ? prices[target] : undefined;
  };
  const own = listed(id);
  if (own !== undefined) return own;
  const base = withoutDate(id);
  return base === undefined ? undefined : listed(base);
}
