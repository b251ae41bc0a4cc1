import type { Platform } from "../catalog/platform.ts";

/**
 * The page where a user gets a key of a platform, or its documentation where no such page is known; undefined where
 * neither is. An endpoint whose keys come from elsewhere has a page of its own: give its id or region.
 */
export function keyPage(platform: Platform, endpoint?: string): string | undefined {
  const own =
    endpoint === undefined
      ? undefined
      : (platform.endpoints.find(({ id }) => id === endpoint) ??
        platform.endpoints.find(({ region }) => region === endpoint));
  return own?.keysUrl ?? platform.keysUrl ?? platform.docsUrl;
}
