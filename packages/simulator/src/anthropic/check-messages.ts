import type { JsonObject, JsonValue, Policy } from "@byok/core/provider";
import { isObject, show } from "../json.ts";
import { refuse } from "../expect/refusal.ts";

const USER_BLOCKS = [
  "text",
  "image",
  "document",
  "tool_result",
  "search_result",
  "container_upload",
];
const ASSISTANT_BLOCKS = [
  "text",
  "tool_use",
  "thinking",
  "redacted_thinking",
  "server_tool_use",
  "web_search_tool_result",
  "web_fetch_tool_result",
  "code_execution_tool_result",
  "mcp_tool_use",
  "mcp_tool_result",
];

/** Signatures that the server gave, by the thinking they belong to. */
export type SignatureMemory = Set<string>;

/** Checks the turns of a Messages request: their form as Anthropic does, and what the platform's policy demands. */
export function checkTurns(
  body: JsonObject,
  policy: Policy,
  signatures: SignatureMemory,
): JsonObject[] {
  const list = body["messages"];
  if (!Array.isArray(list)) refuse("messages: Field required");
  if (list.length === 0) refuse("messages: at least one message is required");
  const turns = list.map((turn, index) => checkTurn(turn, index, signatures));
  if (turns[0]?.["role"] !== "user") refuse('messages: first message must use the "user" role');
  if (policy.messages?.alternate === true) {
    turns.forEach((turn, index) => {
      if (turn["role"] === turns[index - 1]?.["role"])
        refuse(
          `messages: roles must alternate between "user" and "assistant", but found multiple "${show(turn["role"])}" roles in a row`,
        );
    });
  }
  if (policy.messages?.prefill === false && turns.at(-1)?.["role"] === "assistant") {
    refuse(
      "This model does not support assistant message prefill. The conversation must end with a user message.",
    );
  }
  checkToolUse(turns);
  checkLast(turns);
  return turns;
}

/** The blocks of a turn; a text stands for one text block. */
export function blocksOf(turn: JsonObject | undefined): JsonObject[] {
  const content = turn?.["content"];
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? content.filter(isObject) : [];
}

function checkTurn(turn: JsonValue, index: number, signatures: SignatureMemory): JsonObject {
  const path = `messages.${index}`;
  if (!isObject(turn)) refuse(`${path}: Input should be a valid dictionary`);
  const { role, content } = turn;
  if (role !== "user" && role !== "assistant") {
    const hint =
      role === "system"
        ? ' Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.'
        : " Input should be 'user' or 'assistant'";
    refuse(role === "system" ? `messages:${hint}` : `${path}.role:${hint}`);
  }
  for (const name of Object.keys(turn))
    if (name !== "role" && name !== "content")
      refuse(`${path}.${name}: Extra inputs are not permitted`);
  if (content === undefined) refuse(`${path}.content: Field required`);
  if (typeof content !== "string" && !Array.isArray(content))
    refuse(`${path}.content: Input should be a valid list`);
  if (content.length === 0)
    refuse(
      `${path}: all messages must have non-empty content except for the optional final assistant message`,
    );
  if (Array.isArray(content))
    content.forEach((block, position) =>
      checkBlock(block, role, `${path}.content.${position}`, signatures),
    );
  return turn;
}

