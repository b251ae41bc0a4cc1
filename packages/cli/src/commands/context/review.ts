import type { ChatStore, Unit } from "@byok/chat";
import { CliError } from "../../errors/cli-error.ts";
import type { Command, CommandContext, CommandInput, OptionSpec } from "../../options/command.ts";
import { confirm } from "../../terminal/confirm.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";

const JSON_FLAG: OptionSpec = { type: "boolean", help: "Print JSON." };
const ALL_FLAG: OptionSpec = { type: "boolean", help: "Everything that waits." };

/** `byok context accept`: proposals become part of what may be sent. */
export const accept: Command = {
  spec: {
    name: "context accept",
    summary: "Accept what was proposed: it may be sent from now on.",
    usage: ["byok context accept [flags] <id> …"],
    examples: [
      ["byok context accept 4f9d1c77 a1b2c3d4", "by id"],
      ["byok context accept --all", "everything that waits"],
    ],
    options: { all: ALL_FLAG, json: JSON_FLAG },
  },
  run: async (input, context) => {
    const { acceptUnits } = await import("@byok/chat");
    return await review(input, context, "Accepted", acceptUnits);
  },
};

/** `byok context reject`: proposals are not made again. */
export const reject: Command = {
  spec: {
    name: "context reject",
    summary: "Reject what was proposed: it is not proposed again.",
    usage: ["byok context reject [flags] <id> …"],
    examples: [["byok context reject 4f9d1c77", "by id"]],
    options: { all: ALL_FLAG, json: JSON_FLAG },
  },
  run: async (input, context) => {
    const { rejectUnits } = await import("@byok/chat");
    return await review(input, context, "Rejected", rejectUnits);
  },
};

/** `byok context delete`: units are removed for good. */
export const remove: Command = {
  spec: {
    name: "context delete",
    summary: "Delete what is kept, for good.",
    usage: ["byok context delete [flags] <id> …"],
    examples: [["byok context delete 4f9d1c77 --yes", "without asking, for a script"]],
    options: { yes: { type: "boolean", short: "y", help: "Do not ask." }, json: JSON_FLAG },
  },
  run: async (input, context) => {
    const { io, keys, screen } = context;
    if (input.positionals.length === 0) {
      throw new CliError("byok context delete takes the ids of units.", {
        next: "byok context list",
      });
    }
    const [{ deleteUnit, getUnit }, { withChats }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
    ]);
    // Nobody is asked about what is not there.
    await withChats(io, (store) => input.positionals.map((id) => getUnit(store, id)));
    if (!input.flag("yes")) {
      if (!keys.canAsk) {
        throw new CliError("A deletion must be confirmed, and nobody can be asked here.", {
          why: "Standard input is no terminal. Nothing was deleted.",
          next: `byok context delete ${input.positionals.join(" ")} --yes`,
        });
      }
      const count = input.positionals.length;
      if (
        !(await confirm(io, `Delete ${count === 1 ? "this unit" : `${count} units`} for good?`))
      ) {
        screen.print("Nothing was deleted.\n");
        return 0;
      }
    }
    return await review(input, context, "Deleted", (store, ids) => {
      for (const id of ids) deleteUnit(store, id);
    });
  },
};

async function review(
  input: CommandInput,
  { io, screen }: CommandContext,
  done: string,
  change: (store: ChatStore, ids: readonly string[]) => unknown,
): Promise<number> {
  const all = input.flag("all");
  if (all === input.positionals.length > 0) {
    throw new CliError("Name the units by their ids, or give --all.", {
      next: "byok context list --state pending",
    });
  }
  const [{ getUnit, listUnits }, { withHome }] = await Promise.all([
    import("@byok/chat"),
    import("../../store/open-home.ts"),
  ]);
  return await withHome(io, (store) => {
    const units: Unit[] = all
      ? listUnits(store, { state: "pending", limit: 100_000 })
      : input.positionals.map((id) => getUnit(store, id));
    change(
      store,
      units.map(({ id }) => id),
    );
    if (input.flag("json")) screen.json(units.map(({ id, content }) => ({ id, content })));
    else if (units.length === 0) screen.print("Nothing waits.\n");
    else
      for (const { id, content } of units)
        screen.print(`${done} ${id.slice(0, 8)}: ${sanitizeLine(content).slice(0, 70)}\n`);
    return 0;
  });
}
