import type { UnitState } from "@byok/chat";
import { CliError } from "../../errors/cli-error.ts";
import type { Command, OptionSpec } from "../../options/command.ts";
import { parseKind } from "../../options/unit-kinds.ts";
import { numberOption } from "../../options/values.ts";

const STATES: readonly (UnitState | "all")[] = [
  "accepted",
  "pending",
  "rejected",
  "archived",
  "all",
];

/** Flags of the list. */
export const UNIT_LIST_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  state: { type: "string", value: "<state>", help: `${STATES.join(", ")}. Default: accepted.` },
  kind: { type: "string", value: "<kind>", multiple: true, help: "Only this kind." },
  tag: { type: "string", value: "<tag>", multiple: true, help: "Only with this tag." },
  search: { type: "string", value: "<words>", help: "Only with any of these words." },
  limit: { type: "string", value: "<number>", help: "How many at most. Default 100." },
  json: { type: "boolean", help: "Print JSON." },
};

/** `byok context list`: what is kept. */
export const list: Command = {
  spec: {
    name: "context list",
    summary: "List what is kept.",
    usage: ["byok context list [flags]"],
    examples: [
      ["byok context list", "what may be sent"],
      ["byok context list --state pending", "what waits for your yes or no"],
      ['byok context list --search "deploy" --kind fact', "by words and kind"],
    ],
    options: UNIT_LIST_OPTIONS,
  },
  async run(input, { io, screen }) {
    const asked = input.text("state") ?? "accepted";
    const state = STATES.find((each) => each === asked);
    if (state === undefined) {
      throw new CliError(`There is no state "${asked}".`, {
        next: `--state ${STATES.join(" | ")}`,
      });
    }
    const kinds = input.list("kind").map(parseKind);
    const tags = input.list("tag");
    const query = input.text("search");
    const [{ listUnits }, { withChats }, { renderUnits }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
      import("../../context/render-units.ts"),
    ]);
    return await withChats(io, (store) => {
      const units = listUnits(store, {
        state,
        limit: numberOption(input, "limit", { integer: true, min: 1 }) ?? 100,
        ...(kinds.length === 0 ? {} : { kinds }),
        ...(tags.length === 0 ? {} : { tags }),
        ...(query === undefined ? {} : { query }),
      });
      if (input.flag("json")) screen.json(units);
      else if (units.length > 0) screen.print(renderUnits(units, screen.width));
      else if (listUnits(store, { state: "all", limit: 1 }).length > 0)
        screen.print("Nothing fits these flags. All that is kept: byok context list --state all\n");
      else screen.print('Nothing is kept here yet. Next: byok context add "…"\n');
      return 0;
    });
  },
};
