import type { JsonObject, JsonValue, ToolPolicy } from "@byok/core/provider";
import { at, isObject, show } from "../json.ts";
import { findOpen } from "../expect/check-closed.ts";
import { valueOf } from "../expect/check-params.ts";
import type { Expectations } from "../expect/expectations.ts";
import { fieldOf } from "../expect/fields.ts";
import { neutralValue } from "../expect/neutral-value.ts";
import { refuse } from "../expect/refusal.ts";

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** Checks tools, tool choice and response format. */
export function checkTools(body: JsonObject, expected: Expectations): void {
  const { policy } = expected;
  const list = body["tools"];
  const tools = Array.isArray(list) ? list : [];
  if (list !== undefined && tools.length === 0)
    refuse(
      "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      "tools",
      "empty_array",
    );
  const rules = policy.tools ?? {};
  if (tools.length > 0 && rules.supported === false)
    refuse(
      "Unsupported parameter: 'tools' is not supported with this model.",
      "tools",
      "unsupported_parameter",
    );
  if (rules.max !== undefined && tools.length > rules.max)
    refuse(
      `Invalid 'tools': array too long. Expected an array with maximum length ${rules.max}, but got an array with length ${tools.length} instead.`,
      "tools",
      "array_above_max_length",
    );
  const names = tools.map((tool, index) => checkTool(tool, index, rules));
  checkStrict(tools, rules);
  checkChoice(body, names, expected);
  checkFormat(body, expected, tools.length > 0);
}

