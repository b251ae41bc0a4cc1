import { z } from "zod";
import { Day, Line, PageUrl, Prose } from "./values.ts";

/** Where a fact comes from. */
export const Source = z
  .strictObject({
    name: Line.describe("Who says so, such as `models.dev` or `OpenAI pricing page`."),
    date: Day.describe("The day the source speaks of, not the day it was copied."),
    url: PageUrl.optional().describe("The page, only where it is known to say so."),
  })
  .meta({ id: "Source", description: "Where a fact comes from." });

/** The rules that a written reason can switch off. */
export const WAIVABLE_RULES = [
  "output-within-context",
  "cache-read-within-input",
  "price-outlier",
  "tier-within-context",
  "price-currency",
  "odd-port",
  "shared-env",
  "foreign-env",
] as const;

/** The name of a rule that can be waived. */
export type WaivableRule = (typeof WAIVABLE_RULES)[number];

/** An exception from a rule, with its reason. */
export const Waiver = z
  .strictObject({
    rule: z.enum(WAIVABLE_RULES).describe("The rule's name, as the problem prints it."),
    path: Line.optional().describe(
      "Only problems at or below this path, as the problem prints it; all of the platform when absent.",
    ),
    why: Prose.describe("Why the entry is right and the rule is not."),
  })
  .meta({
    id: "Waiver",
    description: "An exception from a rule. A waiver that waives nothing is a problem.",
  });
