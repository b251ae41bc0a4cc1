import type { FreeTerms } from "../catalog/price.ts";

/** A factor that is in a line's price. */
export interface PriceMultiplier {
  /** What it is for: the service tier `batch`, or the place that answered. */
  of: "batch" | "geo";
  /** The place, such as `us`, of `geo`. */
  region?: string;
  /** Decimal string, such as `0.5`. */
  by: string;
}

/** One priced class of an answer. */
export interface CostLine {
  /** The price component, such as `input`, `cacheRead`, `output`. */
  class: string;
  /** Tokens or units. */
  quantity: number;
  /** Decimal string per million tokens, or per unit; `multipliers` are in it. */
  price: string;
  /** Decimal string in the cost's currency, not rounded: the total of all lines is rounded once. */
  amount: string;
  /** The tier that applied, such as `>272000`. */
  tier?: string;
  /** What the row's price was multiplied by, where it was. */
  multipliers?: readonly PriceMultiplier[];
  /** The model that this line is priced by, where several answered. */
  model?: string;
}

/** What a platform itself says that an answer cost. */
export interface PlatformFigure {
  /** Decimal string: what it charges to the user's account. */
  amount: string;
  /** ISO 4217. */
  currency: string;
  /** Decimal string: what an upstream provider bills to the user's own key there, on top; null: it does, and how much is unknown. */
  upstream?: string | null;
}

/** What an answer cost, exactly, or what is missing to know it. */
export interface Cost {
  /** Decimal string: the known part; undefined when nothing is priced. */
  amount?: string;
  /** ISO 4217, `USD` or `CNY` mostly. */
  currency: string;
  /** True when every used class has a price. */
  complete: boolean;
  /** `reported`: from the platform's usage; `estimated`: from an estimate of it. */
  basis: "reported" | "estimated";
  /** Who priced it. */
  source: "platform" | "catalog";
  lines: CostLine[];
  /** What has no price or no count, one entry each. */
  missing: string[];
  /** Where the answer was made, where the platform says so and it may cost more there. */
  answeredIn?: string;
  /** The other figure, where the platform's own and the catalog's differ. */
  other?: { amount: string; currency: string; source: "platform" | "catalog" };
  /** The price row used: where it comes from and when it was checked. */
  price?: {
    from?: string;
    source: string;
    date: string;
    agreement?: "agree" | "single" | "conflict";
    /** The row says that the model costs nothing, on these terms. */
    free?: true | FreeTerms;
    /** The subscription that pays for it. */
    plan?: string;
  };
}
