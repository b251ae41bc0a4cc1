import type { JsonValue } from "../json.ts";
import type { Message, ToolCallPart, ToolResultPart } from "../messages/message.ts";
import type { Tool } from "../model/request.ts";
import { isStandardSchema } from "../structured/schema.ts";
import { validateOutput } from "../structured/validate-output.ts";

/** Runs calls side by side and gives their results in order; what a tool throws is handed to the model. */
export async function runTools(
  calls: readonly ToolCallPart[],
  tools: ReadonlyMap<string, Tool>,
  context: { messages: readonly Message[]; signal: AbortSignal | undefined },
): Promise<ToolResultPart[]> {
  return await Promise.all(calls.map((call) => runTool(call, tools, context)));
}

/** A result that says why a call was not run. */
export function failedResult(
  call: Pick<ToolCallPart, "id" | "name">,
  status: "error" | "denied",
  text: string,
): ToolResultPart {
  return {
    type: "tool-result",
    id: call.id,
    name: call.name,
    status,
    content: [{ type: "text", text }],
  };
}

async function runTool(
  call: ToolCallPart,
  tools: ReadonlyMap<string, Tool>,
  context: { messages: readonly Message[]; signal: AbortSignal | undefined },
): Promise<ToolResultPart> {
  const tool = tools.get(call.name);
  if (tool === undefined) {
    return failedResult(
      call,
      "error",
      `There is no tool named "${call.name}". The tools are: ${[...tools.keys()].join(", ") || "none"}.`,
    );
  }
  try {
    const checked = await validateOutput(tool.inputSchema, call.input);
    if (!checked.ok)
      return failedResult(
        call,
        "error",
        `The input does not match the tool's schema: ${checked.issues.join("; ")}.`,
      );
    const input = isStandardSchema(tool.inputSchema) ? checked.value : call.input;
    const answer = await tool.execute!(input, { toolCallId: call.id, ...context });
    if (answer instanceof Error) return failedResult(call, "error", answer.message);
    return {
      type: "tool-result",
      id: call.id,
      name: call.name,
      status: "ok",
      content: contentOf(answer),
    };
  } catch (error) {
    if (context.signal?.aborted === true) throw error;
    return failedResult(call, "error", error instanceof Error ? error.message : String(error));
  }
}

function contentOf(answer: unknown): ToolResultPart["content"] {
  if (answer === undefined) return [{ type: "text", text: "done" }];
  if (typeof answer === "string") return [{ type: "text", text: answer }];
  if (Array.isArray(answer) && answer.length > 0 && answer.every(isPart))
    return answer as ToolResultPart["content"];
  if (isPart(answer)) return [answer as ToolResultPart["content"][number]];
  const text = JSON.stringify(answer, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  return text === undefined
    ? [{ type: "text", text: typeof answer }]
    : [{ type: "json", value: JSON.parse(text) as JsonValue }];
}

function isPart(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const part = value as Record<string, unknown>;
  return (
    (part["type"] === "text" && typeof part["text"] === "string") ||
    (part["type"] === "file" &&
      typeof part["mediaType"] === "string" &&
      typeof part["source"] === "object")
  );
}
