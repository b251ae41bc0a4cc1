import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";
import { confirm } from "../../terminal/confirm.ts";

/** `byok history delete`: a chat is removed for good. */
export const remove: Command = {
  spec: {
    name: "history delete",
    summary: "Delete a chat; asks first.",
    usage: ["byok history delete [flags] <id> …"],
    examples: [
      ["byok history delete 4f9d1c77", "with its messages and attachments"],
      ["byok history delete 4f9d1c77 --forget-costs --yes", "and what it cost, without asking"],
    ],
    options: {
      yes: { type: "boolean", short: "y", help: "Do not ask." },
      "forget-costs": { type: "boolean", help: "Also forget what its answers cost." },
      "forget-units": { type: "boolean", help: "Also remove the context units made from it." },
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: [
      "What its answers cost is kept as bare numbers, so that sums stay true. Backups and exports are other files and stay.",
    ],
  },
  async run(input, { io, screen, keys }) {
    if (input.positionals.length === 0) {
      throw new CliError("byok history delete takes a chat.", { next: "byok history" });
    }
    const [{ deleteChat }, { findChat, shortId, withHome }, { titleOfChat }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
      import("../../history/list-chats.ts"),
    ]);
    return await withHome(io, async (store) => {
      const chats = input.positionals.map((reference) => findChat(store, reference));
      const names = chats.map((chat) => `${shortId(chat.id)} "${titleOfChat(chat)}"`).join(", ");
      if (!input.flag("yes")) {
        if (!keys.canAsk) {
          throw new CliError("A deletion must be confirmed, and nobody can be asked here.", {
            why: "Standard input is no terminal. Nothing was deleted.",
            next: `byok history delete ${chats.map((chat) => shortId(chat.id)).join(" ")} --yes`,
          });
        }
        if (!(await confirm(io, `Delete ${names} for good?`))) {
          screen.print("Nothing was deleted.\n");
          return 0;
        }
      }
      for (const { id } of chats) {
        deleteChat(store, id, {
          forgetCosts: input.flag("forget-costs"),
          forgetUnits: input.flag("forget-units"),
        });
      }
      if (input.flag("json")) screen.json({ deleted: chats.map(({ id }) => id) });
      else screen.print(`Deleted: ${names}\n`);
      return 0;
    });
  },
};
