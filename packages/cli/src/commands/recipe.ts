import { commandGroup } from "../options/command-group.ts";
import type { Command } from "../options/command.ts";
import { list } from "./recipe/list.ts";

/** `byok recipe`: how contexts are put together. */
export const recipe: Command = {
  ...commandGroup(
    {
      name: "recipe",
      summary: "List, show, change and delete recipes: how a context is put together.",
      usage: ["byok recipe [flags]", "byok recipe <command> [flags]"],
      examples: [
        ["byok recipe", "every recipe"],
        ["byok recipe show technical > mine.yaml", "one to begin with"],
        ["byok recipe save mine.yaml", "checked, and kept under the name that it gives"],
        [
          '"$EDITOR" "$(byok recipe edit-path technical)"',
          "a file to change; then byok recipe save",
        ],
        ["byok chat --recipe technical", "use one"],
        ['byok context preview "How do I deploy?" --recipe technical', "what it would send"],
      ],
      options: { json: { type: "boolean", help: "Print JSON." } },
      notes: [
        "Without a recipe a chat sends the whole conversation and no context units. Built in are default, technical, creative, learning, minimal and private.",
      ],
    },
    {
      list: {
        summary: "List the recipes.",
        load: async () => (await import("./recipe/list.ts")).list,
      },
      show: {
        summary: "Print a recipe as its file.",
        load: async () => (await import("./recipe/show.ts")).show,
      },
      save: {
        summary: "Check a recipe file and keep it.",
        load: async () => (await import("./recipe/save.ts")).save,
      },
      delete: {
        summary: "Delete one of your recipes.",
        load: async () => (await import("./recipe/delete.ts")).remove,
      },
      "edit-path": {
        summary: "Write a recipe to a file for your editor, and print its path.",
        load: async () => (await import("./recipe/edit-path.ts")).editPath,
      },
    },
  ),
  run: list.run,
};
