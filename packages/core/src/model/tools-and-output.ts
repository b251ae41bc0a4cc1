/**
 * What a request with tools or an output schema loads: a plain chat never pays for schemas.
 *
 * @module
 */
export { planOutput } from "./structured-request.ts";
export { createToolInputCheck, toWireTools } from "./wire-tools.ts";
