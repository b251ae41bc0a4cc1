import type { FactRow } from "./fact-row.ts";
import { familyOf } from "./family-rules.ts";
import type { ImportedModel } from "./model-entry.ts";
import type { ImportedPrice } from "./price-row.ts";
import { LIMIT_NOISE } from "./same-facts.ts";
import { catalogKind, isDeprecated } from "./select-models.ts";
import type { SelectedModel } from "./select-models.ts";
import { toPrices } from "./to-prices.ts";

const EFFORT_ORDER = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];
const MODALITIES = ["text", "image", "audio", "video", "pdf"];
/** Where the rows of several regions differ, what can only be one is that of the first of these. */
const REGION_ORDER = ["intl", "cn"];

/** What the import needs to know beside the facts. */
export interface ModelContext {
  platform: string;
  /** The newest date in the facts. */
  asOf: string;
  /** The policy families that the platform file defines; undefined when there is no such file yet. */
  families?: readonly string[];
}

/** One model ready to be written, and what was left out of it. */
export interface ModelResult {
  model: ImportedModel;
  notes: string[];
}

/** Builds the catalog's entry of one selected model; what the facts do not know is left out. */
export function toModel(selected: SelectedModel, run: ModelContext): ModelResult {
  const facts = [...selected.facts].toSorted((one, other) => regionRank(one) - regionRank(other));
  const notes: string[] = [];
  const stated = facts.flatMap((fact) => {
    const result = toPrices(fact);
    notes.push(...result.notes);
    return result.prices;
  });
  const known = <K extends keyof FactRow>(key: K): FactRow[K] | undefined =>
    facts.find((fact) => fact[key] !== undefined)?.[key];
  const kind = facts.map(catalogKind).find((value) => value !== undefined);
  const steps = stated.flatMap((price) => price.tiers?.map((tier) => tier.above) ?? []);
  const context = toContext(facts, smallest(facts, "context"), steps, notes);
  const prices = stated.map((price) => withoutTiersAbove(price, context, notes));
  const limits = toLimits(
    context,
    kind === "chat" ? smallest(facts, "max_output") : undefined,
    notes,
  );
  const regions = facts.flatMap((fact) => fact.region ?? []).toSorted();
  const model: ImportedModel = defined({
    name: known("name")?.trim(),
    kind: kind === "chat" ? undefined : kind,
    family: familyOf(run.platform, selected.id, withBase(facts, selected.base), run.families),
    ...limits,
    input: modalities(facts.flatMap((fact) => fact.modalities_in ?? [])),
    output:
      kind === "chat" ? modalities(facts.flatMap((fact) => fact.modalities_out ?? [])) : undefined,
    tools: agreed(facts, "tool_call"),
    structuredOutput: agreed(facts, "structured_output"),
    reasoning: agreed(facts, "reasoning"),
    efforts: effortsOf(facts.flatMap((fact) => fact.reasoning_options ?? [])),
    budget: budgetOf(facts.flatMap((fact) => fact.reasoning_options ?? [])),
    openWeights: agreed(facts, "open_weights"),
    released: toDay(known("release_date")),
    knowledge: toDay(known("knowledge")),
    ...deprecation(facts, run.asOf),
    regions: regions.length > 0 ? regions : undefined,
    aliases: selected.aliases.length > 0 ? [...selected.aliases] : undefined,
    prices: prices.length > 0 ? prices : undefined,
  });
  return { model, notes };
}

/** What a snapshot's rows leave open of reasoning, its model's rows say. */
function withBase(facts: readonly FactRow[], base: readonly FactRow[] = []): readonly FactRow[] {
  const speaks = facts.some(
    (fact) => fact.reasoning !== undefined || fact.temperature_supported !== undefined,
  );
  return speaks ? facts : [...facts, ...base];
}

/** What all regions say alike: a "no" of one region must not refuse what another answers. */
function agreed(
  facts: readonly FactRow[],
  key: "tool_call" | "structured_output" | "reasoning" | "open_weights",
): boolean | undefined {
  const said = new Set(facts.flatMap((fact) => fact[key] ?? []));
  return said.size === 1 ? [...said][0] : undefined;
}

/** The smallest limit of all regions, so that what is sent fits in each; of figures that differ by rounding the first. */
function smallest(facts: readonly FactRow[], key: "context" | "max_output"): number | undefined {
  const [first, ...others] = facts.flatMap((fact) => fact[key] ?? []);
  if (first === undefined) return undefined;
  const least = Math.min(first, ...others);
  return least < first * (1 - LIMIT_NOISE) ? least : first;
}

