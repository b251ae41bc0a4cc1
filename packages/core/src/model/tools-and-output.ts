/**
 * What a request with tools or a form of the answer loads: a plain chat never pays for schemas.
 *
 * @module
 */
export { lowerFormat } from "./lower-format.ts";
export { planOutput } from "./structured-request.ts";
export { createToolInputCheck, toWireTools } from "./wire-tools.ts";
