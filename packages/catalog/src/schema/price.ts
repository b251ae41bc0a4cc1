import { z } from "zod";
import { listOf } from "./list.ts";
import { Source } from "./provenance.ts";
import { Currency, Day, Decimal, Line } from "./values.ts";

const Time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: "must be a time of day, HH:MM" });

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
    source: Source.describe("Who states the price, and when."),
    agreement: z
      .enum(["agree", "single", "conflict"])
      .optional()
      .describe("Whether sources agree within 1 %, only one states it, or they differ."),
    free: z
      .literal(true)
      .optional()
      .describe(
        "True only where a source says that the model costs nothing; a missing price is not free.",
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
