import type { KeyPlace } from "@byok/core/keys";

/** Says that a key of the environment is used in place of stored ones. */
export function shadowsText(place: KeyPlace, stored: readonly { label: string }[]): string {
  const where = place.source === "env-file" ? "in the .env file" : "in the environment";
  const labels = stored.map(({ label }) => `"${label}"`).join(", ");
  return `${place.name} ${where} is used; it goes before the stored ${stored.length === 1 ? "key" : "keys"} ${labels}.`;
}
