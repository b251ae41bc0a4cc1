import { findKeyPlace, listPlatforms, type Platform } from "@byok/core";
import { CliError } from "../errors/cli-error.ts";
import type { Command, CommandInput } from "../options/command.ts";
import { ENV_FILE_FLAGS, envFileOf } from "../options/env-file-options.ts";
import { nearNames } from "../options/near-names.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { renderTable } from "../terminal/table.ts";

/** `byok platforms`: every platform of the catalog. */
export const platforms: Command = {
  spec: {
    name: "platforms",
    summary: "List the platforms and whether a key is set.",
    usage: ["byok platforms [flags] [name]"],
    examples: [
      ["byok platforms", "all of them"],
      ["byok platforms --kind local", "servers on this machine"],
      ["byok platforms --wire anthropic-messages", "those that speak a wire"],
      ["byok platforms --keys", "those with a key"],
      ["byok platforms --json", "every column, for a script"],
    ],
    options: {
      kind: { type: "string", value: "<kind>", help: "direct, connector or local." },
      wire: { type: "string", value: "<wire>", help: "openai-chat, anthropic-messages, …" },
      keys: { type: "boolean", help: "Only platforms whose key is set." },
      json: { type: "boolean", help: "Print JSON." },
      ...ENV_FILE_FLAGS,
    },
    notes: [
      "A key itself is never shown. Models: `table`: the catalog lists them; `live`: ask with --live; `none`: you name one.",
    ],
  },
  async run(input, { keys, screen }) {
    // The list is of use without the stored keys too.
    const entries = await keys.entries().catch((error: unknown) => {
      keys.note(error instanceof Error ? error.message : String(error));
      return [];
    });
    const stored = new Set(
      entries.filter(({ enabled }) => enabled).map(({ platform }) => platform),
    );
    const rows = select(input).map((platform) => describe(platform, envFileOf(input), stored));
    const shown = input.flag("keys") ? rows.filter((row) => row.key.set) : rows;
    if (input.flag("json")) {
      screen.json(shown);
      return 0;
    }
    if (shown.length === 0) {
      screen.print("No platform fits. All of them: byok platforms\n");
      return 0;
    }
    screen.print(
      renderTable(
        [
          { title: "ID" },
          { title: "NAME", drop: 3 },
          { title: "KIND", drop: 1 },
          { title: "KEY" },
          { title: "VARIABLE" },
          { title: "MODELS", drop: 4 },
          { title: "WIRES", drop: 5 },
          { title: "GET A KEY", drop: 2 },
        ],
        shown.map((row) => [
          row.id,
          sanitizeLine(row.name),
          row.kind,
          row.key.set ? style.green("set") : row.keyRequired ? "-" : style.dim("optional"),
          row.key.name ?? (row.key.set ? "(stored)" : (row.env[0] ?? "-")),
          row.models,
          row.wires.join(" "),
          sanitizeLine(row.keysUrl ?? row.docsUrl ?? "-"),
        ]),
        screen.width,
      ),
    );
    screen.print(
      `\n${shown.length} ${shown.length === 1 ? "platform" : "platforms"}. Models of one: byok models ${shown[0]?.id ?? "openai"}\n`,
    );
    return 0;
  },
};

function select(input: CommandInput): Platform[] {
  const all = listPlatforms();
  const kind = one(input, "kind", new Set(all.map((platform) => platform.kind)));
  const wire = one(
    input,
    "wire",
    new Set(all.flatMap((platform) => platform.surfaces.map((surface) => surface.wire))),
  );
  const words = input.positionals.map((word) => word.toLowerCase());
  return all.filter((platform) => {
    const names = [platform.id, platform.name, ...(platform.aliases ?? [])].join(" ").toLowerCase();
    return (
      (kind === undefined || platform.kind === kind) &&
      (wire === undefined || platform.surfaces.some((surface) => surface.wire === wire)) &&
      words.every((word) => names.includes(word))
    );
  });
}

function one(input: CommandInput, name: string, known: ReadonlySet<string>): string | undefined {
  const value = input.text(name);
  if (value === undefined || known.has(value)) return value;
  const near = nearNames(value, known);
  throw new CliError(`There is no ${name} "${value}".`, {
    why:
      near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Known: ${[...known].join(", ")}.`,
    next: `byok platforms --${name} ${near[0] ?? [...known][0] ?? ""}`,
  });
}

function describe(platform: Platform, envFile: string | boolean, stored: ReadonlySet<string>) {
  const place = findKeyPlace(platform.id, { envFile });
  const inVault = stored.has(platform.id);
  return {
    id: platform.id,
    name: platform.name,
    kind: platform.kind,
    aliases: platform.aliases ?? [],
    env: platform.env,
    keyRequired: platform.keyOptional !== true && platform.env.length > 0,
    key:
      place === undefined
        ? { set: inVault, name: undefined, ...(inVault ? { source: "vault" as const } : {}) }
        : { set: true as const, ...place },
    keysUrl: platform.keysUrl,
    docsUrl: platform.docsUrl,
    wires: platform.surfaces.map((surface) => surface.wire),
    endpoints: platform.endpoints.map(({ id, region, baseUrl, currency, keysUrl }) => ({
      id,
      region,
      baseUrl,
      currency,
      keysUrl,
    })),
    models: platform.models,
    defaultModel: platform.defaultModel,
    note: platform.note,
  };
}
