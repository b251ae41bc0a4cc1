import type { JsonObject, JsonValue, Policy } from "@byok/core/provider";
import { at, isObject, show } from "../json.ts";
import { nameOf } from "../expect/check-types.ts";
import { refuse } from "../expect/refusal.ts";
import { thinkingSignature } from "./reasoning-form.ts";

const ROLES = ["system", "assistant", "user", "function", "tool", "developer"];
const PART_TYPES = [
  "text",
  "image_url",
  "input_audio",
  "file",
  "document_url",
  "video_url",
  "refusal",
  "thinking",
];

/** Checks the messages of a chat completion: their form as OpenAI does, and what the platform's policy demands. */
export function checkMessages(body: JsonObject, policy: Policy): JsonObject[] {
  const list = body["messages"];
  if (list === undefined)
    refuse("Missing required parameter: 'messages'.", "messages", "missing_required_parameter");
  if (!Array.isArray(list))
    refuse(
      `Invalid type for 'messages': expected an array of objects, but got ${nameOf(list)} instead.`,
      "messages",
      "invalid_type",
    );
  if (list.length === 0)
    refuse(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      "messages",
      "empty_array",
    );
  const messages = list.map((message, index) => checkForm(message, index));
  checkToolTurns(messages);
  checkPolicy(messages, policy);
  return messages;
}

