import { findPlatform } from "../catalog-access/find-platform.ts";
import { openEnvironment } from "./environment.ts";

/** Where a platform's key was found; never the key. */
export interface KeyPlace {
  /** The variable's name. */
  name: string;
  source: "environment" | "env-file";
}

/**
 * Tells where the key of a platform would come from: the environment, or the `.env` file that is asked for.
 * Undefined where neither has one, and for a platform that the catalog does not know.
 *
 * @throws InvalidRequestError when a file that was named cannot be read.
 */
export function findKeyPlace(
  platform: string,
  options: { envFile?: string | boolean } = {},
): KeyPlace | undefined {
  const row = findPlatform(platform);
  if (row === undefined) return undefined;
  const names = [
    ...row.endpoints.flatMap((endpoint) => endpoint.keyEnv ?? []),
    ...row.env,
    ...row.surfaces.flatMap((surface) => surface.env ?? []),
  ];
  const found = openEnvironment(options.envFile).find(names);
  return found === undefined ? undefined : { name: found.name, source: found.source };
}