function checkTool(tool: JsonValue, index: number, rules: ToolPolicy): string {
  const path = `tools[${index}]`;
  const fn = isObject(tool) ? tool["function"] : undefined;
  if (!isObject(tool) || tool["type"] !== "function" || !isObject(fn))
    refuse(
      `Missing required parameter: '${path}.function'.`,
      `${path}.function`,
      "missing_required_parameter",
    );
  const { name, parameters } = fn;
  if (typeof name !== "string" || !NAME.test(name))
    refuse(
      `Invalid '${path}.function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      `${path}.function.name`,
      "invalid_value",
    );
  if (parameters !== undefined && at(parameters, "type") !== "object") {
    refuse(
      `Invalid schema for function '${name}': schema must be a JSON Schema of 'type: "object"', got 'type: "${show(at(parameters, "type"))}"'.`,
      `${path}.function.parameters`,
      "invalid_function_parameters",
    );
  }
  checkSchema(parameters, `${path}.function.parameters`, rules);
  if (fn["strict"] === true)
    checkClosed(parameters, `function '${name}'`, "tools", "invalid_function_parameters");
  return name;
}

function checkSchema(
  schema: JsonValue | undefined,
  path: string,
  { schema: rules }: ToolPolicy,
): void {
  if (rules === undefined) return;
  walk(schema, (key, value) => {
    if (rules.refs === "inline" && key === "$ref")
      refuse(`Invalid schema at '${path}': $ref is not supported.`, path);
    if (rules.nullable === "collapse" && key === "type" && Array.isArray(value))
      refuse(`Invalid schema at '${path}': 'type' must be a string.`, path);
    if (rules.dropKeywords?.includes(key) === true)
      refuse(`Invalid schema at '${path}': unknown keyword '${key}'.`, path);
  });
}

// Names of properties are no keywords.
function walk(schema: JsonValue | undefined, visit: (key: string, value: JsonValue) => void): void {
  if (Array.isArray(schema)) for (const each of schema) walk(each, visit);
  if (!isObject(schema)) return;
  for (const [key, value] of Object.entries(schema)) {
    if ((key === "properties" || key === "$defs") && isObject(value)) {
      for (const each of Object.values(value)) walk(each, visit);
      continue;
    }
    visit(key, value);
    if (!["enum", "const", "default", "examples", "required"].includes(key)) walk(value, visit);
  }
}

function checkStrict(tools: readonly JsonValue[], { strict }: ToolPolicy): void {
  if (strict === undefined) return;
  const marked = tools.filter((tool) => at(tool, "function.strict") === true);
  if (strict.mode === "drop" && marked.length > 0) {
    refuse("Unrecognized request argument supplied: tools[].function.strict", "tools");
  }
  if (strict.max !== undefined && marked.length > strict.max)
    refuse(`At most ${strict.max} tools may be strict.`, "tools");
}

function checkChoice(body: JsonObject, names: readonly string[], expected: Expectations): void {
  const sent = neutralValue("toolChoice", body, expected);
  const field = fieldOf(expected.wire, "toolChoice", expected.policy) ?? "tool_choice";
  if (sent === undefined) {
    if (valueOf("parallelToolCalls", body, expected) !== undefined && names.length === 0)
      refuse(
        "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.",
        "parallel_tool_calls",
      );
    return;
  }
  if (names.length === 0)
    refuse(
      `Invalid value for '${field}': '${field}' is only allowed when 'tools' are specified.`,
      field,
    );
  const mapped = expected.policy.tools?.choice ?? {};
  if (typeof sent === "string") {
    const own = Object.values(mapped).filter((value) => typeof value === "string");
    const usual = ["none", "auto", "required"].filter((word) => !Object.hasOwn(mapped, word));
    if (![...own, ...usual].includes(sent) && !names.includes(sent)) {
      refuse(
        `Invalid value: '${sent}'. Supported values are: ${[...usual, ...own].map((each) => `'${each}'`).join(", ")}.`,
        field,
        "invalid_value",
      );
    }
    return;
  }
  const name = at(sent, "function.name");
  if (name !== undefined && !names.includes(show(name)))
    refuse(`Tool choice '${show(name)}' not found in 'tools' parameter.`, field);
}

function checkFormat(body: JsonObject, expected: Expectations, hasTools: boolean): void {
  const { policy } = expected;
  const format = valueOf("responseFormat", body, expected);
  const type = at(format, "type");
  if (type === undefined || type === "text") return;
  const level = policy.structuredOutput;
  const fits =
    level === undefined || level === "schema" || (level === "json" && type === "json_object");
  if (!fits)
    refuse(
      `Invalid parameter: 'response_format' of type '${show(type)}' is not supported with this model.`,
      "response_format",
    );
  if (hasTools && policy.tools?.withStructuredOutput === false)
    refuse(
      `Function calling with a response mime type: '${show(type)}' is unsupported`,
      "response_format",
    );
  if (type === "json_object") {
    if (!JSON.stringify(body["messages"]).toLowerCase().includes("json"))
      refuse(
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
        "messages",
      );
    return;
  }
  if (type !== "json_schema")
    refuse(
      `Invalid value: '${show(type)}'. Supported values are: 'json_object', 'json_schema', and 'text'.`,
      "response_format.type",
      "invalid_value",
    );
  const name = at(format, "json_schema.name");
  if (typeof name !== "string" || !NAME.test(name))
    refuse(
      "Missing required parameter: 'response_format.json_schema.name'.",
      "response_format.json_schema.name",
      "missing_required_parameter",
    );
  const schema = at(format, "json_schema.schema");
  if (!isObject(schema))
    refuse(
      "Missing required parameter: 'response_format.json_schema.schema'.",
      "response_format.json_schema.schema",
      "missing_required_parameter",
    );
  if (at(format, "json_schema.strict") === true)
    checkClosed(schema, `response_format '${name}'`, "response_format");
}

/** @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
function checkClosed(
  schema: JsonValue | undefined,
  what: string,
  param: string,
  code?: string,
): void {
  const open = findOpen(schema);
  if (open === undefined) return;
  const { path, missing } = open;
  const context = `(${path.map((step) => `'${step}'`).join(", ")}${path.length === 1 ? "," : ""})`;
  const demand =
    missing === undefined
      ? "'additionalProperties' is required to be supplied and to be false."
      : `'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
  refuse(`Invalid schema for ${what}: In context=${context}, ${demand}`, param, code);
}
