import { findPlatform } from "../catalog-access/find-platform.ts";
import { makerOf } from "../config/resolve-model.ts";
import type { StateTarget } from "../messages/prepare-state.ts";
import type { ModelContext } from "./model-context.ts";

/** Whom provider state may be sent back to: wire, platform, model and its maker. */
export function stateTarget({ parts, target, maker }: ModelContext): StateTarget {
  return {
    wire: parts.wire.id,
    platform: target.platform.id,
    model: target.model.id,
    maker,
    makerOf(platformName, model) {
      const platform = findPlatform(platformName);
      return platform === undefined ? undefined : makerOf(platform, model);
    },
  };
}
