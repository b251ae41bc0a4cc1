import type { Command } from "../../options/command.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";
import { renderTable } from "../../terminal/table.ts";

/** `byok recipe list`: every recipe. */
export const list: Command = {
  spec: {
    name: "recipe list",
    summary: "List the recipes.",
    usage: ["byok recipe list [flags]"],
    examples: [["byok recipe list", "your own, then those that are built in"]],
    options: { json: { type: "boolean", help: "Print JSON." } },
  },
  async run(input, { io, screen }) {
    const [{ listRecipes }, { withChats }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
    ]);
    return await withChats(io, (store) => {
      const all = listRecipes(store);
      if (input.flag("json")) {
        screen.json(all);
        return 0;
      }
      const rows = all.map(({ recipe, builtIn }) => [
        sanitizeLine(recipe.name),
        builtIn ? "built in" : "yours",
        "tokens" in recipe.budget ? `${recipe.budget.tokens}` : `${recipe.budget.share * 100} %`,
        sanitizeLine(recipe.description),
      ]);
      screen.print(
        renderTable(
          [
            { title: "recipe" },
            { title: "" },
            { title: "tokens", align: "right" },
            { title: "what it does", shrink: 30 },
          ],
          rows,
          screen.width,
        ),
      );
      return 0;
    });
  },
};
