import type { JsonValue, ModelRow, Platform, Policy, Surface } from "@byok/core/provider";
import type { SimulatorOptions } from "../options.ts";
import { fitsGlob } from "./check-params.ts";
import { expectedPolicy } from "./merge.ts";

/** The wires that the simulator speaks. */
export type SpokenWire = "openai-chat" | "anthropic-messages";

/** What the server demands of one request. */
export interface Expectations {
  wire: SpokenWire;
  /** True when a platform was named: then its row decides, else the simulator is lenient. */
  strict: boolean;
  policy: Policy;
  surface: Surface;
  platform: Platform;
  row: ModelRow | undefined;
}

const EMBEDDED: Record<SpokenWire, Surface> = {
  "openai-chat": { wire: "openai-chat", auth: "bearer" },
  "anthropic-messages": { wire: "anthropic-messages", auth: "header", authName: "x-api-key" },
};

/** The platform that the simulator stands for when none is named. */
const OWN: Platform = {
  id: "simulator",
  name: "Simulator",
  kind: "local",
  env: [],
  keyOptional: true,
  endpoints: [{ id: "local" }],
  surfaces: [EMBEDDED["openai-chat"], EMBEDDED["anthropic-messages"]],
  families: {
    reasoning: {
      params: Object.fromEntries(
        [
          "temperature",
          "topP",
          "presencePenalty",
          "frequencyPenalty",
          "logprobs",
          "topLogprobs",
          "logitBias",
        ].map((name) => [name, { unsupported: "Reasoning models refuse it." }]),
      ),
    },
  },
  models: "table",
};

/** The models of the simulator's own platform. */
export const OWN_MODELS: Readonly<Record<string, ModelRow>> = {
  "sim-1": { id: "sim-1", name: "Simulator 1" },
  "sim-1-reasoning": {
    id: "sim-1-reasoning",
    name: "Simulator 1 reasoning",
    family: "reasoning",
    reasoning: true,
  },
  "sim-embed": { id: "sim-embed", name: "Simulator embedding", kind: "embedding", dimensions: 256 },
};

/** What a server demands of a request on a wire for a model. */
export function expectationsOf(
  wire: SpokenWire,
  model: JsonValue | undefined,
  options: SimulatorOptions,
): Expectations {
  const platform = options.platform ?? OWN;
  const id = typeof model === "string" ? model : "";
  const rows = options.models ?? (options.platform === undefined ? OWN_MODELS : {});
  const row = Object.hasOwn(rows, id) ? rows[id] : undefined;
  const own = platform.surfaces.filter((surface) => surface.wire === wire);
  const surface =
    own.find(({ models }) => models === undefined || fitsGlob(models, id)) ??
    own[0] ??
    EMBEDDED[wire];
  return {
    wire,
    strict: options.platform !== undefined,
    platform,
    surface,
    row,
    policy: expectedPolicy(platform, surface, row),
  };
}
