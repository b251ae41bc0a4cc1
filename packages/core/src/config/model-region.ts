import type { ModelRow, ModelTable } from "../catalog/model-row.ts";
import type { Endpoint, Platform } from "../catalog/platform.ts";
import type { Warning } from "../results/warning.ts";

/** Warns of a model that the catalog knows in other regions than the one that is asked; undefined where all is well. */
export function warnOfRegion(
  platform: Platform,
  row: ModelRow,
  endpoint: Endpoint,
  table: ModelTable,
): Warning | undefined {
  const { regions } = row;
  if (regions === undefined || isAmong(regions, endpoint)) return undefined;
  // Of a region that no row names the catalog has seen no list.
  if (!Object.values(table.models).some((other) => isAmong(other.regions ?? [], endpoint)))
    return undefined;
  const asked = endpoint.region ?? endpoint.id;
  const known = `the region${regions.length === 1 ? "" : "s"} ${regions.join(", ")}`;
  return {
    code: "region-unlisted",
    path: "region",
    message: `The catalog knows ${platform.id}/${row.id} in ${known}, not in ${asked}: set \`region\`, or see what the platform lists there.`,
    from: asked,
    to: regions,
  };
}

function isAmong(regions: readonly string[], { id, region }: Endpoint): boolean {
  return regions.includes(id) || (region !== undefined && regions.includes(region));
}
