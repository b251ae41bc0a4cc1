import { findPlatform } from "@byok/core";
import { CliError } from "../errors/cli-error.ts";
import type { CommandInput, OptionSpec } from "../options/command.ts";
import { currencyOption } from "../options/currency.ts";
import { quoted } from "../options/looks-like-key.ts";
import { nearNames } from "../options/near-names.ts";
import { platformNamed } from "../options/platform-argument.ts";
import { numberOption } from "../options/values.ts";
import type { ModelLine } from "./describe-model.ts";

/** Flags that choose and order models. */
export const FILTER_FLAGS: Readonly<Record<string, OptionSpec>> = {
  tools: { type: "boolean", help: "Only models that call tools." },
  reasoning: { type: "boolean", help: "Only models that reason." },
  vision: { type: "boolean", help: "Only models that take images." },
  structured: { type: "boolean", help: "Only models that answer after a JSON schema." },
  "max-input-price": {
    type: "string",
    value: "<price>",
    help: "Only models whose input costs no more, per million tokens, in --currency. An unknown price is left out.",
  },
  currency: {
    type: "string",
    value: "<code>",
    help: "The currency of --max-input-price. Default: USD.",
  },
  "min-context": {
    type: "string",
    value: "<tokens>",
    help: "Only models with a context of at least this: 128000, 128k, 1M.",
  },
  local: {
    type: "boolean",
    help: "Only models of servers on this machine, with those that run now.",
  },
  platform: {
    type: "string",
    value: "<platform>",
    multiple: true,
    help: "Only this platform; may be repeated.",
  },
  sort: {
    type: "string",
    value: "<order>",
    help: "name, price (cheapest first), context or output (largest first).",
  },
};

const ABILITIES: Readonly<Record<string, string>> = {
  tools: "tools",
  reasoning: "reasoning",
  vision: "image",
  structured: "schema",
};

const number = (value: number | undefined): number => value ?? -1;

const ORDERS: Readonly<Record<string, (a: ModelLine, b: ModelLine) => number>> = {
  name: (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  price: (a, b) => priceOf(a) - priceOf(b) || (ORDERS["name"]?.(a, b) ?? 0),
  context: (a, b) => number(b.context ?? b.maxInput) - number(a.context ?? a.maxInput),
  output: (a, b) => number(b.maxOutput) - number(a.maxOutput),
};

/** Chooses and orders models as the flags say. @throws CliError, UnknownPlatformError. */
export function filterModels(lines: readonly ModelLine[], input: CommandInput): ModelLine[] {
  const abilities = Object.keys(ABILITIES).filter((name) => input.flag(name));
  const most = numberOption(input, "max-input-price", { min: 0 });
  const currency = currencyOption(input) ?? "USD";
  if (most === undefined && input.text("currency") !== undefined) {
    throw new CliError("--currency says what --max-input-price is in, and that is not given.", {
      next: `--max-input-price 0.5 --currency ${currency}`,
    });
  }
  const context = tokensOption(input, "min-context");
  const platforms = input.list("platform").map((name) => platformNamed(name).id);
  const found = lines.filter(
    (line) =>
      abilities.every((name) => line.abilities.includes(ABILITIES[name] ?? "")) &&
      (most === undefined || isAtMost(line, most, currency)) &&
      (context === undefined || number(line.context ?? line.maxInput) >= context) &&
      (!input.flag("local") || findPlatform(line.platform)?.kind === "local") &&
      (platforms.length === 0 || platforms.includes(line.platform)),
  );
  const order = orderOption(input);
  return order === undefined ? found : found.toSorted(order);
}

/** Whether any flag chooses among models. */
export function isFiltered(input: CommandInput): boolean {
  return Object.keys(FILTER_FLAGS).some(
    (name) => input.flag(name) || input.text(name) !== undefined,
  );
}

function isAtMost({ price }: ModelLine, most: number, currency: string): boolean {
  if (price?.input === undefined) return price?.free === true;
  return (price.currency === currency || price.free) && Number(price.input) <= most;
}

/** Unknown prices come last; one currency after the other, because they cannot be compared. */
function priceOf({ price }: ModelLine): number {
  if (price?.free === true) return 0;
  if (price?.input === undefined) return Number.MAX_VALUE;
  return Number(price.input) + (price.currency === "USD" ? 0 : 1e9);
}

function orderOption(input: CommandInput): ((a: ModelLine, b: ModelLine) => number) | undefined {
  const name = input.text("sort");
  if (name === undefined) return undefined;
  const order = Object.hasOwn(ORDERS, name) ? ORDERS[name] : undefined;
  if (order !== undefined) return order;
  const [near] = nearNames(name, Object.keys(ORDERS));
  throw new CliError(`Models cannot be sorted by "${name}".`, {
    why: `Orders are ${Object.keys(ORDERS).join(", ")}.`,
    next: `byok models --sort ${near ?? "price"}`,
  });
}

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1000, m: 1_000_000 };

function tokensOption(input: CommandInput, name: string): number | undefined {
  const text = input.text(name);
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)([km]?)$/i.exec(text.trim());
  const unit = UNITS[(match?.[2] ?? "?").toLowerCase()];
  if (match !== null && unit !== undefined) return Number(match[1]) * unit;
  throw new CliError(`--${name} must be a number of tokens.`, {
    why: `It is ${quoted(text)}.`,
    next: `--${name} 128k (or 128000, 1M)`,
  });
}
