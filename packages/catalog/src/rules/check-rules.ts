import type { Plugin } from "../catalog.ts";
import type { Entry } from "../load/entry.ts";
import type { Problem } from "../problem.ts";
import { checkCostCurrency } from "./cost-currency.ts";
import { checkDates } from "./dates.ts";
import { checkEndpoints } from "./endpoints.ts";
import { checkEnvNames } from "./env-names.ts";
import { checkFamilies } from "./families.ts";
import { checkKeyHeaders } from "./key-headers.ts";
import { checkModelLimits } from "./model-limits.ts";
import { checkModelReferences } from "./model-references.ts";
import { checkNames } from "./names.ts";
import { checkParamFields } from "./param-fields.ts";
import { checkParamValues } from "./param-values.ts";
import { checkPolicies } from "./policies.ts";
import { checkPeerPrices } from "./price-peers.ts";
import { checkPrices } from "./prices.ts";
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
  checkFamilies,
  checkPolicies,
  checkParamFields,
  checkParamValues,
  checkModelReferences,
  checkModelLimits,
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
  return applyWaivers(entries, findings);
}
