/** An exact amount: `value` × 10^-`scale`. */
export interface Decimal {
  readonly value: bigint;
  readonly scale: number;
}

/** The amount 0. */
export const NOTHING: Decimal = { value: 0n, scale: 0 };

const FORM = /^(-?)(\d{1,64})(?:\.(\d{1,64}))?$/;

/** Reads a decimal string such as `2.50` exactly; undefined when it is none. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = FORM.exec(text.trim());
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = ""] = match;
  return { value: BigInt(sign + whole + fraction), scale: fraction.length };
}

/** Adds two amounts. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { value: raise(a, scale) + raise(b, scale), scale };
}

/** Subtracts the second amount from the first. */
export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, { value: -b.value, scale: b.scale });
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const { value } = subtractDecimals(a, b);
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

/** Writes an amount without trailing zeros. */
export function formatDecimal({ value, scale }: Decimal): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  const text = fraction === "" ? whole : `${whole}.${fraction}`;
  return value < 0n ? `-${text}` : text;
}

/** The amount in whole units of 10^-`digits`, rounded up: what is set aside may be too much, never too little. */
export function ceilTo(amount: Decimal, digits: number): bigint {
  if (amount.scale <= digits) return raise(amount, digits);
  const step = 10n ** BigInt(amount.scale - digits);
  const floor = amount.value / step;
  return amount.value % step > 0n ? floor + 1n : floor;
}

function raise(amount: Decimal, scale: number): bigint {
  return amount.value * 10n ** BigInt(scale - amount.scale);
}

/** Adds decimal strings exactly; what is no decimal is left out. */
export function addAmounts(amounts: readonly string[]): string {
  const sum = amounts.reduce<Decimal>((total, text) => {
    const amount = parseDecimal(text);
    return amount === undefined ? total : addDecimals(total, amount);
  }, NOTHING);
  return formatDecimal(sum);
}
