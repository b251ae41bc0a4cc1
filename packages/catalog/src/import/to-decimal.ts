/**
 * Writes a price as a plain decimal string without the noise of binary fractions:
 * `0.16000000000000003` becomes `"0.16"`. Twelve significant digits are kept.
 */
export function toDecimal(value: number): string {
  const [mantissa = "0", exponent = "0"] = value.toExponential(11).split("e");
  const digits = mantissa.replace(".", "");
  const point = 1 + Number(exponent);
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const split = Math.max(point, 1);
  const fraction = padded.slice(split).replace(/0+$/, "");
  return fraction === "" ? padded.slice(0, split) : `${padded.slice(0, split)}.${fraction}`;
}
