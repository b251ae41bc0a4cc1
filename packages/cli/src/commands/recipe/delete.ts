import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";
import { confirm } from "../../terminal/confirm.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";

/** `byok recipe delete`: one of the user's recipes is removed. */
export const remove: Command = {
  spec: {
    name: "recipe delete",
    summary: "Delete one of your recipes.",
    usage: ["byok recipe delete [flags] <name>"],
    examples: [["byok recipe delete mine", "a built-in one of the same name shows again"]],
    options: {
      yes: { type: "boolean", short: "y", help: "Do not ask." },
      json: { type: "boolean", help: "Print JSON." },
    },
  },
  async run(input, { io, screen, keys }) {
    const [name, ...more] = input.positionals;
    if (name === undefined || more.length > 0) {
      throw new CliError("byok recipe delete takes one recipe.", { next: "byok recipe" });
    }
    const [{ deleteRecipe, listRecipes }, { withChats }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
    ]);
    return await withChats(io, async (store) => {
      // Nobody is asked about what cannot be deleted: `deleteRecipe` says why.
      const isOwn = listRecipes(store).some(
        ({ recipe, builtIn }) => !builtIn && recipe.name === name,
      );
      if (isOwn && !input.flag("yes")) {
        if (!keys.canAsk) {
          throw new CliError("A deletion must be confirmed, and nobody can be asked here.", {
            why: "Standard input is no terminal. Nothing was deleted.",
            next: `byok recipe delete ${name} --yes`,
          });
        }
        if (!(await confirm(io, `Delete the recipe ${sanitizeLine(name)}?`))) {
          screen.print("Nothing was deleted.\n");
          return 0;
        }
      }
      deleteRecipe(store, name);
      if (input.flag("json")) screen.json({ deleted: name });
      else screen.print(`Deleted: ${sanitizeLine(name)}\n`);
      return 0;
    });
  },
};
