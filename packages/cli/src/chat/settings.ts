import type { Chat } from "@byok/chat";
import type { JsonObject, LooseConfig } from "@byok/core";
import type { ChatState } from "./state.ts";

/** What a chat remembers of how it was held. */
export interface ChatSettings {
  /** `platform/model`. */
  model?: string;
  system?: string;
  recipe?: string;
  config: LooseConfig;
}

/** What is stored for the next time. An address is not: it belongs to the command line that gave it. */
export function settingsOf(state: ChatState): JsonObject {
  const { platform, model } = state.opened.choice;
  return {
    model: `${platform}/${model}`,
    ...(state.system === undefined ? {} : { system: state.system }),
    ...(state.recipe === undefined ? {} : { recipe: state.recipe }),
    config: JSON.parse(JSON.stringify(state.config)) as JsonObject,
  };
}

/** Reads the settings of a chat; what is not there, or of another kind, is left out. */
export function readSettings({ settings }: Pick<Chat, "settings">): ChatSettings {
  const { model, system, recipe, config } = settings;
  const isObject = typeof config === "object" && config !== null && !Array.isArray(config);
  return {
    ...(typeof model === "string" ? { model } : {}),
    ...(typeof system === "string" ? { system } : {}),
    ...(typeof recipe === "string" ? { recipe } : {}),
    config: isObject ? config : {},
  };
}
