/**
 * Where byok keeps its state, for programs that need no vault: it loads nothing else.
 *
 * @module
 */
export { statePaths } from "./state-paths.ts";
export type { EnvironmentVariables, StatePaths } from "./state-paths.ts";
