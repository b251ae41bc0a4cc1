import { findModelRow } from "../catalog-access/find-model-row.ts";
import { findPlatform } from "../catalog-access/find-platform.ts";
import { withoutDate } from "../catalog-access/snapshot-name.ts";
import type { Platform } from "../catalog/platform.ts";
import { makerOf } from "../config/resolve-model.ts";
import type { StateTarget } from "../messages/prepare-state.ts";
import type { ModelContext } from "./model-context.ts";

/** Whom provider state may be sent back to: wire, platform, model, its other names, and the models of its maker. */
export function stateTarget({ parts, target, maker, table }: ModelContext): StateTarget {
  const { platform, model } = target;
  const row = (id: string): string => findModelRow(table, id)?.target ?? id;
  const isSameModel = (id: string): boolean =>
    id === model.id || (row(id) === row(model.id) && !(isDated(id) && isDated(model.id)));
  const made = maker ?? prefixOf(platform, model.id);
  return {
    wire: parts.wire.id,
    platform: platform.id,
    model: model.id,
    isSameModel,
    isSameMaker(name, id) {
      const from = findPlatform(name);
      if (from === undefined) return false;
      // Where no maker stands in the ids, the platform is taken for one.
      if (from.id === platform.id && (platform.upstream === undefined || isSameModel(id)))
        return true;
      return made !== undefined && made === (makerOf(from, id) ?? prefixOf(from, id));
    },
  };
}

/** Snapshots of two dates are two models, also where the catalog holds one row for both. */
function isDated(id: string): boolean {
  return withoutDate(id) !== undefined;
}

/** What an aggregator calls a maker that the catalog does not know: the name is good there only. */
function prefixOf({ id: platform, upstream }: Platform, id: string): string | undefined {
  const at = upstream === undefined ? -1 : id.indexOf(upstream.split);
  return at > 0 ? `${platform} ${id.slice(0, at)}` : undefined;
}
