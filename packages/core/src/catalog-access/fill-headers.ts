import type { Platform } from "../catalog/platform.ts";
import type { Policy } from "../catalog/policy.ts";
import { InvalidRequestError } from "../errors/errors.ts";

/**
 * Fills the `{var}` places of a policy's fixed headers.
 *
 * @throws InvalidRequestError when a place has no value, or one that cannot stand in a header.
 */
export function fillHeaders(
  policy: Policy,
  platform: Platform,
  vars: Readonly<Record<string, string>>,
): Policy {
  const { headers } = policy;
  const entries = Object.entries(headers?.fixed ?? {});
  if (!entries.some(([, value]) => value.includes("{"))) return policy;
  const fixed = entries.map(([name, value]) => [name, fill(value, platform, vars)] as const);
  return { ...policy, headers: { ...headers, fixed: Object.fromEntries(fixed) } };
}

function fill(
  template: string,
  platform: Platform,
  vars: Readonly<Record<string, string>>,
): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => {
    const rule =
      platform.vars !== undefined && Object.hasOwn(platform.vars, name)
        ? platform.vars[name]
        : undefined;
    // Braces around anything else are the header's own.
    if (rule === undefined) return place;
    const value = Object.hasOwn(vars, name) ? vars[name] : undefined;
    if (value !== undefined && /^[\x21-\x7e]+$/.test(value)) return value;
    const what = rule.what ?? name;
    throw new InvalidRequestError(
      value === undefined
        ? `${platform.name} needs ${what}, and nothing gives it.`
        : `${what} of ${platform.name} cannot stand in a header.`,
      { platform: platform.id, hint: `Set ${rule.env[0] ?? `vars.${name}`} to plain letters.` },
    );
  });
}
