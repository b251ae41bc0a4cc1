import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";
import { refuseBoth } from "../../options/contradict.ts";

/** `byok history rename`: title, tags, folder and pin of a chat. */
export const rename: Command = {
  spec: {
    name: "history rename",
    summary: "Give a chat a title, tags or a folder, or pin it.",
    usage: ["byok history rename [flags] <id | last> [title]"],
    examples: [
      ['byok history rename last "Release plan"', "a title"],
      ["byok history rename last --tag work --tag plan --pin", "tags, and on top of the list"],
      ["byok history rename last --folder clients", "into a folder"],
    ],
    options: {
      tag: {
        type: "string",
        value: "<tag>",
        multiple: true,
        help: "A tag; replaces those it has.",
      },
      "no-tags": { type: "boolean", help: "Take its tags away." },
      folder: { type: "string", value: "<name>", help: "Put it into a folder." },
      "no-folder": { type: "boolean", help: "Take it out of its folder." },
      pin: { type: "boolean", help: "Keep it on top of the list." },
      unpin: { type: "boolean", help: "Keep it there no more." },
      json: { type: "boolean", help: "Print JSON." },
    },
  },
  async run(input, { io, screen }) {
    const [reference, ...words] = input.positionals;
    refuseBoth(input, "tag", "no-tags");
    refuseBoth(input, "folder", "no-folder");
    refuseBoth(input, "pin", "unpin");
    const folder = input.text("folder");
    const tags = input.list("tag");
    const changes = {
      ...(words.length === 0 ? {} : { title: words.join(" ") }),
      ...(folder === undefined ? {} : { folder }),
      ...(input.flag("no-folder") ? { folder: null } : {}),
      ...(tags.length === 0 ? {} : { tags }),
      ...(input.flag("no-tags") ? { tags: [] } : {}),
      ...(input.flag("pin") ? { pinned: true } : {}),
      ...(input.flag("unpin") ? { pinned: false } : {}),
    };
    if (reference === undefined || Object.keys(changes).length === 0) {
      throw new CliError("byok history rename takes a chat and what to change.", {
        next: 'byok history rename last "A title"',
      });
    }
    const [{ changeChat }, { findChat, shortId, withHome }, { titleOfChat }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
      import("../../history/list-chats.ts"),
    ]);
    return await withHome(io, (store) => {
      const chat = changeChat(store, findChat(store, reference).id, changes);
      if (input.flag("json")) screen.json(chat);
      else screen.print(`${shortId(chat.id)}  ${titleOfChat(chat)}\n`);
      return 0;
    });
  },
};
