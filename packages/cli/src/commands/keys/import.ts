import { existsSync, statSync } from "node:fs";
import process from "node:process";
import type { ImportCandidate, ImportReport } from "@byok/vault";
import { deletionNotes } from "../../keys/deletion-notes.ts";
import { keyName } from "../../keys/key-name.ts";
import type { Command, CommandContext, CommandInput } from "../../options/command.ts";
import { BACKEND_FLAGS, backendOption } from "../../options/key-options.ts";
import { PASSPHRASE_FLAGS } from "../../options/passphrase-flags.ts";
import { confirm } from "../../terminal/confirm.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";
import { style } from "../../terminal/style.ts";
import { ensureKeyFile } from "../../vault/ensure-key-file.ts";

/** `byok keys import`: keys that lie elsewhere are stored here. */
export const importKeys: Command = {
  spec: {
    name: "keys import",
    summary: "Take over keys from the environment, .env, llm and shell profiles.",
    usage: ["byok keys import [flags]"],
    examples: [
      ["byok keys import", "from everywhere; on a terminal it asks first"],
      ["byok keys import --env", "from the environment only"],
      ["byok keys import --use-env-file project/.env", "from one file"],
      ["byok keys import --llm --shell", "from the program llm and from shell profiles"],
      ["byok keys import --dry-run --json", "what would be taken"],
    ],
    options: {
      env: { type: "boolean", help: "Take keys of the environment." },
      "use-env-file": {
        type: "string",
        value: "<path>",
        multiple: true,
        help: "Take keys of this .env file; may be repeated.",
      },
      llm: { type: "boolean", help: "Take keys of the program llm (its keys.json)." },
      shell: { type: "boolean", help: "Take keys that shell profiles set in clear." },
      "dry-run": { type: "boolean", help: "Show what would be taken, and store nothing." },
      yes: { type: "boolean", short: "y", help: "Do not ask." },
      ...BACKEND_FLAGS,
      ...PASSPHRASE_FLAGS,
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: ["No file is changed: the lines that you can delete afterwards are shown."],
  },
  run: runImport,
};

async function runImport(input: CommandInput, context: CommandContext): Promise<number> {
  const { io, keys, screen } = context;
  const json = input.flag("json");
  const found = await findAll(input, context);
  if (found.length === 0 || input.flag("dry-run")) {
    if (json) screen.json({ found: found.map(shown), added: [], skipped: [], delete: [] });
    else if (found.length === 0)
      screen.print("No keys were found there. Add one: byok keys add openai\n");
    else screen.print(listOf(found));
    return 0;
  }
  if (keys.canAsk && !input.flag("yes") && !json) {
    screen.print(listOf(found));
    if (
      !(await confirm(
        io,
        `Store ${found.length === 1 ? "this key" : `these ${found.length} keys`} on this device?`,
        true,
      ))
    ) {
      screen.print("Nothing was stored.\n");
      return 0;
    }
  }
  const backend = backendOption(input);
  const keyFile = await ensureKeyFile(context, backend, input.text("key-file"));
  const vault = await keys.unlock({ backend, keyFile });
  const report = await vault.import(found);
  const notes = deletionNotes(found, report);
  if (json) {
    screen.json({
      found: found.map(shown),
      added: report.added.map(({ entry }) => entry),
      skipped: report.skipped.map(({ candidate, why }) => ({ ...shown(candidate), why })),
      warnings: report.warnings,
      delete: notes,
    });
    return 0;
  }
  tell(report, notes, context);
  return 0;
}

async function findAll(input: CommandInput, { io }: CommandContext): Promise<ImportCandidate[]> {
  const vault = await import("@byok/vault");
  const files = input.list("use-env-file");
  const all =
    !input.flag("env") && !input.flag("llm") && !input.flag("shell") && files.length === 0;
  const envFiles = all && isEnvFile() ? [".env"] : files;
  const home = io.env["HOME"];
  return [
    ...(all || input.flag("env") ? vault.findKeysInEnvironment(process.env) : []),
    ...envFiles.flatMap((path) => vault.findKeysInEnvFile(path)),
    ...(all || input.flag("llm") ? vault.findKeysOfLlm({ env: io.env }) : []),
    ...(all || input.flag("shell")
      ? vault.findKeysInShellProfiles(home === undefined ? {} : { home })
      : []),
  ];
}

/** Whether `.env` is there and no folder, which is mostly a virtual environment of Python. */
function isEnvFile(): boolean {
  return existsSync(".env") && !statSync(".env").isDirectory();
}

function shown({ platform, region, mask, source }: ImportCandidate) {
  return { platform, ...(region === undefined ? {} : { region }), mask, source };
}

function listOf(found: readonly ImportCandidate[]): string {
  return found
    .map(({ platform, mask, source }) => {
      const { name, path, line } = source;
      const where =
        path === undefined
          ? "the environment"
          : `${path}${line === undefined ? "" : `, line ${line}`}`;
      return `  ${platform}  ${mask}  ${sanitizeLine(`${name} in ${where}`)}\n`;
    })
    .join("");
}

function tell(
  report: ImportReport,
  notes: readonly string[],
  { screen, keys }: CommandContext,
): void {
  for (const { candidate, entry } of report.added) {
    screen.print(
      `${style.green("Stored")}   ${sanitizeLine(`${keyName(entry)}: ${entry.mask} (from ${candidate.source.name})`)}\n`,
    );
  }
  for (const { candidate, why } of report.skipped) {
    screen.print(
      `Skipped  ${sanitizeLine(`${candidate.platform}: ${candidate.mask} (from ${candidate.source.name}): ${why}`)}\n`,
    );
  }
  for (const { message } of report.warnings)
    screen.note(`${style.yellow("Warning")}  ${message}\n`);
  if (notes.length > 0) {
    screen.print("\nbyok changed no file. When the keys work (byok keys test), you can delete:\n");
    for (const note of notes) screen.print(`  ${sanitizeLine(note)}\n`);
  }
  if (report.added.length > 0)
    keys.note("Keys of the environment go before the stored ones until they are gone from there.");
}
