import type { ToolPolicy } from "../catalog/policy.ts";
import type { JsonObject } from "../json.ts";
import type { WireTool } from "../spi/request.ts";
import { strictSize, type StrictSize } from "../structured/strict-size.ts";

/**
 * Says why the strict tools of a request are more than its platform compiles, counted together with the schema that it
 * holds the answer to; undefined where they are not.
 */
export function strictExcess(
  tools: readonly WireTool[],
  held: JsonObject | undefined,
  rule: ToolPolicy["strict"],
): string | undefined {
  const strict = tools.filter((tool) => tool.strict === true);
  if (rule === undefined || strict.length === 0) return undefined;
  const { max, maxOptional, maxUnions } = rule;
  if (max !== undefined && strict.length > max)
    return `at most ${max} tools of a request may be strict, not ${strict.length}`;
  if (maxOptional === undefined && maxUnions === undefined) return undefined;
  const schemas = strict.map((tool) => tool.inputSchema);
  const sizes = (held === undefined ? schemas : [...schemas, held]).map(strictSize);
  const count = (name: keyof StrictSize): number =>
    sizes.reduce((sum, size) => sum + size[name], 0);
  if (maxOptional !== undefined && count("optional") > maxOptional)
    return `the strict schemas of a request may have at most ${maxOptional} optional keys, not ${count("optional")}`;
  if (maxUnions !== undefined && count("unions") > maxUnions)
    return `the strict schemas of a request may have at most ${maxUnions} unions, not ${count("unions")}`;
  return undefined;
}
