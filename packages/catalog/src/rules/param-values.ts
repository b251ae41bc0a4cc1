import type { WrittenPlatform } from "../catalog.ts";
import type { JsonValue } from "../load/json-value.ts";
import type { DataPath } from "../problem.ts";
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
      for (const [name, rule] of mergedRules(chain)) {
        for (const { field, at, message } of faults(rule)) {
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

type Checked = "range" | "fixed" | "requiredDefault" | "allowed" | "values";
type Merged = { [F in Checked]?: { value: NonNullable<ParamRule[F]>; layer: PolicyLayer } };

interface Fault {
  field: Checked;
  at: DataPath;
  message: string;
}

const CHECKED = ["range", "fixed", "requiredDefault", "allowed", "values"] as const;

/** The parameters' rules under all policies of a chain, each field with the policy that it comes from. */
function mergedRules({ layers }: PolicyChain): Map<string, Merged> {
  const merged = new Map<string, Merged>();
  for (const layer of layers) {
    for (const [name, rule] of Object.entries(layer.policy.params ?? {})) {
      const own = CHECKED.flatMap((field) => {
        const value = rule?.[field];
        return value === undefined || value === null ? [] : [[field, { value, layer }]];
      });
      merged.set(name, { ...merged.get(name), ...(Object.fromEntries(own) as Merged) });
    }
  }
  return merged;
}

function faults({ range, fixed, requiredDefault, allowed, values }: Merged): Fault[] {
  const found: Fault[] = [];
  const single = [
    ["fixed", fixed],
    ["requiredDefault", requiredDefault],
  ] as const;
  for (const [field, placed] of single) {
    if (placed === undefined) continue;
    const said = JSON.stringify(placed.value);
    for (const value of range === undefined ? [] : entriesOf(placed.value)) {
      const message = rangeFault(value, range?.value ?? {});
      if (message !== undefined) found.push({ field, at: [], message });
    }
    if (allowed?.value.every((each) => JSON.stringify(each) !== said) === true)
      found.push({ field, at: [], message: `${said} is not one of the allowed values` });
  }
  if (range === undefined) return found;
  for (const [index, value] of (allowed?.value ?? []).entries()) {
    if (typeof value === "number" && !isWithin(value, range.value))
      found.push({ field: "allowed", at: [index], message: outside(value, range.value) });
  }
  for (const key of Object.keys(values?.value ?? {})) {
    if (key.trim() !== "" && Number.isFinite(Number(key)) && !isWithin(Number(key), range.value))
      found.push({ field: "values", at: [key], message: outside(Number(key), range.value) });
  }
  return found;
}

function rangeFault(value: JsonValue, range: Range): string | undefined {
  if (typeof value !== "number")
    return `${JSON.stringify(value)} is no number, and the range is one of numbers`;
  return isWithin(value, range) ? undefined : outside(value, range);
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
