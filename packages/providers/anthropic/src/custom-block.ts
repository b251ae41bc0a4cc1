import { type CustomPart, isJsonObject, type Warning } from "@byok/core/provider";
import { markCache } from "./encode-cache.ts";
import { WIRE } from "./provider-state.ts";
import type { Block } from "./wire-types.ts";

const PREFIX = `${WIRE}.`;

/**
 * The block of a custom part of kind `anthropic-messages.<block type>`: its data goes out as it is. Parts of another
 * wire are left out with a warning; those that another platform said, core has left out before.
 */
export function decodeCustom(
  part: CustomPart,
  path: string,
  warn: (warning: Warning) => void,
): Block[] {
  if (!part.kind.startsWith(PREFIX) || !isJsonObject(part.data)) {
    const message = `A part of kind "${part.kind}" cannot be sent to this platform; it is left out.`;
    warn({ code: "content-dropped", path, message, from: part.kind });
    return [];
  }
  const block = { type: part.kind.slice(PREFIX.length), ...part.data } as unknown as Block;
  if (part.cache !== undefined && block.type !== "thinking" && block.type !== "redacted_thinking") {
    markCache(block, part.cache);
  }
  return [block];
}
