import { findPlatform, nearPlatforms, UnknownPlatformError, type Platform } from "@byok/core/keys";
import { VaultError } from "../vault-error.ts";

/**
 * The platform of a name.
 *
 * @throws UnknownPlatformError with near names.
 */
export function platformOf(name: string): Platform {
  const row = findPlatform(name);
  if (row !== undefined) return row;
  const near = nearPlatforms(name);
  throw new UnknownPlatformError("No platform of the catalog has this name.", {
    hint: near.length > 0 ? `Did you mean ${near.join(", ")}?` : "`byok platforms` lists them.",
  });
}

/**
 * The region that a key is for: the endpoint's that was named by id or region, else the first endpoint's.
 *
 * @throws VaultError with reason `invalid` for a region that the platform does not have.
 */
export function regionOf(platform: Platform, region: string | undefined): string | undefined {
  if (region === undefined) return platform.endpoints[0]?.region;
  const endpoint = platform.endpoints.find((each) => each.id === region || each.region === region);
  if (endpoint !== undefined) return endpoint.region;
  const names = [...new Set(platform.endpoints.map((each) => each.region ?? each.id))];
  throw new VaultError("invalid", `${platform.name} has no region of this name.`, {
    platform: platform.id,
    steps: [`Use one of: ${names.join(", ")}.`],
  });
}

/** The origins of the catalog for a platform and region; addresses that the user completes are not among them. */
export function catalogOrigins(platform: Platform, region: string | undefined): string[] {
  const endpoints = platform.endpoints.filter((each) => each.region === region);
  const urls = [
    ...endpoints.map((each) => each.baseUrl),
    ...platform.surfaces.map((surface) => surface.baseUrl),
    ...platform.surfaces.flatMap((surface) => endpoints.map((each) => surface.baseUrls?.[each.id])),
  ];
  const origins = urls
    .filter((url) => url !== undefined)
    .filter((url) => !url.includes("{"))
    .map((url) => new URL(url).origin);
  return [...new Set(origins)].toSorted();
}

/**
 * Origins as they are stored: `https://host` or `https://host:port`, sorted, each once. `http:` only for this machine.
 *
 * @throws VaultError with reason `invalid` for anything else.
 */
export function cleanOrigins(origins: readonly string[], platform: string): string[] {
  return [...new Set(origins.map((origin) => cleanOrigin(origin, platform)))].toSorted();
}

function cleanOrigin(text: string, platform: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  const safe = url?.protocol === "https:" || (url?.protocol === "http:" && local);
  if (url !== undefined && safe && url.username === "" && url.password === "") return url.origin;
  throw new VaultError(
    "invalid",
    "A key can only be bound to an https address, or to http on this machine.",
    {
      platform,
      steps: ["Give the address as https://host, or https://host:port."],
    },
  );
}
