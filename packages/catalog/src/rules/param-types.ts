import type { JsonValue } from "../load/json-value.ts";
import type { DataPath } from "../problem.ts";
import {
  allowedValueFault,
  parameterLimits,
  parameterValueFault,
} from "../schema/parameter-values.ts";
import { policyLayers, type PolicyLayer } from "./policy-layers.ts";
import type { Rule } from "./rule.ts";

/** What an entry says of a parameter fits the kind of its values: numbers for a number, a range only for numbers. */
export const checkParamTypes: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    for (const layer of policyLayers(entry)) {
      const { source, path } = layer;
      const say: Say = (at, message, place = "value") =>
        report({ entry, source, path: [...path, ...at], at: place, message });
      checkParams(layer, say);
      checkRuleValues(layer, say);
    }
  }
};

type Say = (at: DataPath, message: string, place?: "key" | "value") => void;

function checkParams({ policy }: PolicyLayer, say: Say): void {
  for (const [name, rule] of Object.entries(policy.params ?? {})) {
    // Beside `unsupported` nothing else may stand at all, which another rule says.
    if (rule === undefined || rule.unsupported !== undefined) continue;
    const at = ["params", name];
    const limits = parameterLimits(name);
    if (rule.to !== undefined && NO_FIELD.has(name))
      say([...at, "to"], "means nothing: its entries go by their own names; leave it out", "key");
    for (const field of ["range", "allowed", "maxItems"] as const) {
      if (rule[field] !== undefined && !limits[field])
        say([...at, field], `means nothing here: a value of ${name} is ${limits.what}`, "key");
    }
    if (limits.allowed) {
      // The first stands for all: a list of words for a number is one slip.
      const faults = (rule.allowed ?? []).map((value) => allowedValueFault(name, value));
      const first = faults.findIndex((fault) => fault !== undefined);
      if (first !== -1) say([...at, "allowed", first], faults[first] ?? "");
    }
    for (const field of ["fixed", "requiredDefault"] as const) {
      const value = rule[field];
      const fault = value === undefined ? undefined : parameterValueFault(name, value);
      if (fault !== undefined) say([...at, field], fault);
    }
  }
}

function checkRuleValues({ policy }: PolicyLayer, say: Say): void {
  for (const [index, rule] of (policy.rules ?? []).entries()) {
    const maps: [at: DataPath, Readonly<Record<string, JsonValue | undefined>> | undefined][] = [
      [["rules", index, "when", "equals"], rule.when.equals],
      [["rules", index, "set"], rule.set],
    ];
    for (const [at, values] of maps) {
      if (values === undefined) continue;
      if (Object.keys(values).length === 0)
        say(at, "is empty: name a parameter and its value, or leave it out");
      for (const [name, value] of Object.entries(values)) {
        const fault = value === undefined ? undefined : parameterValueFault(name, value);
        if (fault !== undefined) say([...at, name], fault);
      }
    }
  }
}

/** Parameters whose entries the user names: they have no field of their own. */
const NO_FIELD: ReadonlySet<string> = new Set(["extraBody", "extraHeaders"]);
