import {
  type ChatRequest,
  fillToolName,
  type JsonObject,
  type Target,
  type ToolChoice,
  transformToolSchema,
  type Warning,
  type WireTool,
} from "@byok/core/provider";
import { encodeSchema } from "./encode-schema.ts";
import type { ToolChoiceField, ToolDefinition } from "./wire-types.ts";

/** The tools of a request and which of them the model must or may call. */
export interface EncodedTools {
  tools?: ToolDefinition[];
  tool_choice?: ToolChoiceField;
}

/**
 * Encodes tools and tool choice. A choice without any tool is refused by the platform, so it is left out with a
 * warning.
 *
 * @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools
 */
export function encodeTools(
  request: ChatRequest,
  target: Target,
  warn: (warning: Warning) => void,
): EncodedTools {
  const tools = encodeDefinitions(request.tools ?? [], target, warn);
  const { toolChoice, parallelToolCalls } = request.config;
  const encoded: EncodedTools = tools.length === 0 ? {} : { tools };
  const single =
    parallelToolCalls === false && target.policy.params?.parallelToolCalls?.to === undefined;
  if (toolChoice === undefined && !single) return encoded;
  // Server tools come through `extraBody` and can be chosen as well.
  if (tools.length === 0 && request.config.extraBody?.["tools"] === undefined) {
    const path = toolChoice === undefined ? "config.parallelToolCalls" : "config.toolChoice";
    const from = toolChoice ?? parallelToolCalls;
    warn({
      code: "unsupported",
      path,
      message: "There is no tool to choose from; it is left out.",
      from,
    });
    return encoded;
  }
  return { ...encoded, tool_choice: encodeChoice(toolChoice ?? "auto", single, target) };
}

/** Whether the model must call a tool. */
export function isForced(choice: ToolChoice | undefined): boolean {
  return choice === "required" || typeof choice === "object";
}

function encodeChoice(choice: ToolChoice, single: boolean, target: Target): ToolChoiceField {
  const field = neutralChoice(choice);
  const name = typeof choice === "string" ? choice : "tool";
  const words = target.policy.tools?.choice ?? {};
  const own = Object.hasOwn(words, name) ? words[name] : undefined;
  const mapped = typeof own === "string" ? { ...field, type: own } : own;
  const result = (
    mapped === undefined || typeof choice === "string"
      ? (mapped ?? field)
      : fillToolName(mapped, choice.tool)
  ) as ToolChoiceField;
  return single && result.type !== "none" ? { ...result, disable_parallel_tool_use: true } : result;
}

function neutralChoice(choice: ToolChoice): ToolChoiceField {
  if (typeof choice === "object") return { type: "tool", name: choice.tool };
  if (choice === "required") return { type: "any" };
  return { type: choice };
}

function encodeDefinitions(
  tools: readonly WireTool[],
  target: Target,
  warn: (warning: Warning) => void,
): ToolDefinition[] {
  const strict = strictRule(tools, target, warn);
  return tools.map((tool) => {
    const schema = transformToolSchema(tool.inputSchema, target.policy.tools?.schema);
    const held = strict && tool.strict === true;
    const definition: ToolDefinition = {
      name: tool.name,
      ...(tool.description === undefined ? {} : { description: tool.description }),
      input_schema: objectSchema(held ? encodeSchema(schema) : schema),
    };
    if (strict && tool.strict !== undefined) definition.strict = tool.strict;
    return definition;
  });
}

function strictRule(
  tools: readonly WireTool[],
  target: Target,
  warn: (warning: Warning) => void,
): boolean {
  if (target.policy.tools?.strict?.mode !== "drop") return true;
  const message = "This platform takes no strict tools; `strict` was left out.";
  if (tools.some((tool) => tool.strict === true))
    warn({ code: "unsupported", path: "tools", message, from: true });
  return false;
}

// The platform demands `type: "object"` at the top, which JSON schema does not.
function objectSchema(schema: JsonObject): ToolDefinition["input_schema"] {
  return { ...schema, type: "object" };
}
