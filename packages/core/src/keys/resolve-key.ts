import type { Platform, Surface } from "../catalog/platform.ts";
import { MissingKeyError } from "../errors/errors.ts";
import { cleanKey } from "./clean-key.ts";
import type { Environment } from "./environment.ts";
import { keyPage } from "./key-page.ts";
import type { KeySource } from "./origin-rule.ts";
import { Secret } from "./secret.ts";

/** A key that was found, and where. */
export interface FoundKey {
  secret: Secret;
  source: KeySource;
  name: string;
  storedOrigins?: readonly string[];
}

/** Environment names of a platform's key on one surface and endpoint, in order. */
function keyNames(
  platform: Platform,
  surface: Surface,
  endpointId: string | undefined,
): readonly string[] {
  const endpoint = platform.endpoints.find((candidate) => candidate.id === endpointId);
  return [...(endpoint?.keyEnv ?? []), ...(surface.env ?? platform.env)];
}

/** Finds a key in the argument, then the environment; a blank one counts as none. */
export function findKey(
  platform: Platform,
  surface: Surface,
  environment: Environment,
  options: { apiKey?: string | Secret | undefined; endpointId?: string | undefined },
): FoundKey | undefined {
  if (options.apiKey !== undefined) {
    const value = options.apiKey instanceof Secret ? options.apiKey.reveal() : options.apiKey;
    const key = cleanKey(value, "the argument `apiKey`", platform.id);
    if (key !== undefined) return { secret: new Secret(key), source: "argument", name: "apiKey" };
  }
  const found = environment.find(keyNames(platform, surface, options.endpointId));
  if (found === undefined) return undefined;
  const key = cleanKey(found.value, found.name, platform.id);
  return key === undefined
    ? undefined
    : { secret: new Secret(key), source: found.source, name: found.name };
}

/** The error of a platform without a key: which variable, and the page where a key is made. */
export function missingKeyError(
  platform: Platform,
  surface: Surface,
  endpointId: string | undefined,
): MissingKeyError {
  const [name] = keyNames(platform, surface, endpointId);
  const page = keyPage(platform, endpointId);
  const source = page === undefined ? "" : `\nYou can obtain the API key from ${page}.`;
  return new MissingKeyError(
    `Missing or empty required API keys in environment variables: ${name ?? "(none known)"}.${source}`,
    {
      platform: platform.id,
      hint: `Set ${name ?? "the key"}, put it into a .env file, or pass \`apiKey\`.`,
    },
  );
}
