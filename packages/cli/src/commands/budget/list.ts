import type { Command } from "../../options/command.ts";

/** `byok budget list`: every limit. */
export const list: Command = {
  spec: {
    name: "budget list",
    summary: "Show every limit and what is left.",
    usage: ["byok budget list [flags]"],
    examples: [["byok budget list", "amounts spent, held for calls under way, and left"]],
    options: { json: { type: "boolean", help: "Print JSON." } },
  },
  async run(input, { io, screen }) {
    const [{ budgetStatus }, { withChats }, { renderBudgets }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
      import("../../cost/render-budgets.ts"),
    ]);
    return await withChats(io, (store) => {
      const all = budgetStatus(store);
      if (input.flag("json")) screen.json(all);
      else if (all.length === 0)
        screen.print("No limit is set. Next: byok budget set 20 --per month\n");
      else screen.print(renderBudgets(all, screen.width));
      return 0;
    });
  },
};
