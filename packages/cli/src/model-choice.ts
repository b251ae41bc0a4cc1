/** A model that was chosen, and why. */
export interface ModelChoice {
  platform: string;
  model: string;
  /** Set where the address is part of the choice. */
  url?: string;
  /** Which step of the rule gave it. */
  by: "flag" | "variable" | "key" | "local" | "simulator";
  /** The model is the first of a list of the platform, which may be dear: the user is told. */
  listed?: true;
  /** One sentence for the user. */
  why: string;
  /** Keys and addresses that were found and not used, and the reason. */
  skipped: string[];
}
