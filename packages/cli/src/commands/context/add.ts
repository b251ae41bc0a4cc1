import { readAll } from "../../ask-input.ts";
import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";
import { KINDS, parseKind } from "../../options/unit-kinds.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";

/** `byok context add`: a text is kept. */
export const add: Command = {
  spec: {
    name: "context add",
    summary: "Keep a text.",
    usage: ["byok context add [flags] <text>", "… | byok context add [flags]"],
    examples: [
      ['byok context add "I prefer short answers" --kind preference', "how you want answers"],
      ["byok context add --kind code < snippet.ts", "from a file"],
      ['byok context add "Project Heron ships in May" --tag work --pin', "always among the first"],
    ],
    options: {
      kind: { type: "string", value: "<kind>", help: `${KINDS.join(", ")}. Default: note.` },
      tag: { type: "string", value: "<tag>", multiple: true, help: "A tag; may be repeated." },
      pin: { type: "boolean", help: "Prefer it to others." },
      json: { type: "boolean", help: "Print JSON." },
    },
  },
  async run(input, { io, screen }) {
    const words = input.positionals.join(" ").trim();
    const kind = parseKind(input.text("kind") ?? "note");
    const piped = words === "" && io.stdin.isTTY !== true;
    const text = piped ? await readAll(io.stdin, new AbortController().signal) : words;
    if (text.trim() === "") {
      throw new CliError("There is nothing to keep.", { next: 'byok context add "a fact"' });
    }
    const [{ keepText }, { withHome }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
    ]);
    return await withHome(io, (store) => {
      const unit = keepText(store, text, {
        kind,
        tags: input.list("tag"),
        pinned: input.flag("pin"),
      });
      if (input.flag("json")) screen.json(unit);
      else
        screen.print(
          `Kept as ${unit.kind} ${unit.id.slice(0, 8)}: ${sanitizeLine(unit.content).slice(0, 60)}\n`,
        );
      return 0;
    });
  },
};
