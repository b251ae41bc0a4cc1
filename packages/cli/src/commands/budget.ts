import { commandGroup } from "../options/command-group.ts";
import type { Command } from "../options/command.ts";
import { list } from "./budget/list.ts";

/** `byok budget`: limits on what is spent. */
export const budget: Command = {
  ...commandGroup(
    {
      name: "budget",
      summary: "Limit what is spent: per day, month, chat or key.",
      usage: ["byok budget [flags]", "byok budget <command> [flags]"],
      examples: [
        ["byok budget", "every limit, and what is left"],
        ["byok budget set 20 --per month", "20 US dollars in a calendar month, for all calls"],
        ["byok budget set 0.50 --per chat", "for each chat by itself"],
        ["byok budget set 5 --per day --key work", "for one key"],
        ["byok budget remove 4f9d1c77", "by its id"],
      ],
      options: { json: { type: "boolean", help: "Print JSON." } },
      notes: [
        "Before a call is sent, the most that it may cost is set aside; when that does not fit, the call is refused and nothing is sent. Limits hold for all byok processes on this device at once. A call whose price is not known is refused too, unless the limit was set with --allow-unpriced. Only servers of local platforms (ollama, vllm, openai-compatible-model and the like) pass without a price, and only at a loopback address such as 127.0.0.1; litellm does not, since it passes calls on to platforms that bill.",
      ],
    },
    {
      list: {
        summary: "Show every limit and what is left.",
        load: async () => (await import("./budget/list.ts")).list,
      },
      set: {
        summary: "Set or change a limit.",
        load: async () => (await import("./budget/set.ts")).set,
      },
      remove: {
        summary: "Remove a limit.",
        load: async () => (await import("./budget/remove.ts")).remove,
      },
    },
  ),
  run: list.run,
};
