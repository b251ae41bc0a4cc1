import type { Policy } from "../../catalog/policy.ts";
import type { ChatRequest, WireConfig } from "../../spi/request.ts";

/** Names of request features that a platform may want a header for (`policy.headers.byFeature`). */
export type RequestFeature =
  | "stream"
  | "tools"
  | "reasoning"
  | "structuredOutput"
  | "image"
  | "audio"
  | "file"
  | "cache";

/** The features that a chat request uses. */
export function requestFeatures(request: ChatRequest, stream: boolean): Set<RequestFeature> {
  const features = new Set<RequestFeature>();
  const { config } = request;
  if (stream) features.add("stream");
  if (request.tools !== undefined && request.tools.length > 0) features.add("tools");
  if (asksForReasoning(config)) features.add("reasoning");
  if (config.responseFormat !== undefined && config.responseFormat.type !== "text")
    features.add("structuredOutput");
  for (const message of request.messages) {
    if (message.cache !== undefined) features.add("cache");
    if (typeof message.content === "string") continue;
    for (const part of message.content) {
      if (part.cache !== undefined) features.add("cache");
      if (part.type !== "file") continue;
      if (part.mediaType.startsWith("image/")) features.add("image");
      else if (part.mediaType.startsWith("audio/")) features.add("audio");
      else features.add("file");
    }
  }
  return features;
}

/** Whether the config asks the model to reason. */
export function asksForReasoning(config: WireConfig): boolean {
  if (config.reasoningBudgetTokens !== undefined && config.reasoningBudgetTokens > 0) return true;
  return config.reasoningEffort !== undefined && config.reasoningEffort !== "none";
}

/** Headers in rising order of precedence: the wire's own, the policy's, the user's `extraHeaders`; names in lower case. */
export function buildHeaders(
  own: Readonly<Record<string, string>>,
  policy: Policy,
  features: ReadonlySet<string>,
  extra: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const headers: Record<string, string> = { ...own };
  add(headers, policy.headers?.attribution);
  add(headers, policy.headers?.fixed);
  for (const [feature, values] of Object.entries(policy.headers?.byFeature ?? {})) {
    if (features.has(feature)) add(headers, values);
  }
  add(headers, extra);
  return headers;
}

function add(
  headers: Record<string, string>,
  more: Readonly<Record<string, string>> | undefined,
): void {
  if (more === undefined) return;
  for (const name of Object.keys(more)) {
    const value = more[name];
    if (value !== undefined && name !== "__proto__") headers[name.toLowerCase()] = value;
  }
}