function regionRank(fact: FactRow): number {
  const at = REGION_ORDER.indexOf(fact.region ?? "");
  return at === -1 ? REGION_ORDER.length : at;
}

function toContext(
  facts: readonly FactRow[],
  context: number | undefined,
  steps: readonly number[],
  notes: string[],
): number | undefined {
  const onlyPiAi = facts.every((fact) => fact.sources.every((source) => source.src === "pi-ai"));
  const lowest = Math.min(...steps);
  if (context === undefined || steps.length === 0) return context;
  // pi-ai alone gives the step from which a request costs more as the context.
  if (onlyPiAi && context <= lowest) {
    notes.push(`context ${context} left out: there is a price for requests above ${lowest} tokens`);
    return undefined;
  }
  const larger = facts
    .flatMap((fact) => fact.context_alternatives ?? [])
    .find((alternative) => alternative > lowest);
  if (context >= lowest || larger === undefined) return context;
  notes.push(
    `context ${context} left out: there is a price for requests above ${lowest} tokens, and a source gives ${larger}`,
  );
  return undefined;
}

/** A price without the steps that no request can reach. */
function withoutTiersAbove(
  price: ImportedPrice,
  context: number | undefined,
  notes: string[],
): ImportedPrice {
  const { tiers = [], ...rest } = price;
  const beyond = tiers.filter((tier) => context !== undefined && tier.above > context);
  if (beyond.length === 0) return price;
  for (const { above } of beyond)
    notes.push(`the price above ${above} tokens left out: the context is ${context}`);
  const kept = tiers.filter((tier) => !beyond.includes(tier));
  return kept.length === 0 ? rest : { ...price, tiers: kept };
}

function toLimits(
  context: number | undefined,
  maxOutput: number | undefined,
  notes: string[],
): { context?: number | undefined; maxOutput?: number | undefined } {
  if (maxOutput === undefined || maxOutput < 2) return { context };
  if (context !== undefined && maxOutput > context) {
    notes.push(`maxOutput ${maxOutput} left out: above the context of ${context}`);
    return { context };
  }
  return { context, maxOutput };
}

function modalities(names: readonly string[] | undefined): string[] | undefined {
  const known = MODALITIES.filter((name) => names?.includes(name));
  return known.length > 0 ? known : undefined;
}

function effortsOf(options: FactRow["reasoning_options"]): string[] | undefined {
  const values = (options ?? [])
    .filter((option) => option.type === "effort")
    .flatMap((option) => option.values ?? []);
  const rank = (value: string): number => {
    const at = EFFORT_ORDER.indexOf(value);
    return at === -1 ? EFFORT_ORDER.length : at;
  };
  const sorted = [...new Set(values)].toSorted((one, other) => rank(one) - rank(other));
  return sorted.length > 0 ? sorted : undefined;
}

function budgetOf(
  options: FactRow["reasoning_options"],
): { min?: number; max?: number } | undefined {
  const budgets = (options ?? []).filter((entry) => entry.type === "budget_tokens");
  // Gemini's -1 stands for "as you like" and is no lower bound.
  const mins = budgets.flatMap(({ min }) => (min !== undefined && min >= 0 ? [min] : []));
  const maxes = budgets.flatMap(({ max }) => (max !== undefined && max > 0 ? [max] : []));
  // Of several regions, what fits in each.
  const min = mins.length === 0 ? undefined : Math.max(...mins);
  const max = maxes.length === 0 ? undefined : Math.min(...maxes);
  return min === undefined && max === undefined ? undefined : defined({ min, max });
}

function deprecation(
  facts: readonly FactRow[],
  asOf: string,
): { status?: "deprecated"; deprecated?: string } {
  const day = facts.map((fact) => toDay(fact.deprecation_date)).find((date) => date !== undefined);
  if (!facts.some((fact) => isDeprecated(fact, asOf)))
    return day === undefined ? {} : { deprecated: day };
  return { status: "deprecated", deprecated: day ?? `public catalogs of ${asOf} say so` };
}

/** Repairs `2025-4-16`, cuts a day that does not exist, drops a bare year. */
function toDay(text: string | undefined): string | undefined {
  const match = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(text ?? "");
  if (match === null) return undefined;
  const [, year = "", month = "", day] = match;
  const first = `${year}-${month.padStart(2, "0")}`;
  if (day === undefined) return first;
  const full = `${first}-${day.padStart(2, "0")}`;
  const time = Date.parse(`${full}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(full) ? full : first;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== undefined),
  ) as Defined<T>;
}
