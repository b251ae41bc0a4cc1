import { findKeyPlace, type KeyPlace } from "@byok/core/keys";

/** Says that a key of the environment is used in place of stored ones. */
export function shadowsText(place: KeyPlace, stored: readonly { label: string }[]): string {
  const where = place.source === "env-file" ? "in the .env file" : "in the environment";
  const labels = stored.map(({ label }) => `"${label}"`).join(", ");
  return `${place.name} ${where} is used; it goes before the stored ${stored.length === 1 ? "key" : "keys"} ${labels}.`;
}

/** The variable that goes before the stored keys of a platform, in the environment or in `./.env`. */
export function shadowingPlace(platform: string): KeyPlace | undefined {
  try {
    return findKeyPlace(platform, { envFile: true });
  } catch {
    // A .env that cannot be read is told where it is used; it keeps nobody from changing the stored keys.
    return findKeyPlace(platform);
  }
}
