import { findModelRow, loadModels } from "@byok/core";

/** The tokens of a model's window; undefined where the catalog does not know it. */
export async function modelWindow(platform: string, model: string): Promise<number | undefined> {
  return findModelRow(await loadModels(platform), model)?.row.context;
}
