/**
 * What the first call of a model loads, in one piece: a program that only makes models, lists platforms or shows
 * prices never pays for it.
 *
 * @module
 */
export { runChat } from "../engine/run-chat.ts";
export { runOperation } from "../engine/run-operation.ts";
export { loadContext, makeCall } from "./model-context.ts";
export { prepareChat } from "./prepare-chat.ts";
