import { buildHeaders, type EncodeContext, type Target } from "@byok/core/provider";

/**
 * The API version that this wire speaks, unless the policy fixes another.
 *
 * @see https://platform.claude.com/docs/en/api/versioning
 */
const API_VERSION = "2023-06-01";

const BETA = "anthropic-beta";

/**
 * The headers of a request, without credentials. Beta names from several features and from the user stand in one
 * `anthropic-beta` header, because the platform reads a list there.
 *
 * @see https://platform.claude.com/docs/en/api/beta-headers
 */
export function encodeHeaders(
  target: Target,
  context: EncodeContext,
  features: ReadonlySet<string> = new Set(),
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const own = {
    accept: context.stream ? "text/event-stream" : "application/json",
    "anthropic-version": API_VERSION,
  };
  const headers = buildHeaders(own, target.policy, features, extra);
  const betas = betaNames(target, features, extra);
  if (betas.length > 0) headers[BETA] = betas.join(",");
  return headers;
}

function betaNames(
  target: Target,
  features: ReadonlySet<string>,
  extra: Readonly<Record<string, string>>,
): string[] {
  const { fixed, byFeature } = target.policy.headers ?? {};
  const used = Object.entries(byFeature ?? {}).filter(([feature]) => features.has(feature));
  const sources = [fixed ?? {}, ...used.map(([, headers]) => headers), extra];
  const names = sources.flatMap((headers) =>
    Object.entries(headers)
      .filter(([name]) => name.toLowerCase() === BETA)
      .flatMap(([, value]) => value.split(",").map((each) => each.trim())),
  );
  return [...new Set(names.filter((name) => name !== ""))];
}
