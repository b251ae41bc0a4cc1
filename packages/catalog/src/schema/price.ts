import { z } from "zod";
import { listOf } from "./list.ts";
import { Source } from "./provenance.ts";
import { Currency, Day, Decimal, Factor, Line, Place } from "./values.ts";

const Time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: "must be a time of day, HH:MM" });

/** A map that says something; an unknown key in it is told instead of that. */
const filled = (error: string): FilledCheck => [
  (value) => Object.keys(value).length > 0,
  { error, when: ({ issues }) => issues.length === 0 },
];

type FilledCheck = [
  check: (value: object) => boolean,
  params: { error: string; when: (payload: { issues: readonly unknown[] }) => boolean },
];

/** Decimal strings per price component. */
export const PriceComponents = z
  .strictObject({
    input: Decimal.optional().describe("Per million uncached input tokens."),
    output: Decimal.optional().describe("Per million output tokens."),
    cacheRead: Decimal.optional().describe("Per million input tokens read from a cache."),
    cacheWrite: Decimal.optional().describe(
      "Per million input tokens written to a cache with the shortest time to live.",
    ),
    cacheWrite1h: Decimal.optional().describe(
      "Per million input tokens written to a cache that lives an hour.",
    ),
    cacheStorageHour: Decimal.optional().describe(
      "Per million tokens and hour that a cache is kept which a request makes or names. The hours are not known, so it is shown and never reckoned: a cost where such a cache was used is not complete. Not for caches that the platform keeps on its own, for nothing.",
    ),
    reasoning: Decimal.optional().describe(
      "Per million reasoning tokens, where they cost something else than output.",
    ),
    inputAudio: Decimal.optional().describe("Per million audio tokens of the input."),
    outputAudio: Decimal.optional().describe("Per million audio tokens of the output."),
    request: Decimal.optional().describe("Per request."),
    webSearch: Decimal.optional().describe("Per web search."),
    webFetch: Decimal.optional().describe("Per fetched page."),
    codeSecond: Decimal.optional().describe("Per second of code execution."),
    image: Decimal.optional().describe("Per image."),
    second: Decimal.optional().describe("Per second of audio or video."),
    character: Decimal.optional().describe("Per character."),
    page: Decimal.optional().describe("Per page of a document."),
  })
  .meta({
    id: "PriceComponents",
    description:
      "Decimals in quotes: per million tokens for token classes, per unit for units, in the row's currency. A component that is not known is left out; it is never 0.",
  });

/** Other prices above a number of input tokens. */
export const PriceTier = z
  .strictObject({
    above: z.int().min(1).describe("Tokens; the tier applies to requests with more than this."),
    mode: z
      .enum(["cliff", "marginal"])
      .optional()
      .describe(
        "`cliff` (default): the whole request has the tier's price; `marginal`: only what is above.",
      ),
    basis: z
      .enum(["totalInput", "uncached"])
      .optional()
      .describe("What is counted; `totalInput` when absent."),
    components: PriceComponents,
  })
  .meta({ id: "PriceTier", description: "Other prices above a number of input tokens." });

/** Hours at which a price holds. */
export const PriceWindow = z
  .strictObject({
    tz: z
      .string()
      .refine(isTimeZone, { error: "must be UTC or an IANA time zone, such as Asia/Shanghai" })
      .describe("IANA time zone or `UTC`."),
    weekdays: listOf(z.int().min(1).max(7))
      .optional()
      .describe("ISO weekdays, 1 = Monday; every day when absent."),
    windows: z
      .array(z.tuple([Time, Time]))
      .min(1)
      .describe('Half-open times of day, `["09:00", "12:00"]`.'),
    basis: z.literal("requestStart").describe("What must lie inside: the start of the request."),
  })
  .meta({ id: "PriceWindow", description: "Hours at which a price holds." });

/** Factors on a row's prices per token. */
export const PriceMultipliers = z
  .strictObject({
    batch: Factor.optional().describe(
      "For the service tier `batch`; a row of that tier goes before it.",
    ),
    geo: z
      .record(Place, Factor)
      .refine(...filled("names no place"))
      .optional()
      .describe(
        "By the place that answered, such as `us`: what the platform reports, else the endpoint's region. A row of that region goes before it.",
      ),
  })
  .refine(...filled("names no multiplier"))
  .meta({
    id: "PriceMultipliers",
    description:
      'Factors on every price per token of the row, its tiers included; prices per unit stay as they are. Where both apply, both are multiplied. Decimals in quotes: "0.5" for half, "1.1" for a tenth more.',
  });

const limit = (text: string): z.ZodOptional<z.ZodInt> => z.int().min(1).optional().describe(text);

/** How much may be used for nothing. */
export const FreeLimits = z
  .strictObject({
    requestsPerMinute: limit("Requests in a minute."),
    requestsPerDay: limit("Requests in a day."),
    requestsPerMonth: limit("Requests in a month."),
    tokensPerMinute: limit("Tokens in a minute, input and output."),
    tokensPerDay: limit("Tokens in a day, input and output."),
    tokensPerMonth: limit("Tokens in a month, input and output."),
  })
  .refine(...filled("names no limit"))
  .meta({
    id: "FreeLimits",
    description: "How much may be used for nothing. Shown, not counted.",
  });

/** On which terms a model costs nothing. */
export const FreeTerms = z
  .strictObject({
    until: Day.optional().describe(
      "First day it is no longer free. From then on the row says nothing: the price is unknown, not 0.",
    ),
    limits: FreeLimits.optional().describe("How much may be used for nothing."),
  })
  .refine(...filled("names no terms: write `free: true`"))
  .meta({ id: "FreeTerms", description: "On which terms a model costs nothing." });

/** One dated price of one model. */
export const PriceRow = z
  .strictObject({
    from: Day.optional().describe("First day it holds; absent: since before the facts begin."),
    until: Day.optional().describe("First day it no longer holds; absent: it still does."),
    currency: Currency.describe("ISO 4217: the currency of the bill. A CNY price stays CNY."),
    region: Line.optional().describe("Region of the endpoint; every region when absent."),
    serviceTier: Line.optional().describe(
      "`standard` when absent; others are `batch`, `flex`, `priority`.",
    ),
    when: PriceWindow.optional().describe("Hours at which this price holds."),
    components: PriceComponents,
    tiers: z
      .array(PriceTier)
      .min(1)
      .optional()
      .describe("Other prices above a number of input tokens."),
    multipliers: PriceMultipliers.optional().describe(
      "Factors on the prices per token: for batches, and by the place that answered.",
    ),
    source: Source.describe("Who states the price, and when."),
    agreement: z
      .enum(["agree", "single", "conflict"])
      .optional()
      .describe("Whether sources agree within 1 %, only one states it, or they differ."),
    free: z
      .union([z.literal(true), FreeTerms])
      .optional()
      .describe(
        "Only where a source says that the model costs nothing; a missing price is not free. `true`, or the terms: until which day, within which limits.",
      ),
    plan: Line.optional().describe(
      "The subscription that pays for the tokens, by its name. What one call costs of it is unknown and not 0; `components` has only what is billed beside it.",
    ),
  })
  .meta({
    id: "PriceRow",
    description:
      "One dated price. The list is append-only: a new price ends the old row with `until`.",
  });

function isTimeZone(name: string): boolean {
  try {
    // Newer engines also take offsets such as +08:00, which know no summer time.
    return (
      new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "" &&
      /^[A-Za-z]/.test(name)
    );
  } catch {
    return false;
  }
}
