import type { PlatformRow } from "../catalog.ts";
import type { CatalogInput } from "./catalog-input.ts";
import { commentText, GENERATED_MARK } from "./literal.ts";

/** Writes `.env.example`: every environment name of the catalog, by platform, all commented out. */
export function emitEnvExample({ platforms }: CatalogInput): string {
  const blocks = platforms
    .map(({ platform }) => ({ platform, lines: variableLines(platform) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ platform, lines }) =>
      [`# ${commentText(platform.name)}${keysPage(platform)}`, ...lines].join("\n"),
    );
  return `# ${GENERATED_MARK}\n# Copy to .env and fill in what you use; byok reads the first name that is set.\n\n${blocks.join("\n\n")}\n`;
}

function variableLines(platform: PlatformRow): string[] {
  const lines = new Map<string, string>();
  const add = (names: readonly string[], what: string): void => {
    for (const name of names) if (!lines.has(name)) lines.set(name, what);
  };
  add(platform.env, "");
  for (const endpoint of platform.endpoints)
    add(endpoint.keyEnv ?? [], `key of the endpoint ${endpoint.id}`);
  for (const surface of platform.surfaces) add(surface.env ?? [], `key for ${surface.wire}`);
  add(platform.baseUrlEnv ?? [], "base URL");
  for (const [name, { env, what }] of Object.entries(platform.vars ?? {})) add(env, what ?? name);
  return [...lines].map(
    ([name, what]) => `# ${name}=${what === "" ? "" : `  # ${commentText(what)}`}`,
  );
}

function keysPage({ keysUrl, docsUrl }: PlatformRow): string {
  const page = keysUrl ?? docsUrl;
  return page === undefined ? "" : `: ${commentText(page)}`;
}
