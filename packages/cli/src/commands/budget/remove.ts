import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";

/** `byok budget remove`: a limit is lifted. */
export const remove: Command = {
  spec: {
    name: "budget remove",
    summary: "Remove a limit.",
    usage: ["byok budget remove [flags] <id>"],
    examples: [["byok budget remove 4f9d1c77", "the id that byok budget shows"]],
    options: { json: { type: "boolean", help: "Print JSON." } },
  },
  async run(input, { io, screen }) {
    const [reference, ...more] = input.positionals;
    if (reference === undefined || more.length > 0) {
      throw new CliError("byok budget remove takes one id.", { next: "byok budget" });
    }
    const [{ listBudgets, removeBudget }, { withChats }, { describeLimit }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
      import("../../cost/render-budgets.ts"),
    ]);
    return await withChats(io, (store) => {
      const found = listBudgets(store).filter(
        ({ id }) => id === reference || (reference.length >= 4 && id.endsWith(reference)),
      );
      const [limit] = found;
      if (limit === undefined || found.length > 1) {
        throw new CliError(`There is no limit "${reference}".`, { next: "byok budget" });
      }
      removeBudget(store, limit.id);
      if (input.flag("json")) screen.json({ removed: limit });
      else screen.print(`Removed: ${limit.amount} ${limit.currency} ${describeLimit(limit)}.\n`);
      return 0;
    });
  },
};
