import type { Target, ToolResultPart } from "@byok/core/provider";
import { markCache } from "./encode-cache.ts";
import { encodeFile } from "./encode-file.ts";
import type { DocumentBlock, ImageBlock, TextBlock, ToolResultBlock } from "./wire-types.ts";

/**
 * Encodes what a tool answered. A failed result must say something, so an empty one gets a plain sentence.
 *
 * @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls
 */
export function encodeToolResult(
  part: ToolResultPart,
  path: string,
  target: Target,
): ToolResultBlock {
  const content = part.content.flatMap((each, index) =>
    encodeContent(each, `${path}.content[${index}]`, target),
  );
  const block: ToolResultBlock = { type: "tool_result", tool_use_id: part.id };
  const failed = part.status !== "ok";
  const [only] = content;
  if (
    content.length > 1 ||
    (only !== undefined && (only.type !== "text" || "cache_control" in only))
  ) {
    block.content = content;
  } else if (only?.type === "text") {
    block.content = only.text;
  } else if (failed) {
    block.content = part.status === "denied" ? "The user denied this call." : "The tool failed.";
  }
  if (failed) block.is_error = true;
  if (part.cache !== undefined) markCache(block, part.cache);
  return block;
}

function encodeContent(
  part: ToolResultPart["content"][number],
  path: string,
  target: Target,
): (TextBlock | ImageBlock | DocumentBlock)[] {
  if (part.type === "json") return [{ type: "text", text: JSON.stringify(part.value) }];
  if (part.type === "text" && part.text.trim() === "") return [];
  const block: TextBlock | ImageBlock | DocumentBlock =
    part.type === "text" ? { type: "text", text: part.text } : encodeFile(part, path, target);
  if (part.cache !== undefined) markCache(block, part.cache);
  return [block];
}