function checkForm(message: JsonValue, index: number): JsonObject {
  const path = `messages[${index}]`;
  if (!isObject(message))
    refuse(
      `Invalid type for '${path}': expected an object, but got ${nameOf(message)} instead.`,
      path,
      "invalid_type",
    );
  const { role, content } = message;
  if (role === undefined)
    refuse(
      `Missing required parameter: '${path}.role'.`,
      `${path}.role`,
      "missing_required_parameter",
    );
  if (typeof role !== "string" || !ROLES.includes(role)) {
    refuse(
      `Invalid value: '${show(role)}'. Supported values are: ${ROLES.map((each) => `'${each}'`).join(", ")}.`,
      `${path}.role`,
      "invalid_value",
    );
  }
  if (
    (content === undefined || content === null) &&
    !(
      role === "assistant" &&
      (message["tool_calls"] !== undefined ||
        message["refusal"] !== undefined ||
        message["audio"] !== undefined)
    )
  ) {
    refuse(`Invalid value for 'content': expected a string, got null.`, `${path}.content`);
  }
  if (
    content !== undefined &&
    content !== null &&
    typeof content !== "string" &&
    !Array.isArray(content)
  ) {
    refuse(
      `Invalid type for '${path}.content': expected one of a string or array of objects, but got ${nameOf(content)} instead.`,
      `${path}.content`,
      "invalid_type",
    );
  }
  if (Array.isArray(content))
    content.forEach((part, position) => checkPart(part, `${path}.content[${position}]`));
  const calls = message["tool_calls"];
  if (calls !== undefined) {
    if (!Array.isArray(calls))
      refuse(
        `Invalid type for '${path}.tool_calls': expected an array of objects, but got ${nameOf(calls)} instead.`,
        `${path}.tool_calls`,
        "invalid_type",
      );
    if (calls.length === 0)
      refuse(
        `Invalid '${path}.tool_calls': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
        `${path}.tool_calls`,
        "empty_array",
      );
    if (role !== "assistant")
      refuse(`Unknown parameter: '${path}.tool_calls'.`, `${path}.tool_calls`, "unknown_parameter");
  }
  if (role === "tool" && typeof message["tool_call_id"] !== "string")
    refuse(
      `Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.`,
      `${path}.tool_call_id`,
    );
  return message;
}

function checkPart(part: JsonValue, path: string): void {
  if (!isObject(part))
    refuse(
      `Invalid type for '${path}': expected an object, but got ${nameOf(part)} instead.`,
      path,
      "invalid_type",
    );
  const { type } = part;
  if (typeof type !== "string" || !PART_TYPES.includes(type)) {
    refuse(
      `Invalid value: '${show(type)}'. Supported values are: ${PART_TYPES.map((each) => `'${each}'`).join(", ")}.`,
      path,
      "invalid_value",
    );
  }
  if ((part[type] ?? null) === null && part["file_id"] === undefined)
    refuse(
      `Missing required parameter: '${path}.${type}'.`,
      `${path}.${type}`,
      "missing_required_parameter",
    );
  if (type === "image_url" && typeof at(part, "image_url.url") !== "string")
    refuse(
      `Missing required parameter: '${path}.image_url.url'.`,
      `${path}.image_url.url`,
      "missing_required_parameter",
    );
}

function checkToolTurns(messages: readonly JsonObject[]): void {
  let open = new Set<string>();
  messages.forEach((message, index) => {
    const path = `messages.[${index}].role`;
    if (message["role"] === "tool") {
      const id = show(message["tool_call_id"]);
      if (!open.delete(id))
        refuse(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          path,
        );
      return;
    }
    if (open.size > 0) unanswered(open, path);
    open = new Set(callIds(message, index));
  });
  if (open.size > 0) unanswered(open, `messages.[${messages.length - 1}].role`);
}

function unanswered(open: ReadonlySet<string>, path: string): never {
  return refuse(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(", ")}`,
    path,
  );
}

function callIds(message: JsonObject, index: number): string[] {
  const calls = message["tool_calls"];
  if (!Array.isArray(calls)) return [];
  return calls.map((call, position) => {
    const path = `messages[${index}].tool_calls[${position}]`;
    if (!isObject(call) || typeof call["id"] !== "string")
      refuse(
        `Missing required parameter: '${path}.id'.`,
        `${path}.id`,
        "missing_required_parameter",
      );
    const fn = call["function"];
    if (call["type"] !== "function" || !isObject(fn))
      refuse(
        `Missing required parameter: '${path}.type'.`,
        `${path}.type`,
        "missing_required_parameter",
      );
    if (typeof fn["name"] !== "string" || fn["name"] === "")
      refuse(
        `Missing required parameter: '${path}.function.name'.`,
        `${path}.function.name`,
        "missing_required_parameter",
      );
    return call["id"];
  });
}

function checkPolicy(messages: readonly JsonObject[], policy: Policy): void {
  const rules = policy.messages ?? {};
  const roles = messages.map((message) => show(message["role"]));
  roles.forEach((role, index) => {
    if (role === "system" && (rules.system === "asUser" || rules.system === "developer"))
      badRole(role, index);
    if (role === "developer" && rules.system !== "developer") badRole(role, index);
    if (role === "system" && rules.system === "join" && index > 0)
      refuse("System message must be at the beginning.", `messages[${index}].role`);
    if (role === "system" && rules.system === "hoist" && index > 0 && roles[index - 1] !== "system")
      refuse("System messages must be at the beginning.", `messages[${index}].role`);
    if (rules.assistantAfterTool === true && role === "user" && roles[index - 1] === "tool") {
      refuse("Unexpected role 'user' after role 'tool'", `messages[${index}].role`);
    }
  });
  if (rules.alternate === true) {
    const turns = roles.filter((role) => role === "user" || role === "assistant");
    const own = roles.filter((role) => role !== "system" && role !== "developer");
    if (
      own[0] !== "user" ||
      own.some((role, index) => role !== "tool" && role === own[index - 1])
    ) {
      refuse(
        `Conversation roles must alternate user/assistant/user/assistant/..., but got ${turns.join("/")}`,
        "messages",
      );
    }
  }
  if (rules.prefill === false && roles.at(-1) === "assistant") {
    refuse(
      "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant",
      "messages",
    );
  }
  messages.forEach((message, index) => checkContent(message, index, policy));
}

function badRole(role: string, index: number): never {
  return refuse(
    `Unsupported value: 'messages[${index}].role' does not support '${role}' with this model.`,
    `messages[${index}].role`,
    "unsupported_value",
  );
}

function checkContent(
  message: JsonObject,
  index: number,
  { messages: rules = {}, tools, reasoning }: Policy,
): void {
  const path = `messages[${index}]`;
  if (rules.name === "drop" && message["name"] !== undefined) {
    refuse(
      `'messages.${index}' : for 'role:${show(message["role"])}' the following must be satisfied[('messages.${index}' : property 'name' is unsupported)]`,
      `${path}.name`,
    );
  }
  if (rules.refusal !== "field" && (message["refusal"] ?? null) !== null)
    refuse(`Unknown parameter: '${path}.refusal'.`, `${path}.refusal`, "unknown_parameter");
  const { content } = message;
  for (const part of Array.isArray(content) ? content.filter(isObject) : []) {
    checkDocument(part, path, rules.documents);
    if (part["type"] === "thinking") checkThinking(part, path, reasoning);
  }
  const texts = Array.isArray(content) ? content.map((part) => at(part, "text")) : [content];
  if ((rules.emptyText === "drop" || rules.emptyText === "space") && texts.includes("")) {
    refuse(`'${path}.content' must not be empty.`, `${path}.content`);
  }
  if (
    rules.trimEnd === true &&
    message["role"] === "assistant" &&
    typeof content === "string" &&
    content !== content.trimEnd() &&
    // The one space that stands for a text that is empty.
    !(rules.emptyText === "space" && content === " ")
  ) {
    refuse(`'${path}.content' cannot end with trailing whitespace.`, `${path}.content`);
  }
  const calls = message["tool_calls"];
  const ids = Array.isArray(calls) ? calls.filter(isObject).map((call) => show(call["id"])) : [];
  if (message["role"] === "tool") ids.push(show(message["tool_call_id"]));
  const pattern = tools?.idPattern;
  for (const id of ids) {
    if (pattern !== undefined && !new RegExp(pattern).test(id))
      refuse(`Tool call id was ${id} but must match ${pattern}.`, `${path}.tool_calls`);
  }
  for (const field of Object.keys(tools?.callWithoutState ?? {})) {
    const [first] = Array.isArray(calls) ? calls : [];
    if (isObject(first) && first[field] === undefined)
      refuse(`Function call is missing ${field}.`, `${path}.tool_calls`);
  }
  for (const call of Array.isArray(calls) ? calls : []) {
    const sent =
      isObject(call) && isObject(call["function"]) ? call["function"]["arguments"] : undefined;
    const wanted = tools?.arguments ?? "string";
    if (wanted === "string" ? typeof sent !== "string" : !isObject(sent)) {
      refuse(
        `Invalid type for '${path}.tool_calls[0].function.arguments': expected ${wanted === "string" ? "a string" : "an object"}, but got ${nameOf(sent)} instead.`,
        `${path}.tool_calls`,
        "invalid_type",
      );
    }
  }
}

function checkThinking(part: JsonObject, path: string, reasoning: Policy["reasoning"]): void {
  const { thinking, signature } = part;
  const text = (Array.isArray(thinking) ? thinking : [])
    .map((each) => show(at(each, "text")))
    .join("");
  if (reasoning?.contentParts !== true || signature !== thinkingSignature(text))
    refuse(`Invalid thinking in '${path}.content'.`, `${path}.content`, "invalid_value");
}

function checkDocument(
  part: JsonObject,
  path: string,
  documents: NonNullable<Policy["messages"]>["documents"] = "file",
): void {
  const isUrl = part["type"] === "document_url";
  const isFile = part["type"] === "file";
  const fits = documents === "documentUrl" ? !isFile || part["file_id"] !== undefined : !isUrl;
  if (!fits || (isFile && documents === "file" && part["file"] === undefined))
    refuse(`Invalid value: '${show(part["type"])}'.`, `${path}.content`, "invalid_value");
}
