import type { ModelRow, ModelTable } from "../../catalog/model-row.ts";
import type { Platform } from "../../catalog/platform.ts";
import { MODEL_IMPORTS } from "../../generated/model-imports.ts";
import { PLATFORMS } from "../../generated/platforms.ts";

/** The policy of each made-up model, and what else its row says. */
export type MadeUpModels = Readonly<Record<string, Omit<ModelRow, "id">>>;

/** Adds a platform on both wires to this process, for what no entry of the catalog says; isolated tests only. */
export function addPlatform(id: string, models: MadeUpModels, more: Omit<Partial<Platform>, "aliases"> & Pick<ModelTable, "aliases"> = {}): void {
  const { aliases, ...fields } = more;
  const platform: Platform = {
    id,
    name: id,
    kind: "direct",
    env: [],
    keysUrl: `https://${id}.example/keys`,
    endpoints: [{ id: "default", baseUrl: `https://${id}.example/v1`, currency: "USD" }],
    surfaces: [
      { wire: "openai-chat", auth: "bearer" },
      { wire: "anthropic-messages", auth: "header", authName: "x-api-key" },
    ],
    models: "table",
    ...fields,
  };
  const rows = Object.fromEntries(Object.entries(models).map(([name, row]) => [name, { id: name, ...row }]));
  const table: ModelTable = { models: rows, ...(aliases === undefined ? {} : { aliases }) };
  Object.assign(PLATFORMS, { [id]: platform });
  Object.assign(MODEL_IMPORTS, { [id]: () => Promise.resolve({ table }) });
}