function checkBlock(
  block: JsonValue,
  role: string,
  path: string,
  signatures: SignatureMemory,
): void {
  if (!isObject(block)) refuse(`${path}: Input should be a valid dictionary`);
  const { type } = block;
  const known = role === "user" ? USER_BLOCKS : ASSISTANT_BLOCKS;
  if (typeof type !== "string" || ![...USER_BLOCKS, ...ASSISTANT_BLOCKS].includes(type)) {
    refuse(
      `${path}: Input tag '${show(type)}' found using 'type' does not match any of the expected tags: ${known.map((each) => `'${each}'`).join(", ")}`,
    );
  }
  if (!known.includes(type))
    refuse(
      `messages: \`${type}\` blocks can only be in \`${role === "user" ? "assistant" : "user"}\` messages`,
    );
  if (type === "text") {
    if (typeof block["text"] !== "string") refuse(`${path}.text.text: Field required`);
    if (block["text"] === "") refuse("messages: text content blocks must be non-empty");
    if (block["text"].trim() === "")
      refuse("messages: text content blocks must contain non-whitespace text");
  }
  if (type === "image" || type === "document") checkSource(block["source"], `${path}.${type}`);
  if (type === "tool_use") {
    for (const field of ["id", "name", "input"])
      if (block[field] === undefined) refuse(`${path}.tool_use.${field}: Field required`);
    if (!/^[a-zA-Z0-9_-]+$/.test(show(block["id"])))
      refuse(`${path}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`);
    if (!isObject(block["input"]))
      refuse(`${path}.tool_use.input: Input should be a valid dictionary`);
  }
  if (type === "tool_result" && typeof block["tool_use_id"] !== "string")
    refuse(`${path}.tool_result.tool_use_id: Field required`);
  if (type === "thinking") {
    if (typeof block["signature"] !== "string")
      refuse(`${path}.thinking.signature: Field required`);
    if (!signatures.has(`${block["signature"]}:${show(block["thinking"])}`))
      refuse(`${path}: Invalid \`signature\` in \`thinking\` block`);
  }
  if (type === "redacted_thinking" && !signatures.has(`redacted:${show(block["data"])}`))
    refuse(`${path}: Invalid \`data\` in \`redacted_thinking\` block`);
}

/** @see https://platform.claude.com/docs/en/build-with-claude/vision */
function checkSource(source: JsonValue | undefined, path: string): void {
  const type = isObject(source) ? source["type"] : undefined;
  const wanted: Readonly<Record<string, readonly string[]>> = {
    base64: ["media_type", "data"],
    url: ["url"],
    file: ["file_id"],
    text: ["media_type", "data"],
    content: ["content"],
  };
  const fields = typeof type === "string" ? wanted[type] : undefined;
  if (!isObject(source) || fields === undefined) refuse(`${path}.source: Field required`);
  for (const field of fields)
    if (source[field] === undefined || source[field] === null)
      refuse(`${path}.source.${show(type)}.${field}: Field required`);
}

function checkToolUse(turns: readonly JsonObject[]): void {
  turns.forEach((turn, index) => {
    const blocks = blocksOf(turn);
    if (turn["role"] === "user") {
      const results = blocks.filter((block) => block["type"] === "tool_result");
      const before = new Set(
        blocksOf(turns[index - 1])
          .filter((block) => block["type"] === "tool_use")
          .map((block) => block["id"]),
      );
      for (const result of results) {
        if (!before.has(result["tool_use_id"] ?? null)) {
          refuse(
            `messages.${index}.content.${blocks.indexOf(result)}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${show(result["tool_use_id"])}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
          );
        }
      }
      return;
    }
    const calls = blocks
      .filter((block) => block["type"] === "tool_use")
      .map((block) => show(block["id"]));
    if (calls.length === 0) return;
    if (new Set(calls).size < calls.length)
      refuse(`messages.${index}: \`tool_use\` ids must be unique`);
    const next = blocksOf(turns[index + 1]);
    const answered = new Set<unknown>();
    // Only results at the very start of the turn count.
    for (const block of next) {
      if (block["type"] !== "tool_result") break;
      answered.add(block["tool_use_id"]);
    }
    const open = calls.filter((id) => !answered.has(id));
    if (open.length > 0) {
      refuse(
        `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
      );
    }
  });
}

function checkLast(turns: readonly JsonObject[]): void {
  const last = turns.at(-1);
  const block = blocksOf(last).at(-1);
  const text = block?.["text"];
  if (last?.["role"] === "assistant" && typeof text === "string" && text !== text.trimEnd()) {
    refuse("messages: final assistant content cannot end with trailing whitespace");
  }
}
