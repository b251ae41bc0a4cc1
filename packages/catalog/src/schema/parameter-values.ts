import type { JsonValue } from "../load/json-value.ts";
import type { NEUTRAL_PARAMETERS } from "./neutral-parameters.ts";

type ParameterName = keyof typeof NEUTRAL_PARAMETERS;

/** What the values of one neutral parameter are. */
interface ValueKind {
  /** In words, as in `must be a number`. */
  what: string;
  fits(value: JsonValue): boolean;
  /** What one value holds: numbers, which may have a range; a list, whose length may be limited; a map of its own form. */
  holds?: "numbers" | "list" | "map";
}

const NUMBER: ValueKind = {
  what: "a number",
  fits: (value) => typeof value === "number",
  holds: "numbers",
};
const TRUTH: ValueKind = { what: "true or false", fits: (value) => typeof value === "boolean" };
const TEXT: ValueKind = { what: "a text that is not empty", fits: isWord };

function wholeNumber(least?: number): ValueKind {
  return {
    what: least === undefined ? "a whole number" : `a whole number from ${least}`,
    fits: (value) => Number.isSafeInteger(value) && Number(value) >= (least ?? -Infinity),
    holds: "numbers",
  };
}

const TOOL_CHOICES: ReadonlySet<JsonValue> = new Set(["auto", "none", "required"]);
const FORMATS: ReadonlySet<JsonValue | undefined> = new Set(["text", "json_object", "json_schema"]);

// As core checks what a user sets; `tests/types/parameter-values.test.ts` holds one against the other.
const VALUE_KINDS: Readonly<Record<ParameterName, ValueKind>> = {
  temperature: NUMBER,
  topP: NUMBER,
  maxTokens: wholeNumber(1),
  stop: {
    what: "a text or a list of texts",
    fits: (value) => isWord(value) || (Array.isArray(value) && value.every(isWord)),
    holds: "list",
  },
  presencePenalty: NUMBER,
  frequencyPenalty: NUMBER,
  responseFormat: {
    what: "a map whose type is text, json_object or json_schema",
    fits: (value) => isMap(value) && FORMATS.has(value["type"]),
    holds: "map",
  },
  toolChoice: {
    what: "auto, none, required or { tool: <name> }",
    fits: (value) => TOOL_CHOICES.has(value) || (isMap(value) && isWord(value["tool"])),
  },
  reasoningEffort: TEXT,
  extraHeaders: {
    what: "a map of texts",
    fits: (value) => isMap(value) && Object.values(value).every(isText),
    holds: "map",
  },
  topK: wholeNumber(0),
  seed: wholeNumber(),
  n: wholeNumber(1),
  logprobs: TRUTH,
  topLogprobs: wholeNumber(0),
  logitBias: {
    what: "a map of numbers",
    fits: (value) => isMap(value) && Object.values(value).every((each) => NUMBER.fits(each)),
    holds: "numbers",
  },
  parallelToolCalls: TRUTH,
  reasoningBudgetTokens: wholeNumber(0),
  reasoningSummary: TEXT,
  serviceTier: TEXT,
  user: TEXT,
  extraBody: { what: "a map", fits: isMap, holds: "map" },
};

/**
 * What is wrong with a value of a neutral parameter; undefined when nothing is.
 *
 * @param name - The parameter.
 * @param value - As the entry has it.
 */
export function parameterValueFault(name: string, value: JsonValue): string | undefined {
  const kind = kindOf(name);
  return kind === undefined || kind.fits(value)
    ? undefined
    : `must be ${kind.what}, not ${JSON.stringify(value)}`;
}

/** As `parameterValueFault`, for one of the values that are allowed: of a list, an entry. */
export function allowedValueFault(name: string, value: JsonValue): string | undefined {
  const kind = kindOf(name);
  return kind?.holds === "list" && !isWord(value)
    ? `must be ${TEXT.what}, not ${JSON.stringify(value)}`
    : parameterValueFault(name, value);
}

/** What a parameter's values hold, in words, and whether a limit of them means something. */
export function parameterLimits(name: string): {
  what: string;
  range: boolean;
  allowed: boolean;
  maxItems: boolean;
} {
  const { what, holds } = kindOf(name) ?? TEXT;
  return {
    what,
    range: holds === "numbers",
    allowed: holds !== "map" && name !== "logitBias",
    maxItems: holds === "list",
  };
}

function kindOf(name: string): ValueKind | undefined {
  return Object.hasOwn(VALUE_KINDS, name) ? VALUE_KINDS[name as ParameterName] : undefined;
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string";
}

function isWord(value: JsonValue | undefined): value is string {
  return isText(value) && value !== "";
}

function isMap(value: JsonValue): value is { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
