import type { Command } from "../options/command.ts";

/** A command that is loaded only when it is used. */
export interface CommandEntry {
  summary: string;
  load(): Promise<Command>;
}

/** Every command, in the order in which the help shows them. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  chat: {
    summary: "Talk with a model; without a key, with a simulator.",
    load: async () => (await import("./chat.ts")).chat,
  },
  ask: {
    summary: "Ask one question; text in, text out.",
    load: async () => (await import("./ask.ts")).ask,
  },
  platforms: {
    summary: "List the platforms and whether a key is set.",
    load: async () => (await import("./platforms.ts")).platforms,
  },
  models: {
    summary: "List models with limits, abilities and prices; show which one is used.",
    load: async () => (await import("./models.ts")).models,
  },
  price: {
    summary: "Show what a model costs, on any day.",
    load: async () => (await import("./price.ts")).price,
  },
  help: {
    summary: "Show help on a command or a topic.",
    load: async () => (await import("./help.ts")).help,
  },
};
