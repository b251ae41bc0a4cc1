import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";
import { readTextFile } from "../../ask-input.ts";

/** `byok recipe save`: a recipe file is checked and kept. */
export const save: Command = {
  spec: {
    name: "recipe save",
    summary: "Check a recipe file and keep it.",
    usage: ["byok recipe save [flags] <file.yaml>"],
    examples: [["byok recipe save mine.yaml", "a recipe of the same name is replaced"]],
    options: { json: { type: "boolean", help: "Print JSON." } },
  },
  async run(input, { io, screen }) {
    const [path, ...more] = input.positionals;
    if (path === undefined || more.length > 0) {
      throw new CliError("byok recipe save takes one file.", {
        next: "byok recipe show default > mine.yaml",
      });
    }
    const text = await readTextFile(path);
    const [{ saveRecipe }, { withHome }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
    ]);
    return await withHome(io, async (store) => {
      const recipe = await saveRecipe(store, text, path);
      if (input.flag("json")) screen.json(recipe);
      else screen.print(`Saved. Use it: byok chat --recipe ${recipe.name}\n`);
      return 0;
    });
  },
};
