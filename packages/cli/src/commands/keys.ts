import { commandGroup } from "../options/command-group.ts";
import type { Command } from "../options/command.ts";

/** `byok keys`: the keys on this device. */
export const keys: Command = commandGroup(
  {
    name: "keys",
    summary: "Add, list, test and remove the keys on this device.",
    usage: ["byok keys <command> [flags]"],
    examples: [
      ["byok keys add openai", "paste a key; it is not shown"],
      ["pass show openai | byok keys add openai", "from another program"],
      ["byok keys list", "every key that byok finds, masked, and where it comes from"],
      ["byok keys test", "does each key work, and if not, why"],
      ["byok keys remove openai", "it asks first"],
      ["byok keys import", "take over keys from the environment, .env, llm and shell profiles"],
    ],
    options: {},
    notes: [
      "A key is looked for in the environment, then in ./.env (or --use-env-file; --no-env-file reads none), then among the keys stored here. The names of the variables are in `byok platforms`.",
      "A key is never taken from the command line, never shown again, and sent only to its platform: an address from a .env file never receives a key from elsewhere, and a stored key goes only to the addresses it was stored for.",
      "State lives in $BYOK_HOME, else in ~/.local/share/byok and ~/.config/byok (macOS and Windows: the system's own folders).",
    ],
  },
  {
    add: {
      summary: "Store a key on this device.",
      load: async () => (await import("./keys/add.ts")).add,
    },
    list: {
      summary: "List every key, masked, with its source.",
      load: async () => (await import("./keys/list.ts")).list,
    },
    test: {
      summary: "Test keys: form, authentication, and if you like one token.",
      load: async () => (await import("./keys/test.ts")).test,
    },
    default: {
      summary: "Choose which key of a platform is used.",
      load: async () => (await import("./keys/change.ts")).makeDefault,
    },
    rename: {
      summary: "Give a key another label.",
      load: async () => (await import("./keys/change.ts")).rename,
    },
    disable: {
      summary: "Keep a key, and use it no more.",
      load: async () => (await import("./keys/change.ts")).disable,
    },
    enable: {
      summary: "Use a disabled key again.",
      load: async () => (await import("./keys/change.ts")).enable,
    },
    remove: {
      summary: "Remove a key; asks first.",
      load: async () => (await import("./keys/remove.ts")).remove,
    },
    import: {
      summary: "Take over keys from the environment, .env, llm and shell profiles.",
      load: async () => (await import("./keys/import.ts")).importKeys,
    },
  },
);
