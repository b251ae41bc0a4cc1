import type { ChatStore, Unit } from "@byok/chat";
import { AbortedError, isByokError, type Result } from "@byok/core";
import { formatCost } from "../../answer/format-cost.ts";
import { CliError } from "../../errors/cli-error.ts";
import type { Command, CommandContext, CommandInput } from "../../options/command.ts";
import { refuseBoth } from "../../options/contradict.ts";
import { MODEL_FLAGS, modelConfig, modelOptions } from "../../options/model-options.ts";
import { confirm } from "../../terminal/confirm.ts";
import { style } from "../../terminal/style.ts";

/** The instructions of an extraction are its own. */
const { system: _, ...ASKED_FLAGS } = MODEL_FLAGS;

/** `byok context extract`: units are proposed from a chat. */
export const extract: Command = {
  spec: {
    name: "context extract",
    summary: "Propose units from a chat, by rules or by a model.",
    usage: ["byok context extract [flags] <id | last>"],
    examples: [
      ["byok context extract last", "by fixed rules on this device; nothing is sent"],
      [
        "byok context extract last -m openai/gpt-4o-mini",
        "by a model; shows the cost and asks first",
      ],
    ],
    options: {
      yes: { type: "boolean", short: "y", help: "Send without asking." },
      accept: { type: "boolean", help: "Accept what the rules find, without a review." },
      ...ASKED_FLAGS,
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: ["What is found waits for your review: byok context accept or reject."],
  },
  async run(input, context) {
    const [reference, ...more] = input.positionals;
    refuseBoth(input, "model", "accept");
    if (reference === undefined || more.length > 0) {
      throw new CliError("byok context extract takes one chat.", {
        next: "byok context extract last",
      });
    }
    const { io, screen } = context;
    const [chats, { findChat, withHome }, { renderUnits }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
      import("../../context/render-units.ts"),
    ]);
    return await withHome(io, async (store) => {
      const { id } = findChat(store, reference);
      let units: readonly Unit[] | undefined;
      let skipped: readonly { text: string; why: string }[] = [];
      if (input.text("model") === undefined) {
        units = chats
          .openChat(store, id)
          .messages.flatMap((message) =>
            chats.extractUnits(store, message.id, { accept: input.flag("accept") }),
          );
      } else {
        const extraction = await chats
          .extractByModel(store, id, await asker(input, context, { store, chatId: id }))
          .catch(throwUnusable);
        units = extraction?.units;
        skipped = extraction?.skipped ?? [];
      }
      if (units === undefined) screen.print("Nothing was sent.\n");
      else if (input.flag("json")) screen.json({ units, skipped });
      else if (units.length === 0) screen.print("Nothing new was found.\n");
      else {
        screen.print(renderUnits(units, screen.width));
        screen.print(
          style.dim("byok context accept <id> …, or --all; byok context reject <id> …\n"),
        );
      }
      return 0;
    });
  },
};

/** An answer that is no list of units is no wrong command line. */
function throwUnusable(error: unknown): never {
  const { reason, unsaved } = error as { reason?: unknown; unsaved?: unknown };
  const isAnswer = reason === "invalid" && unsaved !== undefined;
  if (!isAnswer || !isByokError(error, "store")) throw error;
  throw new CliError(error.message, {
    why: error.hint,
    next: "run the same command again, or with another --model",
    exit: "output",
  });
}

/** Prices the request, asks for consent, sends it, and notes in the chat what it has cost. */
async function asker(
  input: CommandInput,
  { io, screen, keys }: CommandContext,
  about: { store: ChatStore; chatId: string },
) {
  const [{ chooseModel }, { tellChoice }, { openModel }, { priceOf }, { estimateMessages }] =
    await Promise.all([
      import("../../choose-model.ts"),
      import("../../tell-choice.ts"),
      import("../../open-model.ts"),
      import("../../context/render-context.ts"),
      import("@byok/core"),
    ]);
  const given = modelOptions(input, keys);
  const { watchLabels } = await import("../../store/key-labels.ts");
  const labels = given.keyStore === undefined ? undefined : watchLabels(given.keyStore);
  const options = labels === undefined ? given : { ...given, keyStore: labels.store };
  const config = modelConfig(input);
  const choice = await chooseModel({
    model: input.text("model"),
    url: input.text("url"),
    env: io.env,
    envFile: options.envFile ?? true,
    servers: io.localServers,
    keys,
    allowInsecureHttp: options.allowInsecureHttp,
    simulator: false,
  });
  tellChoice(choice, keys);
  const reference = `${choice.platform}/${choice.model}`;
  const { budgetOfHome } = await import("../../store/home-budget.ts");
  return {
    async confirm(plan: { messages: Parameters<typeof estimateMessages>[0] }) {
      const { tokens } = estimateMessages(plan.messages);
      const price = await priceOf(
        { messages: [...plan.messages], tokens },
        reference,
        config.maxTokens ?? undefined,
      );
      const said = `About ${tokens} tokens go to ${reference}: input ${formatCost(price.input)}, with the longest answer ${formatCost(price.most)}.`;
      if (input.flag("yes")) {
        screen.note(`${said}\n`);
        return true;
      }
      if (!keys.canAsk) {
        throw new CliError("Sending must be confirmed, and nobody can be asked here.", {
          why: `${said} Nothing was sent.`,
          next: "add --yes",
        });
      }
      return await confirm(io, `${said} Send?`);
    },
    async ask(plan: { messages: Parameters<typeof estimateMessages>[0] }) {
      const guard = budgetOfHome(
        { io, screen },
        { keyLabel: (platform) => labels?.labelOf(platform) },
      );
      const opened = await openModel(choice, { ...options, budget: guard.budget }, io.env);
      const { recordTurn } = await import("@byok/chat");
      const startedAt = Date.now();
      const note = (outcome: { result: Result } | { error: unknown }): void => {
        const keyLabel = labels?.labelOf(choice.platform);
        recordTurn(about.store, {
          chatId: about.chatId,
          platform: choice.platform,
          model: choice.model,
          ...(keyLabel === undefined ? {} : { keyLabel }),
          parameters: config,
          startedAt,
          latencyMs: Date.now() - startedAt,
          isAside: true,

          ...outcome,
        });
      };
      // A call that is stopped may have been billed too: it is booked, and the program goes on to its end.
      const stop = new AbortController();
      const release = io.onInterrupt?.(() => {
        stop.abort(new AbortedError("You stopped the extraction.", { hint: "" }));
        release?.();
      });
      try {
        const model = opened.create(config);
        const result = await model
          .generate({ messages: [...plan.messages], signal: stop.signal })
          .catch((error: unknown) => {
            note({ error });
            throw error;
          });
        note({ result });
        screen.note(`${style.dim(`It has cost ${formatCost(result.cost)}`)}\n`);
        return { text: result.text, cost: result.cost };
      } finally {
        release?.();
        await opened.close();
        guard.close();
      }
    },
  };
}
