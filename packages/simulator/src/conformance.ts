/**
 * The conformance kit: tests for any platform of the catalog, made from its row. Needs vitest and `@byok/core`.
 *
 * @module
 */
export { describeConformance, runConformance } from "./conformance/describe-conformance.ts";
export type { ConformanceOptions, ConformanceResult } from "./conformance/describe-conformance.ts";
