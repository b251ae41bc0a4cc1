import type { Command, OptionSpec } from "../../options/command.ts";
import { numberOption } from "../../options/values.ts";

/** Flags of the list. */
export const LIST_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  folder: { type: "string", value: "<name>", help: "Only chats in this folder." },
  tag: { type: "string", value: "<tag>", help: "Only chats with this tag." },
  limit: { type: "string", value: "<number>", help: "How many at most. Default 50." },
  json: { type: "boolean", help: "Print JSON." },
};

/** `byok history list`: the chats, the latest first. */
export const list: Command = {
  spec: {
    name: "history list",
    summary: "List your chats.",
    usage: ["byok history list [flags]"],
    examples: [
      ["byok history list", "the latest first, pinned ones on top"],
      ["byok history list --tag work --limit 200", "of one tag"],
    ],
    options: LIST_OPTIONS,
  },
  async run(input, { io, screen }) {
    const [{ listChats }, { withChats }, { printChats }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
      import("../../history/list-chats.ts"),
    ]);
    const folder = input.text("folder");
    const tag = input.text("tag");
    const options = {
      limit: numberOption(input, "limit", { integer: true, min: 1 }) ?? 50,
      ...(folder === undefined ? {} : { folder }),
      ...(tag === undefined ? {} : { tag }),
    };
    return await withChats(io, (store) => {
      if (input.flag("json")) screen.json(listChats(store, options).chats);
      else printChats(screen, store, options);
      return 0;
    });
  },
};
