import { CliError } from "../../errors/cli-error.ts";
import type { Command, CommandContext, CommandInput } from "../../options/command.ts";
import { MODEL_FLAGS, modelConfig, modelOptions } from "../../options/model-options.ts";

/** `byok context preview`: what would be sent. */
export const preview: Command = {
  spec: {
    name: "context preview",
    summary: "Show what would be sent with a message, and what it would cost.",
    usage: ['byok context preview [flags] "message"'],
    examples: [
      ['byok context preview "How do I deploy?"', "with the recipe default"],
      [
        'byok context preview "And then?" --chat last --recipe technical',
        "as the next message of a chat",
      ],
      [
        'byok context preview "Hi" -m openai/gpt-4o-mini --json',
        "with the cost on a model, for a script",
      ],
    ],
    options: {
      recipe: {
        type: "string",
        value: "<name>",
        help: "The recipe. Default: the chat's, else default.",
      },
      chat: { type: "string", value: "<id | last>", help: "The chat that goes on." },
      ...MODEL_FLAGS,
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: [
      "Nothing is sent. Tokens are estimates; the longest answer is --max-tokens, else the model's limit.",
    ],
  },
  async run(input, context) {
    const message = input.positionals.join(" ").trim();
    if (message === "") {
      throw new CliError("A preview needs a message.", {
        next: 'byok context preview "How do I deploy?"',
      });
    }
    const { io, screen } = context;
    const [chats, { findChat, withChats }, { priceOf, renderContext }, { readSettings }] =
      await Promise.all([
        import("@byok/chat"),
        import("../../store/open-home.ts"),
        import("../../context/render-context.ts"),
        import("../../chat/settings.ts"),
      ]);
    return await withChats(io, async (store) => {
      const asked = input.text("chat");
      const chat = asked === undefined ? undefined : findChat(store, asked);
      const settings = chat === undefined ? { config: {} } : readSettings(chat);
      const model = input.text("model") ?? settings.model ?? (await usualModel(input, context));
      const windowTokens = model === undefined ? undefined : await windowOf(model);
      const system = input.text("system") ?? settings.system;
      const assembled = await chats.assembleContext(store, {
        recipe: chats.getRecipe(store, input.text("recipe") ?? settings.recipe ?? "default"),
        message,
        ...(chat === undefined ? {} : { chatId: chat.id }),
        ...(windowTokens === undefined ? {} : { windowTokens }),
      });
      const own = system === undefined ? [] : [{ role: "system" as const, content: system }];
      const { estimateMessages } = await import("@byok/core");
      const whole = {
        ...assembled,
        messages: [...own, ...assembled.messages],
        tokens: assembled.tokens + estimateMessages(own).tokens,
      };
      const maxTokens = modelConfig(input).maxTokens ?? settings.config.maxTokens ?? undefined;
      const price = model === undefined ? undefined : await priceOf(whole, model, maxTokens);
      if (input.flag("json")) screen.json({ ...whole, price });
      else screen.print(renderContext(whole, price, screen.columns));
      return 0;
    });
  },
};

/** The model that would be used, where one can be chosen; a preview needs none. */
async function usualModel(
  input: CommandInput,
  { io, keys }: CommandContext,
): Promise<string | undefined> {
  const { chooseModel } = await import("../../choose-model.ts");
  const { envFile = true, allowInsecureHttp } = modelOptions(input);
  try {
    const { platform, model } = await chooseModel({
      url: input.text("url"),
      env: io.env,
      envFile,
      servers: io.localServers,
      keys,
      allowInsecureHttp,
      simulator: false,
    });
    return `${platform}/${model}`;
  } catch (error) {
    if (error instanceof CliError) return undefined;
    throw error;
  }
}

async function windowOf(reference: string): Promise<number | undefined> {
  const [{ findPlatform, splitReference }, { modelWindow }] = await Promise.all([
    import("@byok/core"),
    import("../../models/model-window.ts"),
  ]);
  const { platform, model } = splitReference(reference);
  const row = findPlatform(platform);
  const id = model ?? row?.defaultModel;
  return row === undefined || id === undefined ? undefined : await modelWindow(row.id, id);
}
