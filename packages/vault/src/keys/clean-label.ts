import { VaultError } from "../vault-error.ts";

const LONGEST = 64;
// Control characters, half characters, and those that turn the direction of text around.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * A label as it is stored: trimmed, 1 to 64 characters, all of them visible.
 *
 * @throws VaultError with reason `invalid`.
 */
export function cleanLabel(label: string): string {
  const text = label.trim().normalize("NFC");
  if (text !== "" && text.length <= LONGEST && !HIDDEN.test(text)) return text;
  throw new VaultError("invalid", "This label cannot be used.", {
    steps: [`A label has 1 to ${LONGEST} visible characters, such as "work".`],
  });
}

/** The first free label: `default`, then `key-2`, `key-3`, … */
export function freeLabel(taken: readonly string[]): string {
  if (!taken.includes("default")) return "default";
  let number = 2;
  while (taken.includes(`key-${number}`)) number += 1;
  return `key-${number}`;
}
