import type { JsonObject, JsonValue } from "@byok/core/provider";
import type { Asked } from "../answer/compose.ts";
import { asksForReasoning, valueOf } from "../expect/check-params.ts";
import type { Expectations } from "../expect/expectations.ts";
import { at, show } from "../json.ts";
import { textOf } from "../openai/read-request.ts";
import { blocksOf } from "./check-messages.ts";

/** Reads what a Messages request asks for. */
export function readMessagesRequest(
  body: JsonObject,
  turns: readonly JsonObject[],
  expected: Expectations,
): Asked {
  const names = new Map<string, string>();
  for (const block of turns.flatMap(blocksOf))
    if (block["type"] === "tool_use") names.set(show(block["id"]), show(block["name"]));
  const last = turns.at(-1);
  const results = (last?.["role"] === "user" ? blocksOf(last) : [])
    .filter((block) => block["type"] === "tool_result")
    .map((block) => ({
      name: names.get(show(block["tool_use_id"])) ?? "the tool",
      text: textOf(block["content"]),
    }));
  const prompt = turns.findLast((turn) => turn["role"] === "user" && userText(turn) !== "");
  const schema = at(body, "output_config.format.schema");
  const stops = valueOf("stop", body, expected);
  const maxTokens = valueOf("maxTokens", body, expected);
  return {
    prompt: prompt === undefined ? "" : userText(prompt),
    results,
    tools: (Array.isArray(body["tools"]) ? body["tools"] : []).map((tool) => ({
      name: show(at(tool, "name")),
      description: show(at(tool, "description") ?? ""),
      schema: at(tool, "input_schema") ?? { type: "object" },
    })),
    toolChoice: choiceOf(body["tool_choice"]),
    parallel: at(body, "tool_choice.disable_parallel_tool_use") !== true,
    reasons: asksForReasoning(body, expected),
    stop: Array.isArray(stops) ? stops.map(String) : [],
    ...(typeof maxTokens === "number" ? { maxTokens } : {}),
    ...(schema === undefined ? {} : { schema }),
  };
}

function userText(turn: JsonObject): string {
  return blocksOf(turn)
    .map((block) => block["text"])
    .filter((text) => typeof text === "string")
    .join("\n");
}

function choiceOf(choice: JsonValue | undefined): string {
  const type = at(choice, "type");
  if (type === "any") return "required";
  return type === "tool" ? show(at(choice, "name")) : show(type ?? "auto");
}
