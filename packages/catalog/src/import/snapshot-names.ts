/** How an id reads: the model that it belongs to, and whether it names one dated snapshot of it. */
export interface SnapshotName {
  stem: string;
  kind: "base" | "dated" | "latest";
}

const DATED = /[-@](\d{4}-\d{2}-\d{2}|\d{8}|\d{6}|\d{4}|\d{3})$/;
const LATEST = /-latest$/;

/** Splits `gpt-4o-2024-08-06` into the stem `gpt-4o` and the kind `dated`. */
export function readSnapshotName(id: string): SnapshotName {
  const dated = DATED.exec(id);
  if (dated !== null && dated.index > 0) return { stem: id.slice(0, dated.index), kind: "dated" };
  const latest = LATEST.exec(id);
  if (latest !== null && latest.index > 0)
    return { stem: id.slice(0, latest.index), kind: "latest" };
  return { stem: id, kind: "base" };
}
