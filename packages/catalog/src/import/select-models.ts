import type { FactRow } from "./fact-row.ts";
import { NAMED_MODELS } from "./named-models.ts";
import { LIST_SOURCES, PLATFORM_RULES } from "./platform-rules.ts";
import type { PlatformRules } from "./platform-rules.ts";
import { bothPriced, priceBeside, sameLimits, sameModelFacts } from "./same-facts.ts";
import { costsTheSame } from "./same-prices.ts";
import { readSnapshotName } from "./snapshot-names.ts";

/** One model that goes into the catalog, with its rows by region. */
export interface SelectedModel {
  id: string;
  /** One row per region; a platform without regions has one. */
  facts: readonly FactRow[];
  aliases: readonly string[];
  /** For a dated snapshot: the rows of the model that it is one of. */
  base?: readonly FactRow[];
}

/** Why a row of the facts did not become a model. */
export interface SkippedRow {
  id: string;
  reason: string;
}

/** What the selection made of one platform's rows. */
export interface Selection {
  models: SelectedModel[];
  skipped: SkippedRow[];
}

interface Candidate {
  id: string;
  facts: FactRow[];
  named: boolean;
}

/**
 * Chooses the models that a user would choose today from one platform's rows:
 * chat and embedding models (and rerank) that a list of the platform holds and nobody calls
 * deprecated, plus every model that the seeds or CAMEL name. Prefixed copies, fine-tune prices
 * and ids of price books are dropped. A dated snapshot or `-latest` name that says the same as
 * its model becomes an alias of it; one that differs stays a model, of price books alone only if
 * it is dearer. Models of the file
 * (`present`) stay and are brought up to date, whatever the rule says of them.
 */
export function selectModels(
  platform: string,
  facts: readonly FactRow[],
  asOf: string,
  present: readonly string[] = [],
): Selection {
  const rules = PLATFORM_RULES[platform] ?? {};
  const named = namedBy(platform, rules, present);
  const skipped: SkippedRow[] = [];
  const candidates = groupByModel(mergeSpellings(facts), named);
  const eligible = candidates.filter((candidate) => {
    const reason = whyNotEligible(candidate, rules, candidates);
    if (reason !== undefined) skipped.push({ id: candidate.id, reason });
    return reason === undefined;
  });
  const chosen = new Map<string, Candidate>();
  const doubtful = new Map<string, string>();
  for (const candidate of eligible) {
    const reason = candidate.named ? undefined : whyNotCurrent(candidate, rules, asOf);
    if (reason === undefined) chosen.set(candidate.id, candidate);
    else doubtful.set(candidate.id, reason);
  }
  const aliases = new Map<string, string>();
  for (const candidate of eligible) {
    const target = candidate.named ? undefined : findTarget(candidate, chosen, eligible);
    const booked = target === undefined ? bookedSnapshot(candidate, chosen, doubtful, asOf) : "";
    if (target !== undefined) aliases.set(candidate.id, target.id);
    else if (booked === "same") aliases.set(candidate.id, readSnapshotName(candidate.id).stem);
    else if (booked === "dearer" || isKnownSnapshot(candidate, chosen, rules, asOf))
      chosen.set(candidate.id, candidate);
    else if (doubtful.has(candidate.id)) {
      skipped.push({ id: candidate.id, reason: doubtful.get(candidate.id) ?? "" });
    }
  }
  for (const alias of aliases.keys()) chosen.delete(alias);
  for (const [alias, target] of aliases) aliases.set(alias, aliases.get(target) ?? target);
  const models = [...chosen.values()].map((candidate) => ({
    id: candidate.id,
    facts: candidate.facts,
    aliases: [...aliases]
      .filter(([, target]) => target === candidate.id)
      .map(([alias]) => alias)
      .toSorted(),
    ...baseOf(candidate, chosen),
  }));
  return { models, skipped };
}

/** Whether the facts call a model deprecated, by word or by a date that has passed. */
export function isDeprecated(fact: FactRow, asOf: string): boolean {
  return (
    fact.deprecated === true ||
    (fact.deprecation_date !== undefined && fact.deprecation_date <= asOf)
  );
}

/** The kind that the catalog knows it by; undefined for kinds that it does not hold. */
export function catalogKind(fact: FactRow): "chat" | "embedding" | "rerank" | undefined {
  // An embedding bills no output: such a row is a chat model that its source filed wrongly.
  if (fact.kind === "embedding" && (fact.output_usd_per_mtok ?? 0) > 0) return "chat";
  if (fact.kind === "chat" || fact.kind === "embedding" || fact.kind === "rerank") return fact.kind;
  return undefined;
}

