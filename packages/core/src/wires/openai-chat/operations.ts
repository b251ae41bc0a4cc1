/**
 * What the wire does beside chats.
 *
 * @module
 */
export { embed } from "./embed.ts";
export { models } from "./models.ts";
