import { keyPage, type Platform } from "@byok/core/keys";
import type { AddedKey, Vault } from "@byok/vault";
import { readAll } from "../../ask-input.ts";
import { CliError } from "../../errors/cli-error.ts";
import { keyFromWords } from "../../keys/key-from-words.ts";
import { keyName } from "../../keys/key-name.ts";
import { shadowingPlace, shadowsText } from "../../keys/shadows.ts";
import type { Command, CommandContext, CommandInput } from "../../options/command.ts";
import { BACKEND_FLAGS, backendOption } from "../../options/key-options.ts";
import { PASSPHRASE_FLAGS } from "../../options/passphrase-flags.ts";
import { keyAsArgument, platformArgument } from "../../options/platform-argument.ts";
import { askHidden } from "../../terminal/ask-hidden.ts";
import { confirm } from "../../terminal/confirm.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";
import { style } from "../../terminal/style.ts";
import { ensureKeyFile } from "../../vault/ensure-key-file.ts";

/** `byok keys add`: stores a key. */
export const add: Command = {
  spec: {
    name: "keys add",
    summary: "Store a key on this device.",
    usage: ["byok keys add [flags] <platform>", "… | byok keys add [flags] <platform>"],
    examples: [
      ["byok keys add openai", "paste the key when asked; it is not shown"],
      ["byok keys add openai < key.txt", "from a file or another program"],
      ["byok keys add openai --label work --default", "a second key, used from now on"],
      [
        'byok keys add anthropic --from-command "op read op://private/anthropic/key"',
        "from a password manager",
      ],
      ["byok keys add vllm --url http://127.0.0.1:8000/v1", "for a server of your own"],
      ["byok keys add openai --backend passphrase", "the first key chooses how all are protected"],
    ],
    options: {
      label: {
        type: "string",
        value: "<label>",
        help: "A name for the key; `default` for the first.",
      },
      region: {
        type: "string",
        value: "<region>",
        help: "One of the platform's endpoints, by id or region.",
      },
      default: { type: "boolean", help: "Use this key when no label is asked for." },
      url: {
        type: "string",
        value: "<address>",
        multiple: true,
        help: "An address of your own that the key may go to, beside the platform's; may be repeated.",
      },
      "from-command": {
        type: "string",
        value: "<command>",
        help: "Run this program, without a shell, and store the first line that it prints.",
      },
      ...BACKEND_FLAGS,
      ...PASSPHRASE_FLAGS,
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: [
      "With --passphrase-stdin the first line of standard input is the passphrase, and the rest is the key. BYOK_PASSPHRASE holds the passphrase where nobody can be asked.",
    ],
  },
  run: runAdd,
};

async function runAdd(input: CommandInput, context: CommandContext): Promise<number> {
  const { keys, screen } = context;
  const platform = platformArgument(input, "keys add");
  if (input.positionals.length > 1) throw keyAsArgument(platform.id);
  const backend = backendOption(input);
  const keyFile = await ensureKeyFile(context, backend, input.text("key-file"));
  const vault = await keys.open({ backend, keyFile });
  const key = await readKey(input, context, platform);
  await keys.unlock();
  const label = input.text("label");
  const region = input.text("region");
  const added = await store(vault, context, {
    platform: platform.id,
    key,
    makeDefault: input.flag("default"),
    origins: input.list("url"),
    ...(label === undefined ? {} : { label }),
    ...(region === undefined ? {} : { region }),
  });
  const { entry } = added;
  const status = vault.status();
  if (input.flag("json")) {
    const { path, backend: kind, backendDetail } = status;
    screen.json({
      ...entry,
      warnings: added.warnings,
      stored: { path, backend: kind, backendDetail },
    });
    return 0;
  }
  const name = `${sanitizeLine(keyName(entry))}: ${entry.mask}`;
  for (const warning of added.warnings)
    screen.note(`${style.yellow("Warning")}  ${warning.message}\n`);
  if (status.backend === "session") {
    screen.print(`${style.yellow("Not kept")}  ${name}\n`);
    keys.note(
      "A session keeps keys in memory only; this one is forgotten now that the command ends.",
    );
    const [variable = "the platform's variable"] = platform.env;
    screen.print(`Next      read -rs ${variable} && export ${variable} (for this shell only)\n`);
    return 0;
  }
  screen.print(`${style.green("Stored")}  ${name}${entry.isDefault ? ", the default" : ""}\n`);
  screen.print(`In      ${sanitizeLine(`${status.path}. ${status.backendDetail ?? ""}`)}\n`);
  const place = shadowingPlace(platform.id);
  if (place !== undefined) keys.note(shadowsText(place, [entry]));
  screen.print(`Next    byok keys test ${platform.id}\n`);
  return 0;
}

async function readKey(input: CommandInput, { io }: CommandContext, platform: Platform) {
  const command = input.text("from-command");
  if (command !== undefined) return keyFromWords(command);
  if (io.stdin.isTTY === true) {
    const page = keyPage(platform, input.text("region"));
    if (page !== undefined) io.stderr.write(`Get a key: ${sanitizeLine(page)}\n`);
    return askHidden(io, `Paste the key of ${sanitizeLine(platform.name)} (it is not shown): `);
  }
  const text = await readAll(io.stdin, new AbortController().signal);
  if (text.trim() !== "") return text;
  throw new CliError("There is no key on standard input; nothing was stored.", {
    why: "Standard input is no terminal, so the key is read from it, and it is empty.",
    next: `byok keys add ${platform.id} < key.txt`,
  });
}

async function store(
  vault: Vault,
  { io, keys, screen }: CommandContext,
  key: Parameters<Vault["add"]>[0],
): Promise<AddedKey> {
  try {
    return await vault.add(key);
  } catch (error) {
    if ((error as { reason?: unknown }).reason !== "backend_needed" || !keys.canAsk) throw error;
    screen.note(`${sanitizeLine((error as Error).message)}\n`);
    if (!(await confirm(io, "Protect your keys with a passphrase?", true))) throw error;
    await vault.init({ backend: "passphrase" });
    return vault.add(key);
  }
}
