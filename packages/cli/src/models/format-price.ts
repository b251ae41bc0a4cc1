import type { PriceComponents, PriceRow, PriceWindow } from "@byok/core";
import { sanitizeLine } from "../terminal/sanitize.ts";

/** Components in the order in which they are shown, with their unit. */
const COMPONENTS: readonly (readonly [keyof PriceComponents, string, "million tokens" | "unit"])[] =
  [
    ["input", "input", "million tokens"],
    ["cacheRead", "cache read", "million tokens"],
    ["cacheWrite", "cache write", "million tokens"],
    ["cacheWrite1h", "cache write 1 h", "million tokens"],
    ["output", "output", "million tokens"],
    ["reasoning", "reasoning", "million tokens"],
    ["inputAudio", "audio in", "million tokens"],
    ["outputAudio", "audio out", "million tokens"],
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
  const groups = (["million tokens", "unit"] as const).map((unit) => {
    const items = COMPONENTS.filter(
      ([key, , per]) => per === unit && components[key] !== undefined,
    ).map(([key, name]) => `${name} ${components[key]}`);
    return items.length === 0
      ? ""
      : unit === "unit"
        ? items.map((item) => `per ${item}`).join(", ")
        : `${items.join(", ")} per million tokens`;
  });
  return groups.filter((group) => group !== "").join("; ") || "no price";
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
    `${row.currency}${where}: ${row.free === true ? "free" : formatComponents(row.components)}`,
    ...(row.tiers ?? []).map(
      (tier) =>
        `  above ${tier.above} ${tier.basis === "uncached" ? "uncached " : ""}input tokens${tier.mode === "marginal" ? ", for the part above" : ""}: ${formatComponents(tier.components)}`,
    ),
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
