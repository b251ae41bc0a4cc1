import type { EncodeContext, ModelRow, Policy, ResponseHead, Surface, Target, Warning } from "@byok/core/provider";

/** A target with the given differences; nothing of the catalog is needed. */
export function testTarget(
  changes: { policy?: Policy; model?: Partial<ModelRow>; surface?: Partial<Surface> } = {},
): Target {
  const surface: Surface = { wire: "anthropic-messages", auth: "header", authName: "x-api-key", ...changes.surface };
  return {
    platform: {
      id: "anthropic",
      name: "Anthropic",
      kind: "direct",
      env: ["ANTHROPIC_API_KEY"],
      endpoints: [{ id: "default", baseUrl: "https://api.anthropic.com" }],
      surfaces: [surface],
      models: "table",
    },
    surface,
    model: { id: "claude-test", maxOutput: 8000, ...changes.model },
    policy: changes.policy ?? {},
    endpoint: { id: "default", baseUrl: "https://api.anthropic.com", vars: {} },
  };
}

/** A context that collects the warnings. */
export function testContext(stream = false): EncodeContext & { warnings: Warning[] } {
  const warnings: Warning[] = [];
  return { warnings, warn: (warning) => warnings.push(warning), id: () => "id", now: () => 1_000, stream };
}

/** The head of an answer. */
export function testHead(status = 200, headers: Record<string, string> = {}): ResponseHead {
  return { status, headers: new Map(Object.entries(headers)), url: "https://api.anthropic.com/v1/messages" };
}
