import type {
  FreeLimits,
  PriceComponents,
  PriceMultipliers,
  PriceRow,
  PriceWindow,
} from "@byok/core";
import { sanitizeLine } from "../terminal/sanitize.ts";

const UNITS = ["million tokens", "million tokens and hour", "unit"] as const;
type Unit = (typeof UNITS)[number];

/** Components in the order in which they are shown, with their unit. */
const COMPONENTS: readonly (readonly [keyof PriceComponents, string, Unit])[] = [
  ["input", "input", "million tokens"],
  ["cacheRead", "cache read", "million tokens"],
  ["cacheWrite", "cache write", "million tokens"],
  ["cacheWrite1h", "cache write 1 h", "million tokens"],
  ["output", "output", "million tokens"],
  ["reasoning", "reasoning", "million tokens"],
  ["inputAudio", "audio in", "million tokens"],
  ["outputAudio", "audio out", "million tokens"],
  ["cacheStorageHour", "keeping a cache", "million tokens and hour"],
  ["request", "request", "unit"],
  ["webSearch", "web search", "unit"],
  ["webFetch", "web fetch", "unit"],
  ["codeSecond", "second of code", "unit"],
  ["image", "image", "unit"],
  ["second", "second", "unit"],
  ["character", "character", "unit"],
  ["page", "page", "unit"],
];

/** Components in words: `input 0.15, output 0.6 per million tokens`. */
function formatComponents(components: PriceComponents): string {
  const groups = UNITS.map((unit) => {
    const items = COMPONENTS.filter(
      ([key, , per]) => per === unit && components[key] !== undefined,
    ).map(([key, name]) => `${name} ${components[key]}`);
    return items.length === 0
      ? ""
      : unit === "unit"
        ? items.map((item) => `per ${item}`).join(", ")
        : `${items.join(", ")} per ${unit}`;
  });
  return groups.filter((group) => group !== "").join("; ");
}

/** What a row asks: a price, nothing on which terms, or that a subscription pays. */
function formatAmount({ components, free, plan }: PriceRow): string {
  const { cacheStorageHour } = components;
  const fee = cacheStorageHour === undefined ? {} : { cacheStorageHour };
  const parts = [
    free === undefined ? "" : formatFree(free),
    plan === undefined ? "" : `paid by the plan ${plan}`,
    formatComponents(free === undefined ? components : fee),
  ];
  return parts.filter((part) => part !== "").join("; ") || "no price";
}

const LIMITS: readonly (readonly [keyof FreeLimits, string])[] = [
  ["requestsPerMinute", "requests a minute"],
  ["requestsPerDay", "requests a day"],
  ["requestsPerMonth", "requests a month"],
  ["tokensPerMinute", "tokens a minute"],
  ["tokensPerDay", "tokens a day"],
  ["tokensPerMonth", "tokens a month"],
];

/** `free until 2026-12-01, up to 20 requests a minute and 50 requests a day`. */
function formatFree(free: NonNullable<PriceRow["free"]>): string {
  if (free === true) return "free";
  const until = free.until === undefined ? "" : ` until ${free.until}`;
  const limits = LIMITS.flatMap(([key, words]) => {
    const most = free.limits?.[key];
    return most === undefined ? [] : [`${most} ${words}`];
  });
  return `free${until}${limits.length === 0 ? "" : `, up to ${limits.join(" and ")}`}`;
}

/** A line for each factor: `× 0.5 for the service tier batch`. */
function formatMultipliers({ batch, geo = {} }: PriceMultipliers = {}): string[] {
  return [
    ...(batch === undefined ? [] : [`× ${batch} for the service tier batch`]),
    ...Object.entries(geo).map(([place, by]) => `× ${by} where ${place} answers`),
  ].map((line) => `  ${line}, per token`);
}

/** One price row in lines: when and where it holds, what it is, its tiers, and who says so. */
export function formatRow(row: PriceRow): string[] {
  const conditions = [
    row.from === undefined ? undefined : `from ${row.from}`,
    row.until === undefined ? undefined : `until ${row.until}`,
    row.region === undefined ? undefined : `region ${row.region}`,
    row.serviceTier === undefined || row.serviceTier === "standard"
      ? undefined
      : `service tier ${row.serviceTier}`,
    row.when === undefined ? undefined : formatWindow(row.when),
  ].filter((condition) => condition !== undefined);
  const where = conditions.length === 0 ? "" : ` (${conditions.join(", ")})`;
  return [
    `${row.currency}${where}: ${formatAmount(row)}`,
    ...(row.tiers ?? []).map(
      (tier) =>
        `  above ${tier.above} ${tier.basis === "uncached" ? "uncached " : ""}input tokens${tier.mode === "marginal" ? ", for the part above" : ""}: ${formatComponents(tier.components) || "no price"}`,
    ),
    ...formatMultipliers(row.multipliers),
    `  source: ${row.source.name}, ${row.source.date}${row.source.url === undefined ? "" : `, ${row.source.url}`}${AGREEMENT[row.agreement ?? ""] ?? ""}`,
  ].map((line) => line.slice(0, line.length - line.trimStart().length) + sanitizeLine(line));
}

const AGREEMENT: Readonly<Record<string, string>> = {
  agree: " (sources agree)",
  single: " (a single source)",
  conflict: " (sources disagree)",
};

const DAYS = ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function formatWindow(window: PriceWindow): string {
  const days =
    window.weekdays === undefined ? "every day" : window.weekdays.map((day) => DAYS[day]).join(" ");
  return `${days} ${window.windows.map(([from, to]) => `${from}–${to}`).join(" and ")} ${window.tz}, by the start of the request`;
}
