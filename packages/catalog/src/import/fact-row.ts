import { z } from "zod";
import { isObjectMember } from "../checks/object-member.ts";

// Routers give -1 for "it depends"; whoever reads a price takes only positive ones.
const amount = z.number();
const tokens = z.number().int().positive();

const figures = z.looseObject({
  input: amount.optional(),
  output: amount.optional(),
  cache_read: amount.optional(),
  cache_write: amount.optional(),
});

const tier = figures.extend({ above: tokens });

const peakWindow = z.looseObject({
  weekdays: z.array(z.number().int().min(1).max(7)).optional(),
  startMinute: z.number().int().min(0).max(1440),
  endMinute: z.number().int().min(0).max(1440),
});

const effectiveRate = z.looseObject({
  effectiveFrom: z.number().int().positive(),
  input: amount.optional(),
  output: amount.optional(),
  cacheRead: amount.optional(),
  cacheWrite: amount.optional(),
});

const factRow = z.looseObject({
  platform: z.string().regex(/^[a-z0-9]+(?:[-_][a-z0-9]+)*$/, "not a platform id"),
  region: z.string().optional(),
  id: z
    .string()
    .min(1)
    .max(200)
    .refine((id) => !isObjectMember(id), "not a model id"),
  kind: z.string(),
  name: z.string().optional(),
  context: tokens.optional(),
  context_alternatives: z.array(z.number()).optional(),
  max_output: z.number().nonnegative().optional(),
  input_usd_per_mtok: amount.optional(),
  output_usd_per_mtok: amount.optional(),
  cache_read: amount.optional(),
  cache_write: amount.optional(),
  cache_write_1h: amount.optional(),
  reasoning_usd_per_mtok: amount.optional(),
  input_audio: amount.optional(),
  output_audio: amount.optional(),
  batch: figures.optional(),
  tiers: z.array(tier).optional(),
  cny_per_mtok: figures.extend({ tiers: z.array(tier).optional() }).optional(),
  conditional: z
    .array(z.looseObject({ type: z.string(), start_date: z.iso.date().optional() }))
    .optional(),
  time_based: z
    .looseObject({
      offPeakMultiplier: z.number().positive(),
      peakWindows: z.array(peakWindow).min(1),
      effectiveRates: z.array(effectiveRate).optional(),
    })
    .optional(),
  free_or_unpriced: z.boolean().optional(),
  modalities_in: z.array(z.string()).optional(),
  modalities_out: z.array(z.string()).optional(),
  tool_call: z.boolean().optional(),
  reasoning: z.boolean().optional(),
  reasoning_options: z
    .array(
      z.looseObject({
        type: z.string(),
        values: z.array(z.string()).optional(),
        min: z.number().optional(),
        max: z.number().optional(),
      }),
    )
    .optional(),
  structured_output: z.boolean().optional(),
  temperature_supported: z.boolean().optional(),
  open_weights: z.boolean().optional(),
  release_date: z.string().optional(),
  knowledge: z.string().optional(),
  deprecated: z.boolean().optional(),
  deprecation_date: z.string().optional(),
  price_source: z
    .string()
    .regex(/^[^@]+@\d{4}-\d{2}-\d{2}$/, "not a source and its date, such as pi-ai@2026-11-10")
    .optional(),
  price_agreement: z.enum(["agree", "single", "conflict", "none"]).optional(),
  sources: z
    .array(
      z.looseObject({
        src: z.string(),
        date: z.iso.date().optional(),
        url: z.string().optional(),
        input: amount.optional(),
        output: amount.optional(),
        cny: z.boolean().optional(),
      }),
    )
    .min(1),
});

/** One row of a facts file: what public catalogs say about one model of one platform and region. */
export type FactRow = z.infer<typeof factRow>;

/** A facts file that cannot be read; the message lists every problem, up to twenty. */
export class FactsFileError extends Error {
  override name = "FactsFileError";
}

/**
 * Reads the text of a facts file: a JSON array of rows. Platform names come out with hyphens.
 * @throws {FactsFileError} when it is not JSON, not an array of rows, or holds a row twice.
 */
export function parseFacts(text: string, file: string): FactRow[] {
  const rows = parseJson(text, file);
  if (!Array.isArray(rows)) {
    throw new FactsFileError(
      `${file}: not a facts file: expected a JSON array of model rows, found ${describe(rows)}.`,
    );
  }
  const problems: string[] = [];
  const facts: FactRow[] = [];
  const seen = new Set<string>();
  rows.forEach((raw: unknown, index) => {
    const result = factRow.safeParse(withoutNulls(raw));
    const label = `row ${index + 1}${rowName(raw)}`;
    if (!result.success) {
      for (const issue of result.error.issues) {
        const path = issue.path.join(".");
        problems.push(`${label}${path === "" ? "" : ` ${path}`}: ${issue.message}`);
      }
      return;
    }
    const fact = { ...result.data, platform: result.data.platform.replaceAll("_", "-") };
    const key = JSON.stringify([fact.platform, fact.region, fact.id]);
    if (seen.has(key))
      problems.push(`${label}: the same platform, region and id as an earlier row`);
    seen.add(key);
    facts.push(fact);
  });
  if (problems.length > 0) {
    const shown = problems.slice(0, 20).map((problem) => `\n  ${problem}`);
    const more = problems.length > 20 ? `\n  … and ${problems.length - 20} more` : "";
    throw new FactsFileError(
      `${file}: not a facts file that can be imported:${shown.join("")}${more}`,
    );
  }
  if (facts.length === 0) throw new FactsFileError(`${file}: the facts file holds no rows.`);
  return facts;
}

/** Where a row's price comes from, with the address where the facts give one. */
export function priceSource(
  fact: FactRow,
): { name: string; date: string; url?: string } | undefined {
  const at = fact.price_source?.lastIndexOf("@") ?? -1;
  if (fact.price_source === undefined || at < 0) return undefined;
  const name = fact.price_source.slice(0, at);
  const url = fact.sources.find((source) => source.src === name && source.url !== undefined)?.url;
  return { name, date: fact.price_source.slice(at + 1), ...(isWebPage(url) ? { url } : {}) };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FactsFileError(`${file}: not JSON: ${why}.`, { cause: error });
  }
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutNulls(entry)]));
}

function describe(value: unknown): string {
  return value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function rowName(raw: unknown): string {
  if (typeof raw !== "object" || raw === null) return "";
  const { platform, id } = raw as { platform?: unknown; id?: unknown };
  return typeof platform === "string" && typeof id === "string" ? ` (${platform} ${id})` : "";
}

function isWebPage(url: string | undefined): url is string {
  return url !== undefined && url.startsWith("https://");
}
