import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { listChats, listRecipes } from "@byok/chat";
import { findPlatform, listPlatforms, loadModels } from "@byok/core";
import { shortId } from "../store/open-home.ts";
import type { ChatState } from "./state.ts";
import { SLASH_COMMANDS } from "./slash-commands.ts";

/** What can stand after a command. */
export type Completion = "model" | "recipe" | "chat" | "file";

/** The possible ends of a line, and the part of it that they replace. */
export async function completeLine(
  line: string,
  state: ChatState | undefined,
): Promise<[string[], string]> {
  if (!line.startsWith("/")) return [[], line];
  const [command = "", ...words] = line.split(" ");
  if (words.length === 0) {
    return [Object.keys(SLASH_COMMANDS).filter((name) => name.startsWith(line)), line];
  }
  const kind = Object.hasOwn(SLASH_COMMANDS, command)
    ? SLASH_COMMANDS[command]?.completes
    : undefined;
  const word = words.at(-1) ?? "";
  const found = kind === undefined ? [] : await SOURCES[kind](word, state);
  return [found.filter((each) => each.startsWith(word)), word];
}

const SOURCES: Readonly<
  Record<Completion, (word: string, state: ChatState | undefined) => Promise<string[]> | string[]>
> = {
  async model(word) {
    const [platform = ""] = word.split("/");
    if (!word.includes("/")) return listPlatforms().map(({ id }) => `${id}/`);
    const row = findPlatform(platform);
    if (row === undefined) return [];
    const { models } = await loadModels(row.id);
    return Object.keys(models).map((id) => `${platform}/${id}`);
  },
  recipe(_, state) {
    if (state === undefined) return [];
    const store = state.session.home ?? state.session.store;
    return ["off", ...listRecipes(store).map(({ recipe }) => recipe.name)];
  },
  chat(_, state) {
    const home = state?.session.home;
    if (home === undefined) return ["last"];
    return ["last", ...listChats(home, { limit: 100 }).chats.map(({ id }) => shortId(id))];
  },
  file(word) {
    const folder = word.endsWith("/") ? word : dirname(word);
    try {
      return readdirSync(folder, { withFileTypes: true }).map((entry) => {
        const path = word.includes("/") ? join(folder, entry.name) : entry.name;
        return entry.isDirectory() ? `${path}/` : path;
      });
    } catch {
      return [];
    }
  },
};
