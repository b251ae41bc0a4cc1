import type { ToolPolicy } from "../../catalog/policy.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import type { Warning } from "../../results/warning.ts";
import type { WireTool } from "../../spi/request.ts";
import { fillToolName } from "../shared/fill-tool-name.ts";
import { transformToolSchema } from "../shared/tool-schema.ts";

/** Writes the tools as functions, with schemas and `strict` as the platform takes them. */
export function encodeTools(
  tools: readonly WireTool[],
  policy: ToolPolicy | undefined,
  warn: (warning: Warning) => void,
): JsonObject[] {
  const drops = policy?.strict?.mode === "drop";
  let warned = false;
  return tools.map((tool, index) => {
    const fn: JsonObject = { name: tool.name };
    if (tool.description !== undefined) fn["description"] = tool.description;
    fn["parameters"] = transformToolSchema(tool.inputSchema, policy?.schema);
    if (tool.strict === undefined) return { type: "function", function: fn };
    if (!drops) fn["strict"] = tool.strict;
    else if (tool.strict && !warned) {
      warned = true;
      warn({
        code: "unsupported",
        path: `tools[${index}].strict`,
        message: "This platform takes no strict tools; `strict` was left out.",
        from: true,
      });
    }
    return { type: "function", function: fn };
  });
}

/** Writes the neutral tool choice: the platform's own word where it has one, OpenAI's form otherwise. */
export function encodeToolChoice(choice: JsonValue, policy: ToolPolicy | undefined): JsonValue {
  const own = policy?.choice;
  if (typeof choice === "string")
    return own !== undefined && Object.hasOwn(own, choice) ? own[choice]! : choice;
  const name = (choice as { tool: string }).tool;
  // `tool` names what stands for a forced tool; the text "{tool}" in it is replaced by the name.
  const mapped = own !== undefined && Object.hasOwn(own, "tool") ? own["tool"] : undefined;
  if (mapped !== undefined) return fillToolName(mapped, name);
  return { type: "function", function: { name } };
}
