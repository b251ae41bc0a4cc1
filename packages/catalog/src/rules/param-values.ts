import type { WrittenPlatform } from "../catalog.ts";
import type { JsonValue } from "../load/json-value.ts";
import type { DataPath } from "../problem.ts";
import { allowedValueFault, parameterValueFault } from "../schema/parameter-values.ts";
import { policyChains, type PolicyChain, type PolicyLayer } from "./policy-layers.ts";
import { reportOnce, type Rule } from "./rule.ts";

type ParamRules = NonNullable<WrittenPlatform["params"]>;
type ParamRule = NonNullable<ParamRules[keyof ParamRules]>;
type Range = NonNullable<ParamRule["range"]>;

/** What a parameter is set to lies in the range and among the values that it takes. */
export const checkParamValues: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    const once = reportOnce(report);
    for (const chain of policyChains(entry)) {
      for (const [name, rule] of mergedParams(chain)) {
        for (const { field, at, message } of faults(name, rule, chain)) {
          const layer = rule[field]?.layer;
          if (layer === undefined) continue;
          once({
            entry,
            source: layer.source,
            path: [...layer.path, "params", name, field, ...at],
            at: field === "values" ? "key" : "value",
            message,
          });
        }
      }
    }
  }
};

type Checked = (typeof CHECKED)[number];

/** One parameter's rule under all policies of a chain, each field with the policy that it comes from. */
export type MergedParam = {
  [F in Checked]?: { value: NonNullable<ParamRule[F]>; layer: PolicyLayer };
};

interface Fault {
  field: Checked;
  at: DataPath;
  message: string;
}

const CHECKED = [
  "range",
  "fixed",
  "requiredDefault",
  "allowed",
  "maxItems",
  "unsupported",
  "values",
] as const;

/** The parameters' rules under all policies of a chain. */
export function mergedParams({ layers }: Pick<PolicyChain, "layers">): Map<string, MergedParam> {
  const merged = new Map<string, MergedParam>();
  for (const layer of layers) {
    for (const [name, rule] of Object.entries(layer.policy.params ?? {})) {
      const own = CHECKED.flatMap((field) => {
        const value = rule?.[field];
        return value === undefined || value === null ? [] : [[field, { value, layer }]];
      });
      merged.set(name, { ...merged.get(name), ...(Object.fromEntries(own) as MergedParam) });
    }
  }
  return merged;
}

/** What a parameter's limits say against a value that an entry sets; undefined when nothing. */
export function limitFault(
  name: string,
  value: JsonValue,
  { range, allowed, maxItems }: MergedParam,
): string | undefined {
  // What is of the wrong type is reported as that.
  if (parameterValueFault(name, value) !== undefined) return undefined;
  for (const each of entriesOf(value)) {
    if (range !== undefined && typeof each === "number" && !isWithin(each, range.value))
      return outside(each, range.value);
  }
  const single = Array.isArray(value) ? value : [value];
  const other = single.find((each) => allowed?.value.every((one) => one !== each) === true);
  if (other !== undefined) return `${JSON.stringify(other)} is not one of the allowed values`;
  return maxItems !== undefined && Array.isArray(value) && value.length > maxItems.value
    ? `has ${value.length} entries, and maxItems is ${maxItems.value}`
    : undefined;
}

function faults(name: string, rule: MergedParam, { layers }: PolicyChain): Fault[] {
  const { range, fixed, requiredDefault, allowed, values } = rule;
  const found: Fault[] = [];
  for (const field of ["fixed", "requiredDefault"] as const) {
    const value = rule[field]?.value;
    const message = value === undefined ? undefined : limitFault(name, value, rule);
    if (message !== undefined) found.push({ field, at: [], message });
  }
  if (found.length === 0 && fixed !== undefined && requiredDefault !== undefined) {
    const message = differing(name, fixed.value, requiredDefault.value);
    const isLater = layers.indexOf(fixed.layer) > layers.indexOf(requiredDefault.layer);
    if (message !== undefined)
      found.push({ field: isLater ? "fixed" : "requiredDefault", at: [], message });
  }
  if (range === undefined) return found;
  for (const [index, value] of (allowed?.value ?? []).entries()) {
    if (
      typeof value === "number" &&
      allowedValueFault(name, value) === undefined &&
      !isWithin(value, range.value)
    )
      found.push({ field: "allowed", at: [index], message: outside(value, range.value) });
  }
  for (const key of Object.keys(values?.value ?? {})) {
    if (key.trim() !== "" && Number.isFinite(Number(key)) && !isWithin(Number(key), range.value))
      found.push({ field: "values", at: [key], message: outside(Number(key), range.value) });
  }
  return found;
}

function differing(name: string, fixed: JsonValue, preset: JsonValue): string | undefined {
  if (JSON.stringify(fixed) === JSON.stringify(preset)) return undefined;
  if ([fixed, preset].some((value) => parameterValueFault(name, value) !== undefined))
    return undefined;
  return `the value is fixed to ${JSON.stringify(fixed)}, and requiredDefault is ${JSON.stringify(preset)}: write one value in both`;
}

/** Of a map, such as logitBias, the range holds for each entry. */
function entriesOf(value: JsonValue): readonly JsonValue[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [value];
}

function isWithin(value: number, { min, max, exclusiveMin }: Range): boolean {
  return (
    value >= (min ?? -Infinity) && value <= (max ?? Infinity) && value > (exclusiveMin ?? -Infinity)
  );
}

function outside(value: number, { min, max, exclusiveMin }: Range): string {
  const parts = [
    exclusiveMin === undefined ? [] : [`above ${exclusiveMin}`],
    min === undefined ? [] : [max === undefined ? `at least ${min}` : `${min} to ${max}`],
    max === undefined || min !== undefined ? [] : [`at most ${max}`],
  ].flat();
  return `${value} is outside the range (${parts.join(", ")})`;
}
