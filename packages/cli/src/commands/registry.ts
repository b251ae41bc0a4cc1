import type { CommandEntry } from "../options/command.ts";

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
  compare: {
    summary: "Ask several models the same, side by side with time and cost.",
    load: async () => (await import("./compare.ts")).compare,
  },
  history: {
    summary: "List, search, show, export, import and delete your chats.",
    load: async () => (await import("./history.ts")).history,
  },
  cost: {
    summary: "Show what your answers have cost, by model, key, day or chat.",
    load: async () => (await import("./cost.ts")).cost,
  },
  budget: {
    summary: "Limit what is spent: per day, month, chat or key.",
    load: async () => (await import("./budget.ts")).budget,
  },
  context: {
    summary: "Keep pieces of knowledge for later chats, and see what would be sent.",
    load: async () => (await import("./context.ts")).context,
  },
  recipe: {
    summary: "List, show, change and delete recipes: how a context is put together.",
    load: async () => (await import("./recipe.ts")).recipe,
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
  keys: {
    summary: "Add, list, test and remove the keys on this device.",
    load: async () => (await import("./keys.ts")).keys,
  },
  vault: {
    summary: "Show and change how the keys on this device are protected.",
    load: async () => (await import("./vault.ts")).vault,
  },
  doctor: {
    summary: "Check keys, network and this machine; every line has a fix.",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  completion: {
    summary: "Print the completion script of a shell.",
    load: async () => (await import("./completion.ts")).completion,
  },
  help: {
    summary: "Show help on a command or a topic.",
    load: async () => (await import("./help.ts")).help,
  },
};
