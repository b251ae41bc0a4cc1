import { isByokError, listPlatforms, type Platform } from "@byok/core";
import { createModel } from "./create-model.ts";
import type { KeysAtHand } from "./keys-at-hand.ts";
import { listChatModels, type ListAccess } from "./list-chat-models.ts";
import type { ModelChoice } from "./model-choice.ts";
import { inOrder } from "./model-order.ts";
import { whyUnusable } from "./models/why-unusable.ts";

const NO_KEY_YET = { find: async () => undefined };

/**
 * Chooses the first platform in the written order that has a key: its default model, or the first chat model of its
 * list where only the platform knows its models. Why one with a key is not used is added to `skipped`.
 *
 * @throws VaultError when the stored key of a platform that must be asked cannot be opened.
 */
export async function chooseByKey(
  keys: KeysAtHand,
  access: ListAccess,
  skipped: string[],
): Promise<ModelChoice | undefined> {
  for (const platform of inOrder(listPlatforms())) {
    const place = keys.placeOf(platform.id);
    if (place === undefined) continue;
    const { id, name, defaultModel } = platform;
    if (defaultModel === undefined && !hasList(platform)) {
      skipped.push(
        `${place}, but ${name} has no default model: name one with --model ${id}/<model>.`,
      );
      continue;
    }
    if (defaultModel === undefined && access.patience.leftMs <= 0) {
      skipped.push(
        `${place}, but ${name} was not asked: the lists before its own took all the time. Name a model: --model ${id}/<model>.`,
      );
      continue;
    }
    try {
      if (defaultModel !== undefined) {
        const keyStore = keys.isStored(id) ? { keyStore: NO_KEY_YET } : {};
        const options = { envFile: access.envFile, ...keyStore };
        // What a platform needs beside its key, such as a package, speaks only here.
        await createModel(id, defaultModel, {}, options).resolution;
        const why = `${place}, and this is ${name}'s default model.`;
        return { platform: id, model: defaultModel, by: "key", why, skipped };
      }
      const [model] = await listChatModels(platform, access);
      if (model !== undefined) {
        const why = `${place}; ${name} has no default model, and this is the first chat model of its list.`;
        return { platform: id, model, listed: true, by: "key", why, skipped };
      }
      skipped.push(
        `${place}, but ${name} lists no chat model: name one with --model ${id}/<model>.`,
      );
    } catch (error) {
      if (!isByokError(error) || error.code === "vault" || error.code === "aborted") throw error;
      const next = defaultModel === undefined ? ` Or name a model: --model ${id}/<model>.` : "";
      skipped.push(`${place}, but ${name} cannot be used: ${whyUnusable(error)}${next}`);
    }
  }
  return undefined;
}

/** Whether only the platform knows its models, and tells them. */
export function hasList({ models, modelsApi }: Platform): boolean {
  return models === "live" && modelsApi !== undefined;
}
