/**
 * What the first chat of a model loads, in one piece: a program that only makes models, lists platforms or shows
 * prices never pays for it.
 *
 * @module
 */
export { runChat } from "../engine/run-chat.ts";
export { loadContext } from "./model-context.ts";
export { prepareChat } from "./prepare-chat.ts";
// Reached by `import()` from the transport; named here, it comes in the same piece, so that a page that is offline by
// then can tell so.
export { openFetch } from "../transports/fetch-exchange.ts";
