import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";

/** `byok recipe edit-path`: a recipe as a file for an editor. */
export const editPath: Command = {
  spec: {
    name: "recipe edit-path",
    summary: "Write a recipe to a file for your editor, and print its path.",
    usage: ["byok recipe edit-path [flags] <name>"],
    examples: [
      ['"$EDITOR" "$(byok recipe edit-path technical)"', "change it"],
      ['byok recipe save "$(byok recipe edit-path technical)"', "then keep what you changed"],
    ],
    options: {
      fresh: { type: "boolean", help: "Write the file anew, also where it was changed." },
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: ["A file that is there already is left as it is: it may hold your changes."],
  },
  async run(input, { io, screen }) {
    const [name, ...more] = input.positionals;
    if (name === undefined || more.length > 0) {
      throw new CliError("byok recipe edit-path takes one recipe.", { next: "byok recipe" });
    }
    const [{ getRecipe, makeFolder, recipeFile }, { chatsFile, withChats }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
    ]);
    const path = await withChats(io, async (store) => {
      // The name of a recipe that exists holds letters, digits, - and _ only.
      const file = join(
        dirname(chatsFile(io.env)),
        "recipes",
        `${getRecipe(store, name).name}.yaml`,
      );
      if (existsSync(file) && !input.flag("fresh")) return file;
      try {
        makeFolder(dirname(file));
        await writeFile(file, await recipeFile(store, name), { mode: 0o600 });
      } catch (error) {
        throw new CliError(`${file} cannot be written.`, {
          why: error instanceof Error ? error.message : String(error),
          next: `byok recipe show ${name} > recipe.yaml`,
          exit: "store",
        });
      }
      return file;
    });
    if (input.flag("json")) screen.json({ path });
    else screen.print(`${path}\n`);
    return 0;
  },
};
