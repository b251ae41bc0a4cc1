import {
  findModelRow,
  findPlatform,
  listPlatforms,
  loadModels,
  loadPrices,
  ModelNotFoundError,
  type ModelRow,
  type Platform,
  type PriceRow,
} from "@byok/core";
import { CliError } from "../errors/cli-error.ts";
import { inOrder } from "../model-order.ts";
import { nearNames } from "../options/near-names.ts";

/** A model of the catalog with all its price rows. */
export interface PricedModel {
  platform: Platform;
  /** The id that was asked for. */
  id: string;
  /** Set where that is another name of a row, or a snapshot of it that no list holds. */
  aliasOf?: string;
  /** Whether the id is a snapshot that no list holds: it costs what its model costs. */
  snapshot: boolean;
  row: ModelRow | undefined;
  prices: readonly PriceRow[];
}

/**
 * Finds what a reference means: `platform/model`, or a model id on every platform that lists it.
 *
 * @throws ModelNotFoundError with near names.
 */
export async function findPriced(reference: string): Promise<PricedModel[]> {
  const slash = reference.indexOf("/");
  const platform = slash > 0 ? findPlatform(reference.slice(0, slash)) : undefined;
  if (platform !== undefined) {
    const found = await lookup(platform, reference.slice(slash + 1));
    if (found !== undefined) return [found];
  }
  const ordered = [
    ...inOrder(listPlatforms()),
    ...listPlatforms().filter((each) => each.kind === "local"),
  ];
  const found = (await Promise.all(ordered.map((each) => lookup(each, reference)))).filter(
    (each) => each !== undefined,
  );
  if (found.length > 0) {
    const listed = found.filter(({ snapshot }) => !snapshot);
    return listed.length > 0 ? listed : found;
  }
  const named = findPlatform(reference);
  if (named !== undefined) {
    throw new CliError(`"${reference}" is a platform; a price is that of a model.`, {
      next: `byok models ${named.id}`,
      exit: "no-model",
    });
  }
  throw await notFound(reference, platform, ordered);
}

async function lookup(platform: Platform, id: string): Promise<PricedModel | undefined> {
  const [table, prices] = await Promise.all([loadModels(platform.id), loadPrices(platform.id)]);
  const found = findModelRow(table, id);
  const target = found?.target ?? id;
  const rows = Object.hasOwn(prices, target) ? (prices[target] ?? []) : [];
  if (found === undefined && rows.length === 0) return undefined;
  return {
    platform,
    id,
    ...(target === id ? {} : { aliasOf: target }),
    snapshot: found?.kind === "snapshot",
    row: found?.row,
    prices: rows,
  };
}

async function notFound(
  reference: string,
  platform: Platform | undefined,
  all: readonly Platform[],
): Promise<Error> {
  const where = platform === undefined ? all : [platform];
  const wanted = platform === undefined ? reference : reference.slice(reference.indexOf("/") + 1);
  const ids: string[] = [];
  for (const each of where) {
    const { models } = await loadModels(each.id);
    ids.push(...nearNames(wanted, Object.keys(models)).map((id) => `${each.id}/${id}`));
  }
  const live =
    platform?.models === "live"
      ? ` ${platform.name} lists its models only live: byok models ${platform.id} --live.`
      : "";
  return new ModelNotFoundError(
    `The catalog has no model "${reference}", so its price is unknown.`,
    {
      ...(platform === undefined ? {} : { platform: platform.id }),
      hint: `${ids.length === 0 ? "" : `Did you mean ${ids.slice(0, 3).join(" or ")}?`}${live}`.trim(),
    },
  );
}
