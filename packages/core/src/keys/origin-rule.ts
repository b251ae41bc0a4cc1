import { OriginError } from "../errors/errors.ts";

/** Where a key comes from. */
export type KeySource = "argument" | "environment" | "env-file" | "key-store";

/** Where a URL comes from. */
export type UrlSource = "catalog" | "argument" | "environment" | "env-file";

/** A key's way to a host. */
export interface KeyRoute {
  platform: string;
  keySource: KeySource;
  /** What the source is called for the user: `OPENAI_API_KEY`, `.env`, the label. */
  keyName: string;
  urlSource: UrlSource;
  urlName: string;
  url: URL;
  /** For stored keys: the origins they are bound to. */
  storedOrigins?: readonly string[];
}

/**
 * Lets a key go only where its source allows: a project's `.env` can never send another key to its own host, and a
 * stored key goes only to the origins stored with it.
 *
 * @throws OriginError naming both sources and what would allow it.
 */
export function checkRoute(route: KeyRoute): void {
  const { keySource, urlSource } = route;
  if (keySource === "env-file") return;
  if (keySource === "argument" || keySource === "environment") {
    if (urlSource !== "env-file") return;
    throw refusal(
      route,
      "Put the key into the same .env file, pass the address as `url`, or set it in the environment.",
    );
  }
  if (urlSource === "env-file") {
    throw refusal(
      route,
      "Pass the address as `url` after storing the key for it; a project file may not choose where a stored key goes.",
    );
  }
  if (urlSource === "catalog") return;
  if (route.storedOrigins?.includes(route.url.origin) === true) return;
  throw refusal(
    route,
    `Store the key again for ${route.url.origin}: it is bound to ${route.storedOrigins?.join(", ") || "no origin"}.`,
  );
}

function refusal(route: KeyRoute, hint: string): OriginError {
  return new OriginError(
    `The key from ${describeSource(route.keySource, route.keyName)} may not go to ${route.url.origin}, which ${describeSource(route.urlSource, route.urlName)} gives; nothing was sent.`,
    { platform: route.platform, hint },
  );
}

/** A source in words for the user, with what it is called there. */
export function describeSource(source: KeySource | UrlSource, name: string): string {
  const words: Record<KeySource | UrlSource, string> = {
    argument: `the argument \`${name}\``,
    environment: `the environment variable ${name}`,
    "env-file": `${name} in the .env file`,
    "key-store": `the key store (${name})`,
    catalog: "the catalog",
  };
  return words[source];
}
