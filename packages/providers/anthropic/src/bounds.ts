import {
  getPath,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type RequestBounds,
  type Target,
} from "@byok/core/provider";
import { maxTokensField } from "./encode-body.ts";
import { asCount, asString } from "./json.ts";
import { mapRegion, mapServiceTier } from "./map-usage.ts";

/**
 * Tools that the user runs; the platform runs every other one. It bills a use, or what the tool has read as input: a
 * limit of uses is no bound in tokens.
 *
 * @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview
 */
const OWN_TOOL = /^(custom$|bash_|text_editor_|computer_|memory_)/;

/** Reads what a request may bring at most. */
export function bounds(body: JsonObject, target: Target): RequestBounds {
  const { model, tools } = body;
  const cap = asCount(getPath(body, maxTokensField(target)));
  const serviceTier = mapServiceTier(body);
  const unbounded: string[] = [];
  if (typeof model === "string" && model !== target.model.id)
    unbounded.push(`price of the model ${model}`);
  for (const tool of Array.isArray(tools) ? tools : []) {
    const type = isJsonObject(tool) ? (asString(tool["type"]) ?? "custom") : "custom";
    if (!OWN_TOOL.test(type)) unbounded.push(`price of the tool ${type}`);
  }
  if (isFilled(body["mcp_servers"])) unbounded.push("price of mcp_servers");
  if (compacts(body["context_management"])) unbounded.push("price of context_management");
  const region = mapRegion(body);
  return {
    ...(cap === undefined ? {} : { maxTokens: cap }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(region === undefined ? {} : { region }),
    unbounded,
  };
}

function isFilled(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.length > 0;
}

// A compaction is an answer of its own, beyond the cap.
function compacts(management: JsonValue | undefined): boolean {
  const edits = isJsonObject(management) ? management["edits"] : undefined;
  return (
    Array.isArray(edits) &&
    edits.some(
      (edit) => isJsonObject(edit) && asString(edit["type"])?.startsWith("compact") === true,
    )
  );
}
