/**
 * What requests to a platform load that are no chat, such as its list of models.
 *
 * @module
 */
export { runOperation } from "../engine/run-operation.ts";
export { withOperations } from "../registry/load-parts.ts";
export { loadContext, makeCall } from "./model-context.ts";
export { expandPath } from "../wires/shared/expand-path.ts";
// As in calls.ts.
export { openFetch } from "../transports/fetch-exchange.ts";
