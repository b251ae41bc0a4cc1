import { InvalidRequestError } from "../errors/errors.ts";
import type { ToolInputCheck } from "../engine/tool-calls.ts";
import type { WireTool } from "../spi/request.ts";
import type { Target } from "../spi/wire-protocol.ts";
import { toJsonSchema } from "../structured/to-json-schema.ts";
import { validateNow } from "../structured/validate-output.ts";
import type { Tool } from "./request.ts";

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * Tools as a wire takes them; undefined when there are none.
 *
 * @throws InvalidRequestError for a bad or doubled name, too many tools, or a platform without tools.
 */
export function toWireTools(
  tools: readonly Tool[] | undefined,
  target: Target,
): WireTool[] | undefined {
  if (tools === undefined || tools.length === 0) return undefined;
  const where = { platform: target.platform.id, model: target.model.id };
  const policy = target.policy.tools;
  if (policy?.supported === false) {
    throw new InvalidRequestError(`${target.platform.name} takes no tools.`, {
      ...where,
      hint: "Leave `tools` out, or take another platform.",
    });
  }
  if (policy?.max !== undefined && tools.length > policy.max) {
    throw new InvalidRequestError(
      `${target.platform.name} takes at most ${policy.max} tools, not ${tools.length}.`,
      { ...where, hint: "Send fewer tools." },
    );
  }
  const names = new Set<string>();
  return tools.map((tool) => {
    if (typeof tool?.name !== "string" || !NAME.test(tool.name)) {
      throw new InvalidRequestError(`"${tool?.name}" is not a tool name.`, {
        ...where,
        hint: "Use 1 to 64 letters, digits, _ and -.",
      });
    }
    if (typeof tool.inputSchema !== "object" || tool.inputSchema === null) {
      throw new InvalidRequestError(`The tool "${tool.name}" has no inputSchema.`, {
        ...where,
        hint: 'A tool without input takes { type: "object" }.',
      });
    }
    if (names.has(tool.name))
      throw new InvalidRequestError(`Two tools are named "${tool.name}".`, {
        ...where,
        hint: "Give each its own name.",
      });
    names.add(tool.name);
    const wireTool: WireTool = { name: tool.name, inputSchema: toJsonSchema(tool.inputSchema) };
    if (tool.description !== undefined) wireTool.description = tool.description;
    if (tool.strict !== undefined) wireTool.strict = tool.strict;
    return wireTool;
  });
}

/** Checks tool inputs against the schemas of the tools; schemas that only check asynchronously are left to the tool loop. */
export function createToolInputCheck(
  tools: readonly Tool[] | undefined,
): ToolInputCheck | undefined {
  if (tools === undefined || tools.length === 0) return undefined;
  const byName = new Map(tools.map((tool) => [tool.name, tool.inputSchema]));
  return (name, input) => {
    const schema = byName.get(name);
    if (schema === undefined) return undefined;
    const checked = validateNow(schema, input);
    return checked === undefined || checked.ok
      ? undefined
      : (checked.issues[0] ?? "does not match the schema");
  };
}
