/** Decimal strings per price component: per million tokens for token classes, per unit for units, in the row's currency. */
export interface PriceComponents {
  /** Uncached input tokens. */
  input?: string;
  output?: string;
  cacheRead?: string;
  /** Cache writes with the shortest time to live. */
  cacheWrite?: string;
  cacheWrite1h?: string;
  /**
   * Million tokens and hour that a cache is kept which a request makes or names. Nobody counts the hours, so nothing
   * is charged by it: it makes a cost incomplete.
   */
  cacheStorageHour?: string;
  /** Reasoning tokens, where they cost something else than `output`. */
  reasoning?: string;
  inputAudio?: string;
  outputAudio?: string;
  /** Per unit. */
  request?: string;
  webSearch?: string;
  webFetch?: string;
  codeSecond?: string;
  image?: string;
  second?: string;
  character?: string;
  page?: string;
}

/** Other prices above a number of input tokens. */
export interface PriceTier {
  /** Tokens; the tier applies to requests with more than this. */
  above: number;
  /** `cliff` (default): the whole request; `marginal`: only what is above. */
  mode?: "cliff" | "marginal";
  /** What is counted; `totalInput` when absent. */
  basis?: "totalInput" | "uncached";
  /** A class that has a base price and none here has no known price above the tier. */
  components: PriceComponents;
}

/** Hours at which a price holds. */
export interface PriceWindow {
  /** IANA time zone or `UTC`. */
  tz: string;
  /** ISO weekdays, 1 = Monday; every day when absent. */
  weekdays?: number[];
  /** Half-open `[from, to)` times of day, `HH:MM`. */
  windows: [string, string][];
  basis: "requestStart";
}

/** Factors on every price per token of a row, as decimal strings; prices per unit stay as they are. */
export interface PriceMultipliers {
  /** For the service tier `batch`, where no row has its price. */
  batch?: string;
  /** By the place that answered, such as `us`: what the platform reports, else the endpoint's region. */
  geo?: Record<string, string>;
}

/** How much may be used for nothing. */
export interface FreeLimits {
  requestsPerMinute?: number;
  requestsPerDay?: number;
  requestsPerMonth?: number;
  tokensPerMinute?: number;
  tokensPerDay?: number;
  tokensPerMonth?: number;
}

/** On which terms a model costs nothing. */
export interface FreeTerms {
  /** First day it is no longer free, `YYYY-MM-DD`: the row then says nothing, and the price is unknown. */
  until?: string;
  limits?: FreeLimits;
}

/** One dated price of one model. */
export interface PriceRow {
  /** First day it holds, `YYYY-MM-DD`; absent: since before the facts begin. */
  from?: string;
  /** First day it no longer holds. */
  until?: string;
  currency: string;
  /** Endpoint region; every region when absent. */
  region?: string;
  /** `standard` when absent. */
  serviceTier?: string;
  when?: PriceWindow;
  components: PriceComponents;
  tiers?: PriceTier[];
  multipliers?: PriceMultipliers;
  source: { name: string; date: string; url?: string };
  agreement?: "agree" | "single" | "conflict";
  /** Only where a source says that the model costs nothing; `true` where it names no terms. */
  free?: true | FreeTerms;
  /** The subscription that pays for the tokens: what one call costs of it is unknown, and not 0. */
  plan?: string;
}
