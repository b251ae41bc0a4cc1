import { CliError } from "../../errors/cli-error.ts";
import { keyName } from "../../keys/key-name.ts";
import type { Command, CommandContext, OptionSpec } from "../../options/command.ts";
import { keySelector, SELECTOR_FLAGS } from "../../options/key-options.ts";
import { PASSPHRASE_FLAGS } from "../../options/passphrase-flags.ts";
import { keyAsArgument, platformArgument } from "../../options/platform-argument.ts";
import { looksLikeKey } from "../../options/looks-like-key.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";

const FLAGS: Readonly<Record<string, OptionSpec>> = {
  ...SELECTOR_FLAGS,
  ...PASSPHRASE_FLAGS,
  json: { type: "boolean", help: "Print JSON." },
};

/** `byok keys default`: the key that is used. */
export const makeDefault: Command = {
  spec: {
    name: "keys default",
    summary: "Choose which key of a platform is used.",
    usage: ["byok keys default [flags] <platform> [label]"],
    examples: [["byok keys default openai work", 'use the key "work" from now on']],
    options: FLAGS,
  },
  async run(input, context) {
    const selector = keySelector(input, "keys default");
    const entry = await (await context.keys.unlock()).setDefault(selector);
    return tell(input.flag("json"), context, entry, `${keyName(entry)} is used from now on.`);
  },
};

/** `byok keys rename`: another label. */
export const rename: Command = {
  spec: {
    name: "keys rename",
    summary: "Give a key another label.",
    usage: ["byok keys rename [flags] <platform> [label] <new label>"],
    examples: [
      ["byok keys rename openai work private", 'the key "work" is now "private"'],
      ["byok keys rename openai work", "the platform's only key"],
    ],
    options: FLAGS,
  },
  async run(input, context) {
    const platform = platformArgument(input, "keys rename").id;
    const [, ...words] = input.positionals;
    if (words.some(looksLikeKey)) throw keyAsArgument(platform);
    const next = words.at(-1);
    if (next === undefined || words.length > 2) {
      throw new CliError("byok keys rename takes a platform, a label and the new label.", {
        next: `byok keys rename ${platform} default work`,
      });
    }
    const label = words.length === 2 ? words[0] : input.text("label");
    const region = input.text("region");
    const vault = await context.keys.unlock();
    const entry = await vault.rename(
      {
        platform,
        ...(label === undefined ? {} : { label }),
        ...(region === undefined ? {} : { region }),
      },
      next,
    );
    return tell(input.flag("json"), context, entry, `The label is now ${keyName(entry)}.`);
  },
};

/** `byok keys disable`: a key that is kept and not used. */
export const disable: Command = {
  spec: {
    name: "keys disable",
    summary: "Keep a key, and use it no more.",
    usage: ["byok keys disable [flags] <platform> [label]"],
    examples: [["byok keys disable openai work", "`byok keys enable` brings it back"]],
    options: FLAGS,
  },
  async run(input, context) {
    const selector = keySelector(input, "keys disable");
    const { entry, newDefault } = await (await context.keys.unlock()).disable(selector);
    const instead = newDefault === undefined ? "" : ` The default is now "${newDefault.label}".`;
    return tell(
      input.flag("json"),
      context,
      entry,
      `${keyName(entry)} is not used any more.${instead}`,
    );
  },
};

/** `byok keys enable`: a disabled key is used again. */
export const enable: Command = {
  spec: {
    name: "keys enable",
    summary: "Use a disabled key again.",
    usage: ["byok keys enable [flags] <platform> [label]"],
    examples: [["byok keys enable openai work", "after `byok keys disable`"]],
    options: FLAGS,
  },
  async run(input, context) {
    const selector = keySelector(input, "keys enable");
    const entry = await (await context.keys.unlock()).enable(selector);
    const how = entry.isDefault ? "is the default" : "can be used by its label";
    return tell(input.flag("json"), context, entry, `${keyName(entry)} ${how}.`);
  },
};

function tell(json: boolean, { screen }: CommandContext, entry: object, text: string): number {
  if (json) screen.json(entry);
  else screen.print(`${sanitizeLine(text)}\n`);
  return 0;
}
