import type { NeutralParameter } from "../catalog/neutral-parameter.ts";
import { isPlainObject, jsonProblem } from "./check-json.ts";
import { headerProblems } from "./check-headers.ts";

/** Says what is wrong with a value whatever the platform: its type, and bounds that follow from its meaning. */
export function valueProblems(name: NeutralParameter, value: unknown): string[] {
  return CHECKS[name](name, value);
}

/** Writes a value for an error text, short and without secrets worth the name. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (typeof value === "number" || typeof value === "boolean" || value === null)
    return String(value);
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}

type Check = (name: string, value: unknown) => string[];

const wrong = (name: string, expected: string, value: unknown): string[] => [
  `${name} must be ${expected}, not ${show(value)}.`,
];

const isFiniteNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

const number: Check = (name, value) =>
  isFiniteNumber(value) ? [] : wrong(name, "a number", value);

const integer =
  (min: number): Check =>
  (name, value) =>
    Number.isSafeInteger(value) && (value as number) >= min
      ? []
      : wrong(
          name,
          min === -Infinity ? "a whole number" : `a whole number of at least ${min}`,
          value,
        );

const boolean: Check = (name, value) =>
  typeof value === "boolean" ? [] : wrong(name, "true or false", value);

const text: Check = (name, value) =>
  typeof value === "string" && value !== "" ? [] : wrong(name, "a text that is not empty", value);

const stop: Check = (name, value) => {
  if (typeof value === "string") return text(name, value);
  if (!Array.isArray(value)) return wrong(name, "a text or an array of texts", value);
  return value.flatMap((item, index) => text(`${name}[${index}]`, item));
};

const toolChoice: Check = (name, value) => {
  if (value === "auto" || value === "none" || value === "required") return [];
  if (isPlainObject(value) && typeof value["tool"] === "string" && value["tool"] !== "") return [];
  return wrong(name, `"auto", "none", "required" or { tool: "name" }`, value);
};

const responseFormat: Check = (name, value) => {
  const forms = `{ type: "text" }, { type: "json_object" } or { type: "json_schema", json_schema: { name, schema } }`;
  if (!isPlainObject(value)) return wrong(name, forms, value);
  if (value["type"] === "text" || value["type"] === "json_object") return [];
  if (value["type"] !== "json_schema")
    return wrong(`${name}.type`, `"text", "json_object" or "json_schema"`, value["type"]);
  const inner = value["json_schema"];
  if (!isPlainObject(inner))
    return wrong(`${name}.json_schema`, "an object { name, schema }", inner);
  const problems = text(`${name}.json_schema.name`, inner["name"]);
  if (!isPlainObject(inner["schema"])) {
    problems.push(...wrong(`${name}.json_schema.schema`, "a JSON schema object", inner["schema"]));
    return problems;
  }
  const json = jsonProblem(inner["schema"], `${name}.json_schema.schema`);
  return json === undefined ? problems : [...problems, `${json}.`];
};

const logitBias: Check = (name, value) => {
  if (!isPlainObject(value)) return wrong(name, "an object of token ids and numbers", value);
  return Object.entries(value).flatMap(([token, bias]) =>
    isFiniteNumber(bias) ? [] : wrong(`${name}[${show(token)}]`, "a number", bias),
  );
};

const extraBody: Check = (name, value) => {
  if (!isPlainObject(value)) return wrong(name, "a plain object", value);
  const problem = jsonProblem(value, name);
  if (problem !== undefined) return [`${problem}.`];
  return value["stream"] === undefined
    ? []
    : [`${name}.stream is set by byok itself: call model.stream(…) or model.generate(…).`];
};

const CHECKS: Readonly<Record<NeutralParameter, Check>> = {
  temperature: number,
  topP: number,
  maxTokens: integer(1),
  stop,
  presencePenalty: number,
  frequencyPenalty: number,
  responseFormat,
  toolChoice,
  reasoningEffort: text,
  extraHeaders: (_name, value) => headerProblems(value),
  topK: integer(0),
  seed: integer(Number.NEGATIVE_INFINITY),
  n: integer(1),
  logprobs: boolean,
  topLogprobs: integer(0),
  logitBias,
  parallelToolCalls: boolean,
  reasoningBudgetTokens: integer(0),
  reasoningSummary: text,
  serviceTier: text,
  user: text,
  extraBody,
};
