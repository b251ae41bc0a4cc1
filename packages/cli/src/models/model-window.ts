import { loadModels } from "@byok/core";

/** The tokens of a model's window; undefined where the catalog does not know it. */
export async function modelWindow(platform: string, model: string): Promise<number | undefined> {
  const table = await loadModels(platform);
  const { aliases = {}, models } = table;
  const id = Object.hasOwn(aliases, model) ? (aliases[model]?.target ?? model) : model;
  return Object.hasOwn(models, id) ? models[id]?.context : undefined;
}
