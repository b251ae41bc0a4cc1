/** An exact fraction; the denominator is positive. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/** The number 0. */
export const ZERO: Rational = { n: 0n, d: 1n };

/** Digits after the point of every total that byok gives. */
const AMOUNT_DIGITS = 12;

const DECIMAL = /^(-?)(\d{1,64})(?:\.(\d{1,128}))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads a decimal string such as `0.25` or `1.5e-7` exactly.
 * Undefined when the text is not a decimal number.
 */
export function parseDecimal(text: string): Rational | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponentText = "0"] = match;
  const exponent = BigInt(exponentText) - BigInt(fraction.length);
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  return exponent >= 0n
    ? { n: digits * 10n ** exponent, d: 1n }
    : { n: digits, d: 10n ** -exponent };
}

/** Reads a count (tokens, seconds). Undefined when it is negative or not finite. */
export function parseCount(count: number): Rational | undefined {
  if (!Number.isFinite(count) || count < 0) return undefined;
  if (Number.isSafeInteger(count)) return { n: BigInt(count), d: 1n };
  return parseDecimal(String(count));
}

/** Adds two fractions. */
export function add(a: Rational, b: Rational): Rational {
  return a.d === b.d ? { n: a.n + b.n, d: a.d } : { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

/** Multiplies two fractions. */
export function multiply(a: Rational, b: Rational): Rational {
  return { n: a.n * b.n, d: a.d * b.d };
}

/** Divides by a positive whole number. */
export function divideBy(a: Rational, divisor: bigint): Rational {
  return { n: a.n, d: a.d * divisor };
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compare(a: Rational, b: Rational): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Writes a fraction as a decimal string, rounded half to even at `digits` places; trailing zeros are left out. */
export function toDecimal(value: Rational, digits: number = AMOUNT_DIGITS): string {
  const negative = value.n < 0n;
  const scaled = (negative ? -value.n : value.n) * 10n ** BigInt(digits);
  let quotient = scaled / value.d;
  const twice = (scaled % value.d) * 2n;
  if (twice > value.d || (twice === value.d && quotient % 2n === 1n)) quotient += 1n;
  return place(quotient, digits, negative);
}

/**
 * Writes a fraction as a decimal string without rounding.
 * Only for fractions with a finite decimal form: sums and products of decimals, divided by powers of ten.
 */
export function toExactDecimal(value: Rational): string {
  const negative = value.n < 0n;
  let digits = 0;
  let scale = 1n;
  while ((value.n * scale) % value.d !== 0n) {
    digits += 1;
    scale *= 10n;
    if (digits > 400) throw new RangeError("The fraction has no finite decimal form.");
  }
  const quotient = (value.n * scale) / value.d;
  return place(negative ? -quotient : quotient, digits, negative);
}

function place(magnitude: bigint, digits: number, negative: boolean): string {
  const text = magnitude.toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const fraction = text.slice(text.length - digits).replace(/0+$/, "");
  const sign = negative && magnitude !== 0n ? "-" : "";
  return fraction === "" ? sign + whole : `${sign}${whole}.${fraction}`;
}
