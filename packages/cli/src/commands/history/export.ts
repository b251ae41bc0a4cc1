import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";
import { refuseBoth } from "../../options/contradict.ts";
import { nearNames } from "../../options/near-names.ts";
import { safeJson, sanitize, sanitizeLine } from "../../terminal/sanitize.ts";

/** `byok history export`: chats as files. */
export const exportChats: Command = {
  spec: {
    name: "history export",
    summary: "Write chats as Markdown, JSON or HTML.",
    usage: ["byok history export [flags] <id | last>", "byok history export --all [flags]"],
    examples: [
      ["byok history export last", "as Markdown, to standard output"],
      ["byok history export last -o chat.html", "the ending says the format"],
      [
        "byok history export --all --format json -o chats.json",
        "every branch, attachment and cost",
      ],
    ],
    options: {
      all: { type: "boolean", help: "Every chat." },
      format: { type: "string", value: "<format>", help: "md, json or html." },
      output: {
        type: "string",
        short: "o",
        value: "<file>",
        help: "Write to this new file; - is standard output.",
      },
      force: { type: "boolean", help: "Replace the file." },
      json: { type: "boolean", help: "The same as --format json." },
    },
    notes: [
      "Markdown and HTML hold the branch that is shown; JSON holds every branch, and byok history import reads it back. Exports hold no keys.",
    ],
  },
  async run(input, { io, screen }) {
    const [reference, ...more] = input.positionals;
    const all = input.flag("all");
    refuseBoth(input, "json", "format");
    if (more.length > 0 || (reference === undefined) !== all) {
      throw new CliError("byok history export takes one chat, or --all.", {
        next: "byok history export last",
      });
    }
    const [{ listChats }, { findChat, withChats }, exports] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
      import("../../history/export-chat.ts"),
    ]);
    const named = input.text("output");
    const output = named === "-" ? undefined : named;
    const asked = input.flag("json") ? "json" : input.text("format");
    const format = asked === undefined ? undefined : exports.exportFormat(asked);
    if (asked !== undefined && format === undefined) {
      const [near] = nearNames(asked, exports.EXPORT_FORMATS);
      throw new CliError(`There is no format "${asked}".`, {
        next: `--format ${near ?? exports.EXPORT_FORMATS.join(" | ")}`,
      });
    }
    const chosen = format ?? (output === undefined ? "md" : exports.formatOfFile(output));
    return await withChats(io, async (store) => {
      const ids = all
        ? listChats(store, { limit: 1_000_000 }).chats.map(({ id }) => id)
        : [findChat(store, reference ?? "last").id];
      const text = exports.exportText(store, ids, chosen);
      if (output === undefined) {
        const safe = chosen === "json" ? `${safeJson(JSON.parse(text))}\n` : sanitize(text);
        io.stdout.write(safe);
        return 0;
      }
      await exports.writeExport(output, text, {
        force: input.flag("force"),
        hint: "name another file, or add --force",
      });
      screen.note(
        `${ids.length} ${ids.length === 1 ? "chat" : "chats"} written to ${sanitizeLine(output)}.\n`,
      );
      return 0;
    });
  },
};
