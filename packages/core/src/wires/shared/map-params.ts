import type { NeutralParameter } from "../../catalog/neutral-parameter.ts";
import type { Policy } from "../../catalog/policy.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import type { WireConfig } from "../../spi/request.ts";
import type { Warning } from "../../results/warning.ts";
import { setPath } from "./json-path.ts";

/** How a wire writes one neutral parameter by itself. */
export interface ParamField {
  /** Dotted field of the body. */
  to: string;
  /** Turns the neutral value into the wire's; the value itself when absent. */
  form?: (value: JsonValue) => JsonValue;
}

/** The wire's fields; a parameter that is not among them is sent only where the policy names its place. */
export type ParamFields = Readonly<Partial<Record<NeutralParameter, ParamField>>>;

/** Parameters that are not a field each: mapReasoning, the headers and the merge of the body take them. */
const NOT_FIELDS: ReadonlySet<string> = new Set([
  "reasoningEffort",
  "reasoningBudgetTokens",
  "reasoningSummary",
  "extraHeaders",
  "extraBody",
]);

/**
 * Writes the neutral parameters into the body: at `policy.params.X.to` or the wire's own field, with
 * `policy.params.X.values` before the wire's own form. Warns `unsupported` for what has no place.
 */
export function mapParams(
  config: WireConfig,
  policy: Policy,
  fields: ParamFields,
  body: JsonObject,
  warn: (warning: Warning) => void,
): void {
  for (const key of Object.keys(config)) {
    if (NOT_FIELDS.has(key)) continue;
    const name = key as NeutralParameter;
    const value = config[name as keyof WireConfig] as JsonValue | undefined;
    if (value === undefined) continue;
    const rule = policy.params?.[name];
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const to = rule?.to ?? field?.to;
    if (to === undefined) {
      warn(noPlace(name, value));
      continue;
    }
    setPath(body, to, mappedValue(rule?.values, value, field?.form));
  }
}

/** Where the wire itself puts the reasoning settings. */
export interface ReasoningFields {
  effort?: string;
  budget?: string;
  summary?: string;
}

/**
 * Writes effort, budget, summary and the on/off switch where `policy.reasoning.send` wants them.
 * Where there is a switch, "off" (effort `none`, budget 0) is said by the switch alone.
 */
export function mapReasoning(
  config: WireConfig,
  policy: Policy,
  fields: ReasoningFields,
  body: JsonObject,
  warn: (warning: Warning) => void,
): void {
  const {
    reasoningEffort: effort,
    reasoningBudgetTokens: budget,
    reasoningSummary: summary,
  } = config;
  const send = policy.reasoning?.send;
  const toggle = send?.toggle;
  const off = effort === "none" || (effort === undefined && budget === 0);
  if (toggle !== undefined && (effort !== undefined || budget !== undefined)) {
    setPath(body, toggle.field, off ? toggle.off : toggle.on);
    if (off) return;
  }
  const put = (
    name: NeutralParameter,
    value: JsonValue | undefined,
    place: string | null | undefined,
    usual: string | undefined,
  ): void => {
    if (value === undefined) return;
    const rule = policy.params?.[name];
    const to = place === undefined ? (rule?.to ?? usual) : place;
    if (to === undefined || to === null) {
      // A switch has carried the wish already; that its degree is lost has been told with the policy.
      if (place !== null || toggle === undefined) warn(noPlace(name, value));
      return;
    }
    setPath(body, to, mappedValue(rule?.values, value));
  };
  put("reasoningEffort", effort, send?.effort, fields.effort);
  put("reasoningBudgetTokens", budget, send?.budget, fields.budget);
  put("reasoningSummary", summary, send?.summary, fields.summary);
}

// The policy's own value may be null, so its absence is asked for by name.
function mappedValue(
  values: Readonly<Record<string, JsonValue>> | undefined,
  value: JsonValue,
  form: (value: JsonValue) => JsonValue = (each) => each,
): JsonValue {
  if (values === undefined || typeof value === "object") return form(value);
  const key = String(value);
  return Object.hasOwn(values, key) ? values[key]! : form(value);
}

function noPlace(name: NeutralParameter, value: JsonValue): Warning {
  return {
    code: "unsupported",
    path: `config.${name}`,
    message: `This platform has no field for ${name}; it was left out.`,
    from: value,
  };
}
