/**
 * The name of the model that an id names a dated snapshot of: the id without the date at its end. Undefined when it
 * ends in no date, such as in a version (`-001`) or a number of tokens (`-4096`).
 *
 * Makers write `2026-07-09`, `20260709`, `260709`, `0709` (month and day) or `2607` (year and month).
 */
export function withoutDate(id: string): string | undefined {
  const [suffix = "", digits = ""] = DATED.exec(id) ?? [];
  const base = id.slice(0, id.length - suffix.length);
  return isDate(digits.replaceAll("-", "")) && !/(^|\/)$/.test(base) ? base : undefined;
}

/** Whether an id names a base or a dated snapshot of it; the maker's prefix and the case of letters say nothing. */
export function isSnapshotOf(id: string, base: string): boolean {
  const short = (text: string): string => text.slice(text.lastIndexOf("/") + 1).toLowerCase();
  return short(id) === short(base) || withoutDate(short(id)) === short(base);
}

const DATED = /[-@](\d{4}-\d{2}-\d{2}|\d{8}|\d{6}|\d{4})$/;

function isDate(digits: string): boolean {
  switch (digits.length) {
    case 8:
      return isDay(digits);
    case 6:
      return isDay(`20${digits}`);
    case 4:
      // The one power of two that reads as a day is a size far more often.
      return digits !== "1024" && (isDay(`2024${digits}`) || isDay(`20${digits}01`));
    default:
      return false;
  }
}

/** Whether `YYYYMMDD` is a day on which a language model can have appeared. */
function isDay(digits: string): boolean {
  const year = Number(digits.slice(0, 4));
  const month = Number(digits.slice(4, 6));
  const day = Number(digits.slice(6));
  if (year < 2020 || year > 2049 || month < 1 || month > 12 || day < 1) return false;
  // Day 0 of the next month is the last of this one.
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