/**
 * One source cannot write dots in its file names: `qwen2-5-7b` there is `qwen2.5-7b` elsewhere.
 * Such rows count for the dotted id in regions that it lacks.
 */
function mergeSpellings(facts: readonly FactRow[]): FactRow[] {
  const rows = new Set(facts.map((fact) => `${fact.region ?? ""} ${fact.id}`));
  const ids = new Set(facts.map((fact) => fact.id));
  return facts.flatMap((fact) => {
    const dotted = dottedTwin(fact.id, ids);
    if (dotted === undefined) return [fact];
    return rows.has(`${fact.region ?? ""} ${dotted}`) ? [] : [{ ...fact, id: dotted }];
  });
}

function dottedTwin(id: string, ids: ReadonlySet<string>): string | undefined {
  const dotted = id
    .replace(/(?<=[a-z]\d)-(?=\d+[-b])|(?<=[a-z]\d)-(?=\d+$)/gi, ".")
    .replace(/-(\d)-(\d)b$/, "-$1.$2b");
  return dotted !== id && ids.has(dotted) ? dotted : undefined;
}

function groupByModel(facts: readonly FactRow[], named: (id: string) => boolean): Candidate[] {
  const groups = new Map<string, FactRow[]>();
  for (const fact of facts) groups.set(fact.id, [...(groups.get(fact.id) ?? []), fact]);
  return [...groups]
    .map(([id, rows]) =>
      named(id) ? { id, named: true, facts: rows.map(asChat) } : { id, named: false, facts: rows },
    )
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** CAMEL chats with models that price books still file under completions. */
function asChat(fact: FactRow): FactRow {
  return fact.kind === "completion" ? { ...fact, kind: "chat" } : fact;
}

function whyNotEligible(
  candidate: Candidate,
  rules: PlatformRules,
  all: readonly Candidate[],
): string | undefined {
  const { id } = candidate;
  const kinds = new Set(candidate.facts.map((fact) => fact.kind));
  const held = candidate.facts
    .map(catalogKind)
    .filter((kind) => kind !== "rerank" || rules.rerank === true);
  if (held.every((kind) => kind === undefined)) return `kind ${[...kinds].join(", ")}`;
  if (candidate.named) return undefined;
  if (rules.notModels?.some((pattern) => pattern.test(id)) === true)
    return "not a model of its own";
  if (rules.outdated?.some((pattern) => pattern.test(id)) === true) return "outdated generation";
  const bare = rules.regionPrefix === undefined ? id : id.replace(rules.regionPrefix, "");
  if (bare !== id) {
    const siblings = all.filter((other) => other.id.replace(rules.regionPrefix ?? "", "") === bare);
    if (siblings.some((other) => other.id === bare || rankOfPrefix(other.id) < rankOfPrefix(id))) {
      return "regional copy";
    }
  }
  const prefixed = all.find((other) =>
    candidate.facts.some((fact) => `${fact.platform}/${other.id}` === id),
  );
  if (prefixed !== undefined) return `same as ${prefixed.id}`;
  const twin = all.find(
    (other) =>
      other.id !== id && other.id.toLowerCase() === id.toLowerCase() && beats(other, candidate),
  );
  return twin === undefined ? undefined : `same as ${twin.id}`;
}

/** Of two spellings the better known one stands; of equals, the first. */
function beats(one: Candidate, other: Candidate): boolean {
  const difference = sourceCount(one) - sourceCount(other);
  return difference > 0 || (difference === 0 && one.id < other.id);
}

const PREFIX_ORDER = ["us", "global", "eu"];

function rankOfPrefix(id: string): number {
  const at = PREFIX_ORDER.indexOf(id.split(/[./]/)[0] ?? "");
  return at === -1 ? PREFIX_ORDER.length : at;
}

function whyNotCurrent(
  candidate: Candidate,
  rules: PlatformRules,
  asOf: string,
): string | undefined {
  if (candidate.facts.some((fact) => isDeprecated(fact, asOf))) return "deprecated";
  const lists = [...LIST_SOURCES, ...(rules.listSources ?? [])];
  const sources = candidate.facts.flatMap((fact) => fact.sources.map((source) => source.src));
  // Few lists hold embeddings at all; LiteLLM keeps no old ones.
  const chat = candidate.facts.every((fact) => catalogKind(fact) === "chat");
  const listed = sources.some(
    (source) => lists.includes(source) || (!chat && source === "litellm"),
  );
  return listed ? undefined : "in no list of the platform's models";
}

function findTarget(
  candidate: Candidate,
  chosen: ReadonlyMap<string, Candidate>,
  eligible: readonly Candidate[],
): Candidate | undefined {
  const name = readSnapshotName(candidate.id);
  if (name.kind === "base") return undefined;
  const base = chosen.get(name.stem);
  if (base !== undefined) return isSame(candidate, base) ? base : undefined;
  if (name.kind === "dated") return undefined;
  const dated = eligible.filter((other) => {
    const otherName = readSnapshotName(other.id);
    return otherName.kind === "dated" && otherName.stem === name.stem;
  });
  const newest = dated.at(-1);
  return newest !== undefined && chosen.has(newest.id) && isSame(candidate, newest)
    ? newest
    : undefined;
}

/**
 * What a snapshot that price books alone hold is beside its listed model: `same` is another name of it, `dearer` needs
 * a price of its own. Which price holds today, its book cannot know: the listed model's does.
 */
function bookedSnapshot(
  candidate: Candidate,
  chosen: ReadonlyMap<string, Candidate>,
  doubtful: ReadonlyMap<string, string>,
  asOf: string,
): "same" | "dearer" | undefined {
  const { facts } = candidate;
  const base = baseOf(candidate, chosen).base ?? [];
  if (!doubtful.has(candidate.id) || facts.some((fact) => isDeprecated(fact, asOf)))
    return undefined;
  const verdicts = facts.map((fact) => {
    const twin = base.find((row) => row.region === fact.region);
    const verdict = twin === undefined ? undefined : priceBeside(fact, twin);
    return verdict === "same" && twin !== undefined && !sameLimits(fact, twin)
      ? undefined
      : verdict;
  });
  if (verdicts.includes(undefined)) return undefined;
  return verdicts.includes("dearer") ? "dearer" : "same";
}

function baseOf(
  { id }: Candidate,
  chosen: ReadonlyMap<string, Candidate>,
): { base?: readonly FactRow[] } {
  const name = readSnapshotName(id);
  const base = name.kind === "dated" ? chosen.get(name.stem) : undefined;
  return base === undefined ? {} : { base: base.facts };
}

function isSame(one: Candidate, other: Candidate): boolean {
  return one.facts.every((fact) => {
    const twin = other.facts.find((row) => row.region === fact.region);
    if (twin === undefined) return false;
    // Platforms that publish no price in dollars leave nothing but the limits to compare.
    const unpriced = fact.cny_per_mtok !== undefined && twin.cny_per_mtok !== undefined;
    return (
      (bothPriced(fact, twin) || unpriced) &&
      sameModelFacts(fact, twin) &&
      costsTheSame(fact, twin) &&
      sameCny(fact, twin)
    );
  });
}

function sameCny(one: FactRow, other: FactRow): boolean {
  const prices = (fact: FactRow): string => JSON.stringify(fact.cny_per_mtok ?? null);
  return prices(one) === prices(other);
}

function isKnownSnapshot(
  candidate: Candidate,
  chosen: ReadonlyMap<string, Candidate>,
  rules: PlatformRules,
  asOf: string,
): boolean {
  const name = readSnapshotName(candidate.id);
  if (name.kind !== "dated" || !chosen.has(name.stem)) return false;
  if (candidate.facts.some((fact) => isDeprecated(fact, asOf))) return false;
  return whyNotCurrent(candidate, rules, asOf) === undefined || hasIdList(candidate);
}

function hasIdList(candidate: Candidate): boolean {
  const sources = candidate.facts.flatMap((fact) => fact.sources.map((source) => source.src));
  return sourceCount(candidate) >= 2 && sources.includes("litellm");
}

function sourceCount(candidate: Candidate): number {
  return new Set(candidate.facts.flatMap((fact) => fact.sources.map((source) => source.src))).size;
}

function namedBy(
  platform: string,
  rules: PlatformRules,
  present: readonly string[],
): (id: string) => boolean {
  const ids = new Set((NAMED_MODELS[platform] ?? "").toLowerCase().split(/\s+/));
  return (id) =>
    present.includes(id) ||
    ids.has(id.toLowerCase()) ||
    (rules.named?.some((pattern) => pattern.test(id)) ?? false);
}
