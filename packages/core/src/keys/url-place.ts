import { findPlatform } from "../catalog-access/find-platform.ts";
import { openEnvironment } from "./environment.ts";

/** Where a platform's address was found. */
export interface UrlPlace {
  /** The variable's name. */
  name: string;
  source: "environment" | "env-file";
}

/**
 * Tells which variable gives the address of a platform, in the environment or in the `.env` file that is asked for.
 * Undefined where none does, and for a platform that the catalog does not know.
 *
 * @throws InvalidRequestError when a file that was named cannot be read.
 */
export function findUrlPlace(
  platform: string,
  options: { envFile?: string | boolean } = {},
): UrlPlace | undefined {
  const names = findPlatform(platform)?.baseUrlEnv ?? [];
  const found = openEnvironment(options.envFile).find(names, "address");
  return found === undefined ? undefined : { name: found.name, source: found.source };
}
