/** A model that was chosen, and why. */
export interface ModelChoice {
  platform: string;
  model: string;
  /** Set where the address is part of the choice. */
  url?: string;
  /** Which step of the rule gave it. */
  by: "flag" | "variable" | "key" | "local" | "simulator";
  /** One sentence for the user. */
  why: string;
  /** Keys that were found and not used, and the reason. */
  skipped: string[];
}
