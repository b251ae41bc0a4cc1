import { commandGroup } from "../options/command-group.ts";
import type { Command } from "../options/command.ts";
import { UNIT_LIST_OPTIONS, list } from "./context/list.ts";

/** `byok context`: what later chats may know. */
export const context: Command = {
  ...commandGroup(
    {
      name: "context",
      summary: "Keep pieces of knowledge for later chats, and see what would be sent.",
      usage: ["byok context [flags]", "byok context <command> [flags]"],
      examples: [
        ['byok context add "I deploy with GitHub Actions" --kind fact', "kept by hand"],
        ["byok context extract last", "proposed from a chat by fixed rules; nothing is sent"],
        ["byok context list --state pending", "what waits for your yes or no"],
        ["byok context accept 4f9d1c77", "from now on it may be sent"],
        [
          'byok context preview "How do I deploy?"',
          "per layer: what goes in, what not, why, and its cost",
        ],
      ],
      options: UNIT_LIST_OPTIONS,
      notes: [
        "A context unit is sent only when you accepted it and a chat has a recipe that chooses it (byok chat --recipe default). Every unit knows the message that it comes from.",
      ],
    },
    {
      add: {
        summary: "Keep a text.",
        load: async () => (await import("./context/add.ts")).add,
      },
      list: {
        summary: "List what is kept.",
        load: async () => (await import("./context/list.ts")).list,
      },
      accept: {
        summary: "Accept what was proposed: it may be sent from now on.",
        load: async () => (await import("./context/review.ts")).accept,
      },
      reject: {
        summary: "Reject what was proposed: it is not proposed again.",
        load: async () => (await import("./context/review.ts")).reject,
      },
      delete: {
        summary: "Delete what is kept, for good.",
        load: async () => (await import("./context/review.ts")).remove,
      },
      extract: {
        summary: "Propose units from a chat, by rules or by a model.",
        load: async () => (await import("./context/extract.ts")).extract,
      },
      preview: {
        summary: "Show what would be sent with a message, and what it would cost.",
        load: async () => (await import("./context/preview.ts")).preview,
      },
    },
  ),
  run: list.run,
};
