/**
 * What the wire does beside chats, or only for some of them.
 *
 * @module
 */
export { bounds } from "./bounds.ts";
export { embed } from "./embed.ts";
export { models } from "./models.ts";
