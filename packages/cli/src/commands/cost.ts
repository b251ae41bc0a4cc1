import type { CostGroup, CostRow } from "@byok/chat";
import { CliError } from "../errors/cli-error.ts";
import type { Command } from "../options/command.ts";
import { refuseBoth } from "../options/contradict.ts";
import { nearNames } from "../options/near-names.ts";
import { sinceOption } from "../options/since.ts";
import { dateOption } from "../options/values.ts";
import { style } from "../terminal/style.ts";

const GROUPS: readonly CostGroup[] = ["model", "platform", "key", "day", "chat"];

/** `byok cost`: what was spent. */
export const cost: Command = {
  spec: {
    name: "cost",
    summary: "Show what your answers have cost, by model, key, day or chat.",
    usage: ["byok cost [flags]"],
    examples: [
      ["byok cost", "by model, exact, each currency by itself"],
      ["byok cost --by day --since 30d", "the last 30 days"],
      ["byok cost --by key --json", "for a script"],
      ["byok cost --as-of 2026-01-31", "what the same answers cost at the prices of that day"],
      ["byok cost --by chat --csv > costs.csv", "for a spreadsheet"],
    ],
    options: {
      by: {
        type: "string",
        value: "<group>",
        help: `One of ${GROUPS.join(", ")}. Default: model.`,
      },
      since: { type: "string", value: "<day>", help: "From a day on (2026-01-31), or 7d, 24h." },
      "as-of": { type: "string", value: "<day>", help: "Price every answer as on this day." },
      json: { type: "boolean", help: "Print JSON." },
      csv: { type: "boolean", help: "Print CSV." },
    },
    insteadOfWords: () => "byok cost --by day",
    notes: [
      "Every answer of chats, ask and compare is counted, but for temporary chats and what costs nothing. Of ask and compare without --save only the numbers are kept. An unknown cost is shown as unknown, never as 0; currencies are never converted.",
    ],
  },
  async run(input, { io, screen }) {
    refuseBoth(input, "csv", "json");
    const asked = input.text("by") ?? "model";
    const by = GROUPS.find((group) => group === asked);
    if (by === undefined) {
      const [near] = nearNames(asked, GROUPS);
      throw new CliError(`Costs are not summed by "${asked}".`, {
        next: `--by ${near ?? GROUPS.join(" | ")}`,
      });
    }
    const from = sinceOption(input, "since");
    const asOf = dateOption(input, "as-of");
    const [{ costs }, { withChats }, render] = await Promise.all([
      import("@byok/chat"),
      import("../store/open-home.ts"),
      import("../cost/render-costs.ts"),
    ]);
    return await withChats(io, async (store) => {
      const rows: CostRow[] = await costs(store, {
        by,
        ...(from === undefined ? {} : { from }),
        ...(asOf === undefined ? {} : { asOf }),
      });
      if (input.flag("json")) {
        screen.json({
          by,
          ...(from === undefined ? {} : { since: new Date(from).toISOString() }),
          ...(asOf === undefined ? {} : { asOf: asOf.toISOString() }),
          rows,
          total: render.totalOf(rows),
        });
      } else if (input.flag("csv")) screen.print(render.toCsv(rows));
      else if (rows.length === 0) screen.print("No answer that cost anything is known here.\n");
      else {
        if (asOf !== undefined) {
          screen.print(style.dim(`At the prices of ${asOf.toISOString().slice(0, 10)}\n`));
        }
        screen.print(render.renderCosts(rows, by, { width: screen.width, env: io.env }));
      }
      return 0;
    });
  },
};
