import type { Platform } from "../catalog/platform.ts";
import type { Policy } from "../catalog/policy.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import { isBrowser } from "../runtime.ts";

/**
 * The policy with the headers that are to be sent: `{var}` places filled, those for browsers among the fixed ones in a
 * browser and nowhere else, and without those that name byok to the platform where the user wants none.
 *
 * @throws InvalidRequestError when a place has no value, or one that cannot stand in a header.
 */
export function fillHeaders(
  policy: Policy,
  platform: Platform,
  options: { vars: Readonly<Record<string, string>>; attribution?: boolean | undefined },
): Policy {
  if (policy.headers === undefined) return policy;
  const { browser, attribution, byFeature } = policy.headers;
  const fixed = { ...policy.headers.fixed, ...(isBrowser() ? browser : undefined) };
  const filled = (headers: Readonly<Record<string, string>>): Record<string, string> =>
    mapValues(headers, (value) => fill(value, platform, options.vars));
  return {
    ...policy,
    headers: {
      ...(Object.keys(fixed).length === 0 ? {} : { fixed: filled(fixed) }),
      ...(attribution === undefined || options.attribution === false
        ? {}
        : { attribution: filled(attribution) }),
      ...(byFeature === undefined ? {} : { byFeature: mapValues(byFeature, filled) }),
    },
  };
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
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
