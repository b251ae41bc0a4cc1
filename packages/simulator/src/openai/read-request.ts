import type { JsonObject, JsonValue } from "@byok/core/provider";
import type { Asked, AskedTool } from "../answer/compose.ts";
import { asksForReasoning, valueOf } from "../expect/check-params.ts";
import type { Expectations } from "../expect/expectations.ts";
import { neutralValue } from "../expect/neutral-value.ts";
import { at, isObject, show } from "../json.ts";

/** Reads what a chat completion asks for. */
export function readChatRequest(
  body: JsonObject,
  messages: readonly JsonObject[],
  expected: Expectations,
): Asked {
  const lastUser = messages.findLastIndex((message) => message["role"] === "user");
  const names = new Map<string, string>();
  for (const message of messages) {
    for (const call of listOf(message["tool_calls"]))
      names.set(show(at(call, "id")), show(at(call, "function.name")));
  }
  const results = messages
    .slice(lastUser + 1)
    .filter((message) => message["role"] === "tool")
    .map((message) => ({
      name: names.get(show(message["tool_call_id"])) ?? "the tool",
      text: textOf(message["content"]),
    }));
  const maxTokens =
    neutralValue("maxTokens", body, expected) ??
    body["max_completion_tokens"] ??
    body["max_tokens"];
  const stop = neutralValue("stop", body, expected);
  const schema = schemaOf(valueOf("responseFormat", body, expected));
  return {
    prompt: textOf(messages[lastUser]?.["content"]),
    results,
    tools: listOf(body["tools"]).map(readTool),
    toolChoice: choiceOf(neutralValue("toolChoice", body, expected), expected),
    parallel: neutralValue("parallelToolCalls", body, expected) !== false,
    reasons: expected.row?.reasoning === true || asksForReasoning(body, expected),
    stop: typeof stop === "string" ? [stop] : listOf(stop).map(String),
    ...(typeof maxTokens === "number" ? { maxTokens } : {}),
    ...(schema === undefined ? {} : { schema }),
  };
}

/** The text of a content: a string, or the text parts of a list. */
export function textOf(content: JsonValue | undefined): string {
  if (typeof content === "string") return content;
  return listOf(content)
    .map((part) => at(part, "text"))
    .filter((text) => typeof text === "string")
    .join("\n");
}

function readTool(tool: JsonValue): AskedTool {
  return {
    name: show(at(tool, "function.name")),
    description: show(at(tool, "function.description") ?? ""),
    schema: at(tool, "function.parameters") ?? { type: "object" },
  };
}

// A platform's own word for a choice is read back into the usual one.
function choiceOf(choice: JsonValue | undefined, { policy }: Expectations): string {
  if (typeof choice === "string") {
    const own = Object.entries(policy.tools?.choice ?? {}).find(([, value]) => value === choice);
    return own?.[0] ?? choice;
  }
  return isObject(choice) ? show(at(choice, "function.name") ?? "required") : "auto";
}

function schemaOf(format: JsonValue | undefined): JsonValue | undefined {
  const type = at(format, "type");
  if (type === "json_object") return true;
  return type === "json_schema" ? at(format, "json_schema.schema") : undefined;
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}
