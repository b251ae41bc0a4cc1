import type { Simulator, SimulatorOptions } from "./options.ts";
import { startSimulator } from "./start-simulator.ts";

/** Port of the catalog's `simulator` platform. */
export const DEFAULT_PORT = 7357;

/** Starts a simulator where the catalog's `simulator` platform expects it, for a command line: http://127.0.0.1:7357/v1. */
export function serveSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startSimulator({ port: DEFAULT_PORT, ...options });
}
