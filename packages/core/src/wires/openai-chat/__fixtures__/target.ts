import type { Policy } from "../../../catalog/policy.ts";
import type { Platform, Surface } from "../../../catalog/platform.ts";
import type { ModelRow } from "../../../catalog/model-row.ts";
import type { Warning } from "../../../results/warning.ts";
import type { EncodeContext, ResponseHead, Target } from "../../../spi/wire-protocol.ts";

export function target(policy: Policy = {}, more: { surface?: Partial<Surface>; platform?: Partial<Platform>; model?: Partial<ModelRow>; vars?: Record<string, string> } = {}): Target {
  const surface: Surface = { wire: "openai-chat", auth: "bearer", ...more.surface };
  return {
    platform: { id: "acme", name: "Acme", kind: "direct", env: ["ACME_API_KEY"], endpoints: [], surfaces: [surface], models: "live", ...more.platform },
    surface,
    model: { id: "acme-1", ...more.model },
    policy,
    endpoint: { id: "default", baseUrl: "https://api.acme.test/v1", vars: more.vars ?? {} },
  };
}

export function context(stream = false): EncodeContext & { warnings: Warning[] } {
  const warnings: Warning[] = [];
  let ids = 0;
  return { stream, warnings, warn: (warning) => void warnings.push(warning), id: () => `id-${ids++}`, now: () => 0 };
}

export function head(status = 200, headers: Record<string, string> = {}): ResponseHead {
  return { status, headers: new Map(Object.entries(headers)), url: "https://api.acme.test/v1/chat/completions" };
}
