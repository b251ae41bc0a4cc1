/**
 * A server on this machine that speaks the wires of LLM platforms: for tests, and for trying byok without a key.
 *
 * @module
 */
export { PLAN_HEADER, startSimulator } from "./start-simulator.ts";
export { DEFAULT_PORT, serveSimulator } from "./serve-simulator.ts";
export type {
  Counted,
  Fault,
  Plan,
  PlannedCall,
  ReceivedRequest,
  Simulator,
  SimulatorOptions,
} from "./options.ts";
export { countTokens } from "./answer/tokens.ts";
export { sampleValue } from "./answer/sample-value.ts";
export type { SampleOptions } from "./answer/sample-value.ts";
