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
  const seen = new Set<string>();
  // What a name is for stands on a line of its own: not every reader of .env files knows comments after a value.
  const group = (names: readonly string[], what?: string): string[] => {
    const fresh = names.filter((name) => !seen.has(name));
    for (const name of fresh) seen.add(name);
    if (fresh.length === 0) return [];
    const lines = fresh.map((name) => `# ${name}=`);
    return what === undefined ? lines : [`#   ${commentText(what)}:`, ...lines];
  };
  return [
    ...group(platform.env),
    ...platform.endpoints.flatMap(({ id, keyEnv = [], keysUrl }) =>
      group(keyEnv, `key of the endpoint ${id}${keysUrl === undefined ? "" : ` (${keysUrl})`}`),
    ),
    ...platform.surfaces.flatMap(({ wire, env = [] }) => group(env, `key for ${wire}`)),
    ...group(platform.baseUrlEnv ?? [], "base URL"),
    ...Object.entries(platform.vars ?? {}).flatMap(([name, { env, what }]) =>
      group(env, what ?? name),
    ),
  ];
}

function keysPage({ keysUrl, docsUrl }: PlatformRow): string {
  const page = keysUrl ?? docsUrl;
  return page === undefined ? "" : `: ${commentText(page)}`;
}
