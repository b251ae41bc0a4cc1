import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";
import { sanitize } from "../../terminal/sanitize.ts";

/** `byok recipe show`: a recipe as its file. */
export const show: Command = {
  spec: {
    name: "recipe show",
    summary: "Print a recipe as its file.",
    usage: ["byok recipe show [flags] <name>"],
    examples: [
      ["byok recipe show default", "as YAML"],
      ["byok recipe show technical > mine.yaml", "one to begin with"],
    ],
    options: { json: { type: "boolean", help: "Print JSON." } },
  },
  async run(input, { io, screen }) {
    const [name, ...more] = input.positionals;
    if (name === undefined || more.length > 0) {
      throw new CliError("byok recipe show takes one recipe.", { next: "byok recipe" });
    }
    const [{ getRecipe, recipeFile }, { withChats }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
    ]);
    return await withChats(io, async (store) => {
      if (input.flag("json")) screen.json(getRecipe(store, name));
      else screen.print(`${sanitize(await recipeFile(store, name)).trimEnd()}\n`);
      return 0;
    });
  },
};
