import type { Platform, Surface } from "../catalog/platform.ts";
import { matchesGlob } from "../config/glob.ts";

/**
 * The surfaces that may serve a model, the default first: those whose `models` glob fits its id; all of them where
 * none fits, because an unknown id is the user's choice.
 */
export function servingSurfaces(platform: Platform, modelId: string): readonly Surface[] {
  const serving = platform.surfaces.filter(
    ({ models }) => models === undefined || matchesGlob(models, modelId),
  );
  return serving.length > 0 ? serving : platform.surfaces;
}
