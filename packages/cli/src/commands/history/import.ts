import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";
import { refuseUnreadable } from "../../why-unreadable.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";
import { style } from "../../terminal/style.ts";

/** `byok history import`: chats of other programs. */
export const importChats: Command = {
  spec: {
    name: "history import",
    summary: "Take over chats of another program.",
    usage: ["byok history import [flags] <file>"],
    examples: [
      ["byok history import chatgpt-export.zip", "the archive as it was downloaded"],
      ["byok history import conversations.json --dry-run", "only say what would come"],
      ['byok history import "$(llm logs path)"', "the logs of llm"],
      ["byok history import chats.json", "what byok history export --format json wrote"],
    ],
    options: {
      format: {
        type: "string",
        value: "<format>",
        help: "byok, chatgpt, claude, open-webui, librechat or llm; found out when absent.",
      },
      "dry-run": { type: "boolean", help: "Read and count, and save nothing." },
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: [
      "What is here already is not imported twice; chats that have grown get their new messages.",
    ],
  },
  async run(input, { io, screen }) {
    const [path, ...more] = input.positionals;
    if (path === undefined || more.length > 0) {
      throw new CliError("byok history import takes one file.", {
        next: "byok history import conversations.json",
      });
    }
    const [{ ARCHIVE_FORMATS, importArchive }, { withHome }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
    ]);
    const asked = input.text("format");
    const format = ARCHIVE_FORMATS.find((each) => each === asked);
    if (asked !== undefined && format === undefined) {
      throw new CliError(`There is no format "${asked}".`, {
        next: `--format ${ARCHIVE_FORMATS.join(" | ")}`,
      });
    }
    refuseUnreadable(path, `ls -l ${path}`);
    return await withHome(io, (store) => {
      const dryRun = input.flag("dry-run");
      const report = importArchive(store, path, {
        dryRun,
        ...(format === undefined ? {} : { format }),
      });
      if (input.flag("json")) {
        screen.json(report);
        return 0;
      }
      const { created, extended, unchanged, messages, skipped } = report;
      screen.print(
        `${dryRun ? "Would import" : "Imported"} from ${report.format}: ${created.length} new ${created.length === 1 ? "chat" : "chats"}, ${extended.length} that have grown, ${messages} messages; ${unchanged} were here already.\n`,
      );
      if (format !== undefined && created.length + extended.length + unchanged === 0) {
        screen.print(
          `Nothing in it reads as ${format}. byok finds the format out by itself: byok history import ${sanitizeLine(path)}\n`,
        );
      }
      for (const { where, what, why } of skipped.slice(0, SHOWN)) {
        screen.print(
          `${style.yellow("left out")} ${sanitizeLine(`${where}: ${what}`)} ${style.dim(`(${sanitizeLine(why)})`)}\n`,
        );
      }
      if (skipped.length > SHOWN) {
        screen.print(`and ${skipped.length - SHOWN} more: --json shows them all\n`);
      }
      return 0;
    });
  },
};

const SHOWN = 20;
