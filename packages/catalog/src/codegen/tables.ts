import type { CatalogPlatform } from "../catalog.ts";
import type { CatalogInput } from "./catalog-input.ts";
import { generatedFile, literal, propertyKey, stringLiteral } from "./literal.ts";

/** Writes `models/<id>.ts`: one platform's model table. */
export function emitModels({ models, aliases }: CatalogPlatform): string {
  const rows = models.map((model) => `    ${propertyKey(model.id)}: ${literal(model)},`);
  const others = [...aliases].map(([alias, row]) => `    ${propertyKey(alias)}: ${literal(row)},`);
  return generatedFile(
    'import type { ModelTable } from "../../catalog/model-row.ts";',
    "",
    "export const table: ModelTable = {",
    "  models: {",
    ...rows,
    "  },",
    ...(others.length === 0 ? [] : ["  aliases: {", ...others, "  },"]),
    "};",
  );
}

/** Writes `prices/<id>.ts`: one platform's price table. */
export function emitPrices({ prices }: CatalogPlatform): string {
  const rows = [...prices].map(([id, list]) => `  ${propertyKey(id)}: ${literal(list, 1, "  ")},`);
  return generatedFile(
    'import type { PriceTable } from "../../catalog/model-row.ts";',
    "",
    "export const prices: PriceTable = {",
    ...rows,
    "};",
  );
}

/** Whether a platform has a model table of its own. */
export function hasModels({ models }: CatalogPlatform): boolean {
  return models.length > 0;
}

/** Whether a platform has a price table of its own. */
export function hasPrices({ prices }: CatalogPlatform): boolean {
  return [...prices.values()].some((rows) => rows.length > 0);
}

/** Writes `model-imports.ts`: the tables, each behind an import that a bundler can see. */
export function emitModelImports({ platforms }: CatalogInput): string {
  const map = (
    name: string,
    type: string,
    folder: string,
    doc: string,
    has: (p: CatalogPlatform) => boolean,
  ): string[] => [
    `/** ${doc} */`,
    `export const ${name}: Readonly<Record<string, () => Promise<${type}>>> = {`,
    ...platforms.filter(has).map(({ platform: { id } }) => {
      return `  ${propertyKey(id)}: () => import(${stringLiteral(`./${folder}/${id}.ts`)}),`;
    }),
    "};",
  ];
  return generatedFile(
    'import type { ModelTable, PriceTable } from "../catalog/model-row.ts";',
    "",
    ...map(
      "MODEL_IMPORTS",
      "{ readonly table: ModelTable }",
      "models",
      "Model tables by platform id.",
      hasModels,
    ),
    "",
    ...map(
      "PRICE_IMPORTS",
      "{ readonly prices: PriceTable }",
      "prices",
      "Price tables by platform id.",
      hasPrices,
    ),
  );
}
