import type { JsonObject, JsonValue } from "../../json.ts";
import type { AssistantMessage, AssistantPart, ToolCallPart } from "../../messages/message.ts";
import type { EncodeContext, Target } from "../../spi/wire-protocol.ts";
import { isJsonObject, setOwn, setPath } from "../shared/json-path.ts";
import { echoFieldOf } from "./echo-field.ts";
import { wireState } from "./provider-state.ts";

/** Fields of a message or tool call that state must never replace. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  "role",
  "content",
  "tool_calls",
  "id",
  "type",
  "function",
  "refusal",
]);

/** State of a thinking part, which goes back in the part and not in the message. */
const PART_FIELDS: ReadonlySet<string> = new Set(["thinking"]);

interface Gathered {
  text: string;
  refusal: string;
  reasoning: string;
  hasReasoning: boolean;
  /** Thinking and text in their places; undefined where no thinking goes back. */
  parts: JsonObject[] | undefined;
  toolCalls: JsonObject[];
  state: JsonObject;
}

/** Writes an assistant message: its text, its tool calls, its state, and its reasoning where `echo` says so. */
export function encodeAssistant(
  message: AssistantMessage,
  echo: boolean,
  target: Target,
  context: EncodeContext,
  path: string,
): JsonObject {
  const gathered: Gathered = {
    text: "",
    refusal: "",
    reasoning: "",
    hasReasoning: false,
    parts: echo && target.policy.reasoning?.contentParts === true ? [] : undefined,
    toolCalls: [],
    state: wireState(message),
  };
  if (typeof message.content === "string") addText(gathered, message.content);
  else
    message.content.forEach((part, index) =>
      gather(part, gathered, target, context, `${path}.content[${index}]`),
    );

  const { toolCalls, state } = gathered;
  const { trimEnd, emptyText } = target.policy.messages ?? {};
  // Texts of several parts end here as one, whatever stood behind the last of them.
  if (trimEnd === true)
    for (const name of ["text", "refusal"] as const) gathered[name] = gathered[name].trimEnd();
  const { text, refusal } = gathered;
  const hasOther = toolCalls.length > 0 || refusal !== "" || state["audio"] !== undefined;
  const empty = emptyText === "space" ? " " : hasOther ? null : "";
  const result: JsonObject = { role: "assistant", content: text === "" ? empty : text };
  if (refusal !== "") result["refusal"] = refusal;
  if (gathered.parts?.some((part) => part["type"] === "thinking") === true)
    result["content"] = gathered.parts;
  else if (echo && gathered.parts === undefined) echoReasoning(result, gathered, target);
  const { details, echo: rule } = target.policy.reasoning ?? {};
  copyState(
    state,
    result,
    rule === "forbidden" && details !== undefined ? new Set([...OWN_FIELDS, details]) : OWN_FIELDS,
  );
  if (toolCalls.length > 0) {
    fillState(toolCalls[0], target.policy.tools?.callWithoutState);
    result["tool_calls"] = toolCalls;
  }
  return result;
}

function gather(
  part: AssistantPart,
  into: Gathered,
  target: Target,
  context: EncodeContext,
  path: string,
): void {
  switch (part.type) {
    case "text":
      if (part.channel !== "refusal") addText(into, part.text);
      else if (target.policy.messages?.refusal === "field") into.refusal += part.text;
      else addText(into, into.text === "" ? part.text : `\n\n${part.text}`);
      return;
    case "reasoning": {
      const state = wireState(part);
      into.reasoning += part.text;
      into.hasReasoning = true;
      copyState(state, into.state, PART_FIELDS);
      if (isJsonObject(state["thinking"]))
        into.parts?.push(thinkingPart(part.text, state["thinking"]));
      return;
    }
    case "tool-call":
      if (part.executedBy === undefined)
        into.toolCalls.push(encodeToolCall(part, target, context, path));
      else dropped(context, path, "A tool call that another platform ran itself");
      return;
    case "file": {
      const state = wireState(part);
      // OpenAI takes its own spoken answers back by their id.
      if (state["audio"] !== undefined) into.state["audio"] = state["audio"];
      else dropped(context, path, `An answer's ${part.mediaType} file`);
      return;
    }
    case "tool-result":
      dropped(context, path, "A tool result that another platform made itself");
      return;
    case "custom":
      dropped(context, path, `A part of kind ${part.kind}`);
      return;
    case "tool-approval-request":
      return;
  }
}

