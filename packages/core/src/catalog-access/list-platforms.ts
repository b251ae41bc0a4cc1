import type { Platform } from "../catalog/platform.ts";
import { PLATFORMS } from "../generated/platforms.ts";

/** Every platform of the catalog, by id in alphabetical order. */
export function listPlatforms(): Platform[] {
  return Object.values(PLATFORMS);
}
