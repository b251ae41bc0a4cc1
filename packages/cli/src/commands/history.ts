import { commandGroup } from "../options/command-group.ts";
import type { Command } from "../options/command.ts";
import { LIST_OPTIONS, list } from "./history/list.ts";

/** `byok history`: the chats on this device. */
export const history: Command = {
  ...commandGroup(
    {
      name: "history",
      summary: "List, search, show, export, import and delete your chats.",
      usage: ["byok history [flags]", "byok history <command> [flags]"],
      examples: [
        ["byok history", "your chats, the latest first"],
        ['byok history search "retry budget"', "in every message, by words or a part of one"],
        ["byok history show last", "read a chat; an id may be shortened"],
        ["byok history export last -o chat.md", "as Markdown, JSON or HTML"],
        ["byok history export --all --format json -o chats.json", "everything, to import again"],
        [
          "byok history import conversations.json",
          "from ChatGPT, Claude, Open WebUI, LibreChat, llm",
        ],
        ["byok history delete 4f9d1c77", "it asks first"],
      ],
      options: LIST_OPTIONS,
      notes: [
        "Chats are kept in one file on this device only: chats.db in $BYOK_HOME, else in ~/.local/share/byok (macOS and Windows: the system's own folder). byok chat --resume <id> goes on with one.",
      ],
    },
    {
      list: {
        summary: "List your chats.",
        load: async () => (await import("./history/list.ts")).list,
      },
      search: {
        summary: "Find messages by words or a part of the text.",
        load: async () => (await import("./history/search.ts")).search,
      },
      show: {
        summary: "Show a chat.",
        load: async () => (await import("./history/show.ts")).show,
      },
      export: {
        summary: "Write chats as Markdown, JSON or HTML.",
        load: async () => (await import("./history/export.ts")).exportChats,
      },
      import: {
        summary: "Take over chats of another program.",
        load: async () => (await import("./history/import.ts")).importChats,
      },
      rename: {
        summary: "Give a chat a title, tags or a folder, or pin it.",
        load: async () => (await import("./history/rename.ts")).rename,
      },
      delete: {
        summary: "Delete a chat; asks first.",
        load: async () => (await import("./history/delete.ts")).remove,
      },
    },
  ),
  run: list.run,
};
