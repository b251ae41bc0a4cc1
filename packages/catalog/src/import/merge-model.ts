import { isMap, isSeq, YAMLSeq } from "yaml";
import type { Document, Node, YAMLMap } from "yaml";
import { mergePrices } from "./merge-prices.ts";
import { MODEL_KEYS } from "./model-entry.ts";
import type { ImportedModel } from "./model-entry.ts";
import type { ImportedPrice } from "./price-row.ts";
import { blockMapOfLines, byList, flowNode, isKept, setInOrder } from "./yaml-nodes.ts";

/** What an import changed in one model. */
export interface ModelChange {
  fields: string[];
  closedPrices: number;
  newPrices: number;
  refused: string[];
}

const PRICE_KEYS = [
  "from",
  "until",
  "currency",
  "region",
  "serviceTier",
  "when",
  "components",
  "tiers",
  "multipliers",
  "source",
];
const modelOrder = byList(MODEL_KEYS);
const priceOrder = byList([...PRICE_KEYS, "agreement", "free", "plan"]);

/**
 * Brings one model of the file up to date. Fields that the facts do not know stay as they are,
 * and so does a field that is followed by a comment beginning with `keep`.
 */
export function mergeModel(document: Document, map: YAMLMap, model: ImportedModel): ModelChange {
  const change: ModelChange = { fields: [], closedPrices: 0, newPrices: 0, refused: [] };
  const present = map.toJS(document) as ImportedModel;
  for (const [key, value] of Object.entries(model)) {
    if (key === "prices" || key === "aliases" || isKept(map, key)) continue;
    const old = present[key as keyof ImportedModel];
    if (JSON.stringify(old) === JSON.stringify(value)) continue;
    // "Public catalogs say so" is no better than what stands there already.
    if (key === "deprecated" && old !== undefined && !/^\d/.test(String(value))) continue;
    setInOrder(map, key, flowNode(document, value), modelOrder);
    change.fields.push(key);
  }
  const missing = (model.aliases ?? []).filter(
    (alias) => present.aliases?.includes(alias) !== true,
  );
  if (missing.length > 0 && !isKept(map, "aliases")) {
    setInOrder(
      map,
      "aliases",
      flowNode(document, [...(present.aliases ?? []), ...missing]),
      modelOrder,
    );
    change.fields.push("aliases");
  }
  if (model.prices !== undefined && !isKept(map, "prices"))
    mergePriceList(document, map, model.prices, change);
  return change;
}

/** Writes a price on one line, or line by line where tiers or hours make it long. */
function priceNode(document: Document, row: ImportedPrice): Node {
  const long = row.tiers !== undefined || row.when !== undefined;
  return long ? blockMapOfLines(document, row) : flowNode(document, row);
}

function mergePriceList(
  document: Document,
  map: YAMLMap,
  wanted: readonly ImportedPrice[],
  change: ModelChange,
): void {
  const found = map.get("prices");
  const list = isSeq(found) ? found : new YAMLSeq();
  const existing = (isSeq(found) ? found.toJS(document) : []) as ImportedPrice[];
  for (const step of mergePrices(existing, wanted)) {
    if (step.kind === "append") {
      list.items.push(priceNode(document, step.row));
      change.newPrices += 1;
      continue;
    }
    if (step.kind === "refuse") {
      change.refused.push(step.why);
      continue;
    }
    const row = list.items[step.index];
    if (!isMap(row)) continue;
    if (step.kind === "close") {
      setInOrder(row, "until", flowNode(document, step.until), priceOrder);
      change.closedPrices += 1;
      continue;
    }
    if (step.kind === "fill") {
      setInOrder(row, "components", flowNode(document, step.components), priceOrder);
    } else {
      setInOrder(row, "source", flowNode(document, step.source), priceOrder);
      if (step.agreement !== undefined) {
        setInOrder(row, "agreement", flowNode(document, step.agreement), priceOrder);
      }
    }
    if (!change.fields.includes("prices")) change.fields.push("prices");
  }
  if (!isSeq(found) && list.items.length > 0) setInOrder(map, "prices", list, modelOrder);
}
