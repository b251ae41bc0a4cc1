import { checkFiles } from "../doctor/check-files.ts";
import { checkKeys } from "../doctor/check-keys.ts";
import { checkLocal } from "../doctor/check-local.ts";
import { checkNetwork, checkProxy, networkNotAsked } from "../doctor/check-network.ts";
import { checkNode } from "../doctor/check-node.ts";
import { checkVault } from "../doctor/check-vault.ts";
import type { CheckContext, CheckLine } from "../doctor/check.ts";
import { keyRows, type KeyRow } from "../keys/key-rows.ts";
import type { Command } from "../options/command.ts";
import { ENV_FILE_FLAGS, envFileOf } from "../options/env-file-options.ts";
import { PASSPHRASE_FLAGS } from "../options/passphrase-flags.ts";
import { startProgress } from "../terminal/progress.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { wrap } from "../terminal/width.ts";

/** `byok doctor`: what is wrong, and how to repair it. */
export const doctor: Command = {
  spec: {
    name: "doctor",
    summary: "Check keys, network and this machine; every line has a fix.",
    usage: ["byok doctor [flags]"],
    examples: [
      ["byok doctor", "Node, vault, keys, network, clock, proxy, local servers, rights"],
      ["byok doctor --offline", "without the network"],
      ["byok doctor --json", "for a script; the exit code is 1 when something fails"],
    ],
    options: {
      offline: { type: "boolean", help: "Ask no platform and no local server." },
      ...ENV_FILE_FLAGS,
      ...PASSPHRASE_FLAGS,
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: [
      "No key is sent: a platform is only asked whether it answers. `byok keys test` tests keys.",
    ],
  },
  async run(input, { io, keys, screen }) {
    const context: CheckContext = { io, keys, envFile: envFileOf(input) };
    const offline = input.flag("offline");
    const progress = startProgress(io, "checking");
    const lines: CheckLine[] = [];
    try {
      lines.push(...checkNode(), ...(await checkVault(context)));
      const rows = await rowsOf(context);
      lines.push(...checkKeys(rows, context), ...checkFiles(context), ...checkProxy());
      if (offline) lines.push(...networkNotAsked());
      else {
        const [network, local] = await Promise.all([
          checkNetwork(rows, context),
          checkLocal(context),
        ]);
        lines.push(...network, ...local);
      }
    } finally {
      progress.stop();
    }
    const fails = lines.some(({ state }) => state === "fail");
    if (input.flag("json")) screen.json({ ok: !fails, lines });
    else {
      screen.print(lines.map((line) => render(line, screen.columns)).join(""));
      screen.print(
        fails ? "\nSomething fails; the lines with → say what to do.\n" : "\nNothing fails.\n",
      );
    }
    return fails ? 1 : 0;
  },
};

/** The keys; those of the environment alone where the vault cannot be read, which has a line of its own. */
async function rowsOf({ keys, envFile }: CheckContext): Promise<KeyRow[]> {
  const readable = (await keys.open()).status().problem === undefined;
  return keyRows(readable ? keys : { ...keys, entries: async () => [] }, { envFile });
}

const MARKS = {
  ok: style.green("ok  "),
  warn: style.yellow("warn"),
  fail: style.red("fail"),
} as const;

function render({ area, state, text, fix }: CheckLine, columns: number): string {
  const indent = " ".repeat(14);
  const lines = wrap(sanitizeLine(text), Math.max(20, columns - indent.length));
  const fixes = fix === undefined ? [] : [`${indent}${style.bold("→")} ${sanitizeLine(fix)}`];
  const [first = "", ...rest] = lines;
  return [
    `${MARKS[state]}  ${area.padEnd(8)}${first}`,
    ...rest.map((line) => indent + line),
    ...fixes,
  ]
    .map((line) => `${line}\n`)
    .join("");
}
