import { InvalidRequestError } from "../errors/errors.ts";
import type { ToolInputCheck } from "../engine/tool-calls.ts";
import { isPlainObject } from "../config/check-json.ts";
import type { Warning } from "../results/warning.ts";
import type { JsonObject } from "../json.ts";
import type { WireTool } from "../spi/request.ts";
import type { Target } from "../spi/wire-protocol.ts";
import { isStandardSchema } from "../structured/schema.ts";
import { toStrictToolSchema } from "../structured/strict-schema.ts";
import { toJsonSchema } from "../structured/to-json-schema.ts";
import { validateNow } from "../structured/validate-output.ts";
import { setOwn } from "../wires/shared/json-path.ts";
import { checkToolKeys } from "./check-tool-keys.ts";
import type { Tool } from "./request.ts";
import { strictExcess } from "./strict-excess.ts";

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * Tools as a wire takes them; undefined when there are none. The schema of a strict tool is rewritten for strict mode; a
 * tool whose schema cannot be is sent as not strict, with the warning `translated`. Where the strict tools are more than
 * the platform compiles, together with the schema `held` that the answer is held to, none of them is strict: one by its
 * place alone would surprise.
 *
 * @throws InvalidRequestError for a bad or doubled name, an unknown key, too many tools, or a platform without tools.
 */
export function toWireTools(
  tools: readonly Tool[] | undefined,
  target: Pick<Target, "platform" | "model" | "policy">,
  warn?: (warning: Warning) => void,
  held?: JsonObject,
): WireTool[] | undefined {
  if (tools !== undefined && !Array.isArray(tools))
    throw new InvalidRequestError("`tools` must be a list of tools.", {
      platform: target.platform.id,
      hint: "A tool is { name, description, inputSchema, execute? }.",
    });
  if (tools === undefined || tools.length === 0) return undefined;
  const where = { platform: target.platform.id, model: target.model.id };
  const policy = target.policy.tools;
  if (policy?.supported === false) {
    throw new InvalidRequestError(`${where.platform}/${where.model} takes no tools.`, {
      ...where,
      hint: "Leave `tools` out, or take another model.",
    });
  }
  if (policy?.max !== undefined && tools.length > policy.max) {
    throw new InvalidRequestError(
      `${target.platform.name} takes at most ${policy.max} tools, not ${tools.length}.`,
      { ...where, hint: "Send fewer tools." },
    );
  }
  const names = new Set<string>();
  const optionalKeys = policy?.strict?.maxOptional !== undefined;
  const wireTools = tools.map((tool: Tool, index) => {
    checkToolKeys(tool);
    if (typeof tool?.name !== "string" || !NAME.test(tool.name)) {
      throw new InvalidRequestError(`"${tool?.name}" is not a tool name.`, {
        ...where,
        hint: "Use 1 to 64 letters, digits, _ and -.",
      });
    }
    if (!isStandardSchema(tool.inputSchema) && !isPlainObject(tool.inputSchema)) {
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
    if (tool.strict !== true || policy?.strict?.mode === "drop") return wireTool;
    const { schema, strict, reason } = toStrictToolSchema(wireTool.inputSchema, {
      optionalKeys,
    });
    wireTool.inputSchema = schema;
    wireTool.strict = strict;
    if (reason !== undefined) {
      warn?.({
        code: "translated",
        path: `tools[${index}].strict`,
        message: `The tool ${tool.name} was sent as not strict: ${reason}.`,
        from: true,
        to: false,
      });
    }
    return wireTool;
  });
  const excess = strictExcess(wireTools, held, policy?.strict);
  if (excess === undefined) return wireTools;
  warn?.({
    code: "translated",
    path: "tools",
    message: `The tools were sent as not strict: ${target.platform.name} says that ${excess}.`,
    from: true,
    to: false,
  });
  return wireTools.map((wireTool, index) =>
    wireTool.strict === true
      ? { ...wireTool, strict: false, inputSchema: toJsonSchema(tools[index]!.inputSchema) }
      : wireTool,
  );
}

/**
 * Checks tool inputs against the schemas of the tools; schemas that only check asynchronously are left to the tool loop.
 * Nulls that strict mode demands for absent keys are taken out of the input first, in place.
 */
export function createToolInputCheck(
  tools: readonly Tool[] | undefined,
): ToolInputCheck | undefined {
  if (tools === undefined || tools.length === 0) return undefined;
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  return (name, input) => {
    const tool = byName.get(name);
    if (tool === undefined) return undefined;
    let checked = validateNow(tool.inputSchema, input);
    if (tool.strict === true && checked?.ok !== true && isPlainObject(input)) {
      const restored = toStrictToolSchema(toJsonSchema(tool.inputSchema)).restore(input);
      checked = validateNow(tool.inputSchema, restored);
      if (checked?.ok !== false) replaceContent(input, restored as JsonObject);
    }
    return checked === undefined || checked.ok
      ? undefined
      : (checked.issues[0] ?? "does not match the schema");
  };
}

function replaceContent(target: JsonObject, content: JsonObject): void {
  for (const key of Object.keys(target)) delete target[key];
  for (const [key, value] of Object.entries(content)) setOwn(target, key, value);
}
