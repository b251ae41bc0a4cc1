/**
 * Writes a number that arrived as JSON as a plain decimal string: no exponent, no binary noise
 * (15 significant digits). Undefined for anything that is not a finite number or a decimal string.
 */
export function toDecimalString(value: unknown): string | undefined {
  if (typeof value === "string") return /^-?\d+(\.\d+)?$/.test(value) ? value : undefined;
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  return expandExponent(String(Number(value.toPrecision(15))));
}

function expandExponent(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(power);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${"0".repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
