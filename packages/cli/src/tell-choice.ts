import type { ModelChoice } from "./model-choice.ts";
import type { KeyAccess } from "./vault/key-access.ts";

/**
 * Tells what a command that shows no header must not keep to itself: keys that are set and not used, and a model that
 * nobody named and that may be dear.
 */
export function tellChoice(choice: ModelChoice, keys: KeyAccess): void {
  for (const note of choice.skipped) keys.note(note);
  if (choice.listed !== true) return;
  keys.note(
    `${choice.platform}/${choice.model} is asked. ${choice.why} Another one: --model, or BYOK_MODEL.`,
  );
}
