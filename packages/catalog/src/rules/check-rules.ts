import type { Plugin } from "../catalog.ts";
import type { Entry } from "../load/entry.ts";
import { formatPath } from "../problem.ts";
import type { Problem } from "../problem.ts";
import { checkCostCurrency } from "./cost-currency.ts";
import { checkContradictions } from "./contradictions.ts";
import { checkDates } from "./dates.ts";
import { checkEndpoints } from "./endpoints.ts";
import { checkEnvNames } from "./env-names.ts";
import { checkFamilies } from "./families.ts";
import { checkHeaders } from "./headers.ts";
import { checkKeyHeaders } from "./key-headers.ts";
import { checkModelLimits } from "./model-limits.ts";
import { checkModelPolicies } from "./model-policies.ts";
import { checkModelReferences } from "./model-references.ts";
import { checkNames } from "./names.ts";
import { checkParamFields } from "./param-fields.ts";
import { checkParamTypes } from "./param-types.ts";
import { checkParamValues } from "./param-values.ts";
import { checkPolicies } from "./policies.ts";
import { checkPeerPrices } from "./price-peers.ts";
import { checkPrices } from "./prices.ts";
import { checkReasoning } from "./reasoning.ts";
import { checkRuleEffects } from "./rule-effects.ts";
import type { Finding, Rule } from "./rule.ts";
import { checkSurfaces } from "./surfaces.ts";
import { checkVariables } from "./variables.ts";
import { applyWaivers } from "./waivers.ts";

const RULES: readonly Rule[] = [
  checkNames,
  checkEnvNames,
  checkEndpoints,
  checkSurfaces,
  checkVariables,
  checkKeyHeaders,
  checkHeaders,
  checkFamilies,
  checkPolicies,
  checkContradictions,
  checkReasoning,
  checkParamFields,
  checkParamTypes,
  checkParamValues,
  checkRuleEffects,
  checkModelReferences,
  checkModelLimits,
  checkModelPolicies,
  checkDates,
  checkCostCurrency,
  checkPrices,
  checkPeerPrices,
];

/** Checks everything that one file or the whole catalog must keep to beyond the schema. */
export function checkRules(
  entries: ReadonlyMap<string, Entry>,
  plugins: readonly Plugin[],
): Problem[] {
  const findings: Finding[] = [];
  for (const rule of RULES) rule({ entries, plugins, report: (finding) => findings.push(finding) });
  return applyWaivers(
    entries,
    findings.filter((finding) => !followsFromFault(finding)),
  );
}

/** Whether the schema cut something out of what a rule judged: one slip is one problem. */
function followsFromFault({ entry, source = entry.source, path, at, judged }: Finding): boolean {
  const holders = judged ?? (at === "key" || path.length === 0 ? [] : [path]);
  return holders
    .map(formatPath)
    .some((holder) => source.problems.some(({ path: fault }) => isChild(fault, holder)));
}

/** Whether a printed path is one step below another, or an entry of the list there, with which the list is cut. */
function isChild(path: string, holder: string): boolean {
  return (
    path.startsWith(holder) && /^(\.[^.[]+|\[[^\]]*\])(\[\d+\])*$/.test(path.slice(holder.length))
  );
}
