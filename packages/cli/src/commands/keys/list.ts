import { CliError } from "../../errors/cli-error.ts";
import { keyRows, type KeyRow } from "../../keys/key-rows.ts";
import type { Command } from "../../options/command.ts";
import { ENV_FILE_FLAGS, envFileOf } from "../../options/env-file-options.ts";
import { PASSPHRASE_FLAGS } from "../../options/passphrase-flags.ts";
import { platformNamed } from "../../options/platform-argument.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";
import { style } from "../../terminal/style.ts";
import { renderTable } from "../../terminal/table.ts";

/** `byok keys list`: every key, masked. */
export const list: Command = {
  spec: {
    name: "keys list",
    summary: "List every key, masked, with its source.",
    usage: ["byok keys list [flags] [platform]"],
    examples: [
      ["byok keys list", "keys of the environment, of ./.env and of this device"],
      ["byok keys list openai", "of one platform"],
      ["byok keys list --json", "every column, for a script"],
    ],
    options: {
      json: { type: "boolean", help: "Print JSON." },
      ...ENV_FILE_FLAGS,
      ...PASSPHRASE_FLAGS,
    },
    notes: [
      "The list needs no passphrase. FINGERPRINT tells two keys apart. A key of the environment or of .env goes before (shadows) the stored ones.",
    ],
  },
  async run(input, { keys, screen }) {
    const [name, ...more] = input.positionals;
    if (more.length > 0) {
      throw new CliError("byok keys list takes one platform.", { next: "byok keys list openai" });
    }
    const platform = name === undefined ? undefined : platformNamed(name).id;
    const rows = await keyRows(keys, { envFile: envFileOf(input), platform });
    if (input.flag("json")) {
      screen.json(rows);
      return 0;
    }
    if (rows.length === 0) {
      screen.print(
        `There is no key${platform === undefined ? "" : ` of ${platform}`} in the environment, in ./.env or on this device.\nAdd one: byok keys add ${platform ?? "openai"}\n`,
      );
      return 0;
    }
    screen.print(
      renderTable(
        [
          { title: "PLATFORM" },
          { title: "LABEL" },
          { title: "KEY" },
          { title: "STATE" },
          { title: "SOURCE" },
          { title: "REGION", drop: 4 },
          { title: "CREATED", drop: 3 },
          { title: "LAST USED", drop: 2 },
          { title: "FINGERPRINT", drop: 5 },
          { title: "", drop: 1 },
        ],
        rows.map(cells),
        screen.width,
      ),
    );
    return 0;
  },
};

function cells(row: KeyRow): string[] {
  return [
    row.platform,
    sanitizeLine(row.label ?? "-"),
    sanitizeLine(row.mask),
    stateOf(row),
    row.source === "vault"
      ? "vault"
      : `${row.source === "env-file" ? ".env" : "env"} ${row.variable}`,
    sanitizeLine(row.region ?? "-"),
    row.createdAt?.slice(0, 10) ?? "-",
    row.lastUsedOn ?? (row.source === "vault" ? "never" : "-"),
    row.fingerprint ?? "-",
    noteOf(row),
  ];
}

function stateOf(row: KeyRow): string {
  if (!row.enabled) return style.yellow("disabled");
  if (row.source !== "vault") return style.green("used");
  return row.isDefault
    ? row.shadowedBy === undefined
      ? style.green("default")
      : "default"
    : "enabled";
}

function noteOf(row: KeyRow): string {
  if (row.shadows !== undefined) return `shadows ${sanitizeLine(row.shadows.join(", "))}`;
  return row.shadowedBy === undefined ? "" : `shadowed by ${row.shadowedBy}`;
}
