import type { Platform } from "../catalog/platform.ts";
import { PLATFORM_ALIASES, PLATFORMS } from "../generated/platforms.ts";

/** Every platform of the catalog with its other names, by id in alphabetical order. */
export function listPlatforms(): Platform[] {
  const names = Map.groupBy(Object.entries(PLATFORM_ALIASES), ([, id]) => id);
  return Object.values(PLATFORMS).map((platform) => {
    const aliases = names.get(platform.id)?.map(([name]) => name);
    return aliases === undefined ? platform : { ...platform, aliases };
  });
}
