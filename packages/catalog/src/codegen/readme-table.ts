import type { CatalogPlatform } from "../catalog.ts";
import type { CatalogInput } from "./catalog-input.ts";

const START = "<!-- platforms:start -->";
const END = "<!-- platforms:end -->";

/** README.md of a repository that has none. */
export const MINIMAL_README = `# byok\n\n${START}\n${END}\n`;

/**
 * Puts the platform table between the markers of a README; the rest stays as it is.
 *
 * @throws Error when a marker is missing, or the end stands before the start.
 */
export function withPlatformTable(readme: string, catalog: CatalogInput): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END, start);
  if (start < 0 || end < 0)
    throw new Error(`README.md needs the lines ${START} and ${END}, in this order.`);
  return `${readme.slice(0, start + START.length)}\n${platformTable(catalog)}${readme.slice(end)}`;
}

function platformTable({ platforms }: CatalogInput): string {
  const head = ["Platform", "Id", "Key", "Wire", "Models"];
  const rows = platforms.map((input) => tableRow(input));
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}

function tableRow({ platform, models }: CatalogPlatform): string[] {
  const keyName = platform.env[0];
  const name =
    platform.docsUrl === undefined ? cell(platform.name) : link(platform.name, platform.docsUrl);
  const key = keyName === undefined ? "none" : code(keyName);
  const keyCell = platform.keysUrl === undefined ? key : `[${key}](${url(platform.keysUrl)})`;
  const wires = [...new Set(platform.surfaces.map(({ wire }) => code(wire)))].join(", ");
  const listed = platform.models === "table" ? `table (${models.length})` : platform.models;
  return [name, code(platform.id), keyCell, wires, listed];
}

function link(text: string, target: string): string {
  return `[${cell(text).replace(/[[\]]/gu, String.raw`\$&`)}](${url(target)})`;
}

function cell(text: string): string {
  return text.replace(/\s+/gu, " ").replace(/[|\\<>`*_]/gu, String.raw`\$&`);
}

function code(text: string): string {
  return `\`${text.replace(/[`|\s]/gu, "")}\``;
}

function url(target: string): string {
  return target.replace(/[\s()<>|]/gu, (character) =>
    encodeURIComponent(character).replace("(", "%28").replace(")", "%29"),
  );
}