function addText(into: Gathered, text: string): void {
  into.text += text;
  if (into.parts === undefined || text === "") return;
  const last = into.parts.at(-1);
  if (typeof last?.["text"] === "string") last["text"] += text;
  else into.parts.push({ type: "text", text });
}

/** @see https://docs.mistral.ai/capabilities/reasoning */
function thinkingPart(text: string, { signature }: JsonObject): JsonObject {
  return {
    type: "thinking",
    thinking: text === "" ? [] : [{ type: "text", text }],
    closed: true,
    ...(typeof signature === "string" ? { signature } : {}),
  };
}

function encodeToolCall(
  part: ToolCallPart,
  target: Target,
  context: EncodeContext,
  path: string,
): JsonObject {
  const asObject = target.policy.tools?.arguments === "object";
  const call: JsonObject = {
    id: part.id,
    type: "function",
    function: {
      name: part.name,
      arguments: asObject ? argumentsObject(part, context, path) : argumentsText(part),
    },
  };
  copyState(wireState(part), call, OWN_FIELDS);
  return call;
}

// Of parallel calls the platform signs the first one only, so the first one alone must have something.
function fillState(
  call: JsonObject | undefined,
  fields: Readonly<Record<string, JsonValue>> | undefined,
): void {
  if (call === undefined || fields === undefined) return;
  for (const [field, value] of Object.entries(fields))
    if (!Object.hasOwn(call, field)) setOwn(call, field, value);
}

function copyState(state: JsonObject, into: JsonObject, except: ReadonlySet<string>): void {
  for (const key of Object.keys(state)) if (!except.has(key)) setOwn(into, key, state[key] ?? null);
}

// Where objects are wanted, a text or a list is refused.
function argumentsObject(part: ToolCallPart, context: EncodeContext, path: string): JsonObject {
  if (isJsonObject(part.input)) return part.input;
  context.warn({
    code: "translated",
    path: `${path}.input`,
    message: `The input of ${part.name} is not an object; it goes out as the field "input" of one.`,
  });
  return { input: part.input };
}

// The model's own bytes keep the prompt cache warm; they are used only while they are valid JSON.
function argumentsText(part: ToolCallPart): string {
  if (part.rawInput !== undefined) {
    try {
      JSON.parse(part.rawInput);
      return part.rawInput;
    } catch {
      // Falls through to the parsed input.
    }
  }
  return JSON.stringify(part.input);
}

function echoReasoning(result: JsonObject, gathered: Gathered, target: Target): void {
  const policy = target.policy.reasoning;
  const { details } = policy ?? {};
  // Details say the same and more; both would be read twice.
  if (details !== undefined && gathered.state[details] !== undefined) return;
  const field = echoFieldOf(policy);
  if (!gathered.hasReasoning) {
    // Platforms that demand the field with tool calls demand it even when there is nothing in it.
    if (policy?.echo === "required" && gathered.toolCalls.length > 0 && field !== "content")
      setPath(result, field, "");
    return;
  }
  if (field === "content") {
    if (gathered.reasoning !== "")
      result["content"] = `<think>\n${gathered.reasoning}</think>\n\n${gathered.text}`;
    return;
  }
  setPath(result, field, gathered.reasoning);
}

function dropped(context: EncodeContext, path: string, what: string): void {
  context.warn({
    code: "content-dropped",
    path,
    message: `${what} cannot be sent on this wire; it was left out.`,
  });
}
