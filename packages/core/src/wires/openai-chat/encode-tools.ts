import type { ToolPolicy } from "../../catalog/policy.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import type { Warning } from "../../results/warning.ts";
import type { WireTool } from "../../spi/request.ts";
import { transformToolSchema } from "../shared/tool-schema.ts";

/** Writes the tools as functions, with schemas and `strict` as the platform takes them. */
export function encodeTools(
  tools: readonly WireTool[],
  policy: ToolPolicy | undefined,
  warn: (warning: Warning) => void,
): JsonObject[] {
  let strictLeft =
    policy?.strict?.mode === "drop" ? 0 : (policy?.strict?.max ?? Number.POSITIVE_INFINITY);
  let warned = false;
  return tools.map((tool, index) => {
    const fn: JsonObject = { name: tool.name };
    if (tool.description !== undefined) fn["description"] = tool.description;
    fn["parameters"] = transformToolSchema(tool.inputSchema, policy?.schema);
    if (tool.strict === undefined) return { type: "function", function: fn };
    if (!tool.strict || strictLeft > 0) {
      if (tool.strict) strictLeft--;
      if (tool.strict || policy?.strict?.mode !== "drop") fn["strict"] = tool.strict;
    } else if (!warned) {
      warned = true;
      warn({
        code: "unsupported",
        path: `tools[${index}].strict`,
        message:
          policy?.strict?.mode === "drop"
            ? "This platform takes no strict tools; `strict` was left out."
            : `This platform takes at most ${policy?.strict?.max} strict tools; \`strict\` was left out of the others.`,
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
  if (mapped !== undefined) return withName(mapped, name);
  return { type: "function", function: { name } };
}

function withName(value: JsonValue, name: string): JsonValue {
  if (value === "{tool}") return name;
  if (Array.isArray(value)) return value.map((each) => withName(each, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withName(each, name)]),
  );
}
