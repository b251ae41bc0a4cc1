import { CliError } from "../errors/cli-error.ts";
import { amountOption } from "../options/amount.ts";
import type { Command, CommandContext } from "../options/command.ts";
import { MODEL_FLAGS, modelConfig, modelOptions } from "../options/model-options.ts";
import { createScreen } from "../terminal/screen.ts";

/** `byok chat`: a conversation in the terminal. */
export const chat: Command = {
  spec: {
    name: "chat",
    summary: "Talk with a model; without a key, with a simulator.",
    usage: ["byok chat [flags]"],
    examples: [
      ["byok chat", "the model is chosen by a written rule: byok help default-model"],
      ["byok chat -m anthropic/claude-haiku-4-5", "a model by name"],
      ["byok chat --resume", "go on with the last chat; byok history lists them all"],
      ['byok chat -s "Answer in French." -t 0.2', "with instructions and a temperature"],
      ["byok chat --file report.pdf", "a file goes with the first message"],
      ["byok chat --budget 0.50", "this chat may cost 50 cents at most"],
      ["byok chat --temporary", "nothing of it is kept"],
      ["byok chat --plain", "for a screen reader"],
      ["byok chat --url http://127.0.0.1:8080/v1", "a server of your own"],
    ],
    options: {
      resume: {
        type: "string",
        value: "id",
        alone: "last",
        help: "Go on with a chat; the last one when no id is given.",
      },
      temporary: { type: "boolean", help: "Keep nothing of this chat." },
      recipe: {
        type: "string",
        value: "<name>",
        help: "How the context is put together; byok recipe list shows them.",
      },
      file: {
        type: "string",
        short: "f",
        value: "<path>",
        multiple: true,
        help: "A file that goes with the first message; may be repeated.",
      },
      budget: {
        type: "string",
        value: "<dollars>",
        help: "The most that this chat may cost, such as 0.50.",
      },
      plain: {
        type: "boolean",
        help: "For a screen reader: whole lines, no colour, no moving cursor.",
      },
      json: {
        type: "boolean",
        help: "Print the demonstration as JSON; only without a terminal.",
      },
      ...MODEL_FLAGS,
    },
    insteadOfWords: (words) => `byok ask "${words}"`,
    notes: [
      "In the chat, /help lists the commands. Ctrl-C stops an answer, not the program; Ctrl-D leaves. Every turn is saved on this device as it ends.",
      "Without a terminal (in a pipe or a script) byok chat always shows a demonstration with the embedded simulator, so that nothing is ever spent by accident. For scripts there is byok ask.",
    ],
  },
  async run(input, context) {
    const options = modelOptions(input, context.keys);
    const config = modelConfig(input);
    const budget = amountOption(input, "budget");
    if (!context.screen.interactive) {
      const { demonstrate } = await import("../chat/demonstrate.ts");
      return await demonstrate(context, { json: input.flag("json") });
    }
    if (input.flag("json")) {
      throw new CliError("A conversation in a terminal is no JSON.", {
        next: 'byok ask --json "…", or byok history show last --json',
      });
    }
    const { runChat } = await import("../chat/run-chat.ts");
    // A terminal that knows no cursor is treated as one that is read aloud.
    const plain = input.flag("plain") || context.io.env["TERM"] === "dumb";
    const start = {
      model: input.text("model"),
      url: input.text("url"),
      system: input.text("system"),
      config,
      options,
      resume: input.text("resume"),
      temporary: input.flag("temporary"),
      recipe: input.text("recipe"),
      files: input.list("file"),
      budget,
      plain,
    };
    return await runChat(start, plain ? plainContext(context) : context);
  },
};

/** The same terminal without colours and spinners. */
function plainContext(context: CommandContext): CommandContext {
  const io = { ...context.io, env: { ...context.io.env, NO_COLOR: "1", TERM: "dumb" } };
  return { ...context, io, screen: createScreen(io) };
}
