import type { SearchHit } from "@byok/chat";
import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";
import { sinceOption } from "../../options/since.ts";
import { numberOption } from "../../options/values.ts";
import { sanitize, sanitizeLine } from "../../terminal/sanitize.ts";
import { style } from "../../terminal/style.ts";

const ROLES = ["system", "user", "assistant", "tool"] as const;

/** `byok history search`: messages by their words. */
export const search: Command = {
  spec: {
    name: "history search",
    summary: "Find messages by words or a part of the text.",
    usage: ["byok history search [flags] <text>"],
    examples: [
      ["byok history search retry budget", "both words, in any order"],
      ['byok history search "sigterm" --role user --since 30d', "in what you asked this month"],
      ["byok history search 東京 --json", "any script, also two characters"],
    ],
    options: {
      role: { type: "string", value: "<role>", help: `One of ${ROLES.join(", ")}.` },
      since: { type: "string", value: "<day>", help: "From a day on (2026-01-31), or 7d, 24h." },
      limit: { type: "string", value: "<number>", help: "How many at most. Default 20." },
      json: { type: "boolean", help: "Print JSON." },
    },
  },
  async run(input, { io, screen }) {
    const query = input.positionals.join(" ").trim();
    if (query === "") {
      throw new CliError("Nothing was searched for.", { next: 'byok history search "some words"' });
    }
    const role = ROLES.find((each) => each === input.text("role"));
    if (role === undefined && input.text("role") !== undefined) {
      throw new CliError(`There is no role "${input.text("role")}".`, {
        next: `--role ${ROLES.join(" | ")}`,
      });
    }
    const from = sinceOption(input, "since");
    const [{ searchMessages }, { withChats }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
    ]);
    const { formatTime } = await import("../../history/list-chats.ts");
    return await withChats(io, (store) => {
      const hits = searchMessages(store, query, {
        limit: numberOption(input, "limit", { integer: true, min: 1 }) ?? 20,
        ...(role === undefined ? {} : { role }),
        ...(from === undefined ? {} : { from }),
      });
      if (input.flag("json")) screen.json(hits);
      else if (hits.length === 0) screen.print("Nothing was found.\n");
      else for (const hit of hits) screen.print(renderHit(hit, formatTime(hit.createdAt)));
      return 0;
    });
  },
};

function renderHit(hit: SearchHit, time: string): string {
  const title = sanitizeLine(hit.chatTitle ?? "(no title)");
  const head = `${style.bold(hit.chatId.slice(-8))}  ${title} ${style.dim(`${time}, ${hit.role}`)}`;
  return `${head}\n    ${marked(hit)}\n`;
}

function marked({ snippet: { text, marks } }: SearchHit): string {
  let shown = "";
  let at = 0;
  for (const [from, to] of marks) {
    shown += sanitize(text.slice(at, from)) + style.yellow(sanitize(text.slice(from, to)));
    at = to;
  }
  return shown + sanitize(text.slice(at));
}
