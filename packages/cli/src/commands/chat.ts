import { CliError } from "../errors/cli-error.ts";
import type { Command } from "../options/command.ts";
import { MODEL_FLAGS, modelConfig, modelOptions } from "../options/model-options.ts";

/** `byok chat`: a conversation in the terminal. */
export const chat: Command = {
  spec: {
    name: "chat",
    summary: "Talk with a model; without a key, with a simulator.",
    usage: ["byok chat [flags]"],
    examples: [
      ["byok chat", "the model is chosen by a written rule: byok help default-model"],
      ["byok chat -m anthropic/claude-haiku-4-5", "a model by name"],
      ['byok chat -s "Answer in French." -t 0.2', "with instructions and a temperature"],
      ["byok chat --url http://127.0.0.1:8080/v1", "a server of your own"],
    ],
    options: MODEL_FLAGS,
    notes: [
      "In the chat, /help lists the commands. Ctrl-C stops an answer, not the program; Ctrl-D leaves.",
      "Without a terminal (in a pipe or a script) byok chat always shows a demonstration with the embedded simulator, so that nothing is ever spent by accident. For scripts there is byok ask.",
    ],
  },
  async run(input, context) {
    if (input.positionals.length > 0) {
      throw new CliError("byok chat takes no question.", {
        next: `byok ask "${input.positionals.join(" ")}"`,
      });
    }
    const options = modelOptions(input, context.keys);
    const config = modelConfig(input);
    if (!context.screen.interactive) {
      const { demonstrate } = await import("../chat/demonstrate.ts");
      return await demonstrate(context);
    }
    const { runChat } = await import("../chat/run-chat.ts");
    const start = {
      model: input.text("model"),
      url: input.text("url"),
      system: input.text("system"),
      config,
      options,
    };
    return await runChat(start, context);
  },
};
