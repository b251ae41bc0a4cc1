import { isPlainObject } from "../config/check-json.ts";
import { didYouMean, nearNames } from "../config/near-names.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import { isBytes } from "../is-bytes.ts";
import type { Message } from "./message.ts";

const ROLES = ["system", "user", "assistant", "tool"] as const;
type Role = (typeof ROLES)[number];

const PARTS: Readonly<Record<Role, readonly string[]>> = {
  system: ["text"],
  user: ["text", "file", "custom"],
  assistant: [
    "text",
    "reasoning",
    "tool-call",
    "tool-result",
    "file",
    "tool-approval-request",
    "custom",
  ],
  tool: ["tool-result", "tool-approval-response"],
};

/** Fields and part types of the vendors' own message forms → ours. */
const FOREIGN_FIELDS: Readonly<Record<string, string>> = {
  tool_calls: 'put parts { type: "tool-call", id, name, input } in content',
  function_call: 'put a part { type: "tool-call", id, name, input } in content',
  tool_call_id: 'put a part { type: "tool-result", id, name, status, content } in content',
  reasoning_content: 'put a part { type: "reasoning", text } in content',
  cache_control: 'use cache: "5m" or "1h"',
};
const FOREIGN_PARTS: Readonly<Record<string, string>> = {
  image_url: '{ type: "file", mediaType: "image/png", source: { url } }',
  image: '{ type: "file", mediaType: "image/png", source: { bytes } }',
  input_image: '{ type: "file", mediaType: "image/png", source: { url } }',
  input_audio: '{ type: "file", mediaType: "audio/wav", source: { base64 } }',
  document: '{ type: "file", mediaType: "application/pdf", source: { bytes } }',
  input_text: '{ type: "text", text }',
  output_text: '{ type: "text", text }',
  tool_use: '{ type: "tool-call", id, name, input }',
  tool_result: '{ type: "tool-result", id, name, status, content }',
  thinking: '{ type: "reasoning", text }',
};
const SOURCES = ["bytes", "base64", "url", "fileId", "text"] as const;

/**
 * Checks the shape of a conversation and tells all problems at once.
 *
 * @throws InvalidRequestError
 */
export function checkMessages(messages: unknown): asserts messages is readonly Message[] {
  const problems = messageProblems(messages);
  if (problems.length === 0) return;
  throw new InvalidRequestError(
    problems.length === 1
      ? `The messages are not valid: ${problems[0] ?? ""}`
      : `The messages have ${problems.length} problems:\n${problems.map((each) => `- ${each}`).join("\n")}`,
    { hint: 'A message is { role: "user", content: "…" }; nothing was sent.' },
  );
}

/** What is wrong with the shape of a conversation, one sentence each; with `mayBeEmpty`, nothing need be said in it. */
export function messageProblems(messages: unknown, mayBeEmpty = false): string[] {
  if (!Array.isArray(messages)) return ["messages must be a text or an array of messages."];
  if (messages.length === 0 && !mayBeEmpty)
    return ["messages is empty; give at least one message."];
  return messages.flatMap((message: unknown, index) =>
    checkMessage(message, `messages[${index}]`, mayBeEmpty),
  );
}

function checkMessage(message: unknown, at: string, mayBeEmpty: boolean): string[] {
  if (!isPlainObject(message)) return [`${at} must be an object { role, content }.`];
  const foreign = foreignFields(message, at);
  const role = message["role"];
  if (!isRole(role)) {
    const text = typeof role === "string" ? role : "";
    const near = text === "developer" ? 'Use "system".' : didYouMean(nearNames(text, ROLES));
    return [
      ...foreign,
      `${at}.role must be ${ROLES.map((each) => `"${each}"`).join(", ")}. ${near}`.trim(),
    ];
  }
  const { content } = message;
  if (typeof content === "string") {
    return role === "tool"
      ? [...foreign, `${at}.content must be an array of tool results.`]
      : foreign;
  }
  if (!Array.isArray(content)) {
    const forms = role === "tool" ? "an array of tool results" : "a text or an array of parts";
    return [...foreign, `${at}.content must be ${forms}.`];
  }
  // An assistant may have answered nothing at all.
  if (content.length === 0 && role !== "assistant" && !mayBeEmpty)
    return [...foreign, `${at}.content is empty.`];
  const name = message["name"];
  const problems =
    name === undefined || typeof name === "string" ? [] : [`${at}.name must be a text.`];
  problems.push(
    ...content.flatMap((part: unknown, index) =>
      checkPart(part, PARTS[role], `${at}.content[${index}]`, role),
    ),
  );
  return [...foreign, ...problems, ...repeatedCalls(content, at)];
}

function isRole(role: unknown): role is Role {
  return typeof role === "string" && (ROLES as readonly string[]).includes(role);
}

function foreignFields(value: Record<string, unknown>, at: string): string[] {
  return Object.keys(value)
    .filter((key) => Object.hasOwn(FOREIGN_FIELDS, key))
    .map((key) => `${at}.${key} is another library's form: ${FOREIGN_FIELDS[key] ?? ""}.`);
}

function repeatedCalls(content: readonly unknown[], at: string): string[] {
  const seen = new Set<unknown>();
  const repeated = new Set<unknown>();
  for (const part of content) {
    if (!isPlainObject(part) || part["type"] !== "tool-call") continue;
    if (seen.has(part["id"])) repeated.add(part["id"]);
    seen.add(part["id"]);
  }
  return [...repeated].map((id) => `${at} has two tool calls with the id ${JSON.stringify(id)}.`);
}

function checkPart(part: unknown, allowed: readonly string[], at: string, owner: string): string[] {
  if (typeof part === "string") return [`${at} is a text; write { type: "text", text }.`];
  if (!isPlainObject(part)) return [`${at} must be a part { type, … }.`];
  const type = part["type"];
  if (typeof type !== "string") return [`${at}.type is missing.`];
  if (Object.hasOwn(FOREIGN_PARTS, type) && !allowed.includes(type)) {
    return [`${at}.type "${type}" is another library's form: write ${FOREIGN_PARTS[type] ?? ""}.`];
  }
  if (!allowed.includes(type)) {
    return [
      `${at}.type ${JSON.stringify(type)} cannot stand in ${owner}; it takes ${allowed.join(", ")}.`,
    ];
  }
  const problems = foreignFields(part, at);
  const text = (name: string): void => {
    if (typeof part[name] !== "string") problems.push(`${at}.${name} must be a text.`);
  };
  const filled = (name: string): void => {
    if (typeof part[name] !== "string" || part[name] === "")
      problems.push(`${at}.${name} must be a text that is not empty.`);
  };
  switch (type) {
    case "text":
    case "reasoning":
      text("text");
      break;
    case "file":
      filled("mediaType");
      problems.push(...sourceProblems(part["source"], `${at}.source`));
      break;
    case "tool-call":
      filled("id");
      filled("name");
      if (part["input"] === undefined) problems.push(`${at}.input is missing; write {} for none.`);
      break;
    case "tool-result":
      filled("id");
      problems.push(...resultProblems(part, at));
      break;
    case "custom":
      filled("kind");
      break;
    case "tool-approval-request":
      filled("approvalId");
      filled("toolCallId");
      break;
    case "tool-approval-response":
      filled("approvalId");
      if (typeof part["approved"] !== "boolean")
        problems.push(`${at}.approved must be true or false.`);
      break;
    default:
      break;
  }
  return problems;
}

function resultProblems(part: Record<string, unknown>, at: string): string[] {
  const problems: string[] = [];
  const { status, content } = part;
  if (status !== "ok" && status !== "error" && status !== "denied") {
    problems.push(`${at}.status must be "ok", "error" or "denied".`);
  }
  if (!Array.isArray(content))
    return [
      ...problems,
      `${at}.content must be an array of parts, such as [{ type: "text", text }].`,
    ];
  return [
    ...problems,
    ...content.flatMap((inner: unknown, index) => {
      const where = `${at}.content[${index}]`;
      if (isPlainObject(inner) && inner["type"] === "json") {
        return inner["value"] === undefined ? [`${where}.value is missing.`] : [];
      }
      return checkPart(inner, ["text", "file", "json"], where, "a tool result");
    }),
  ];
}

function sourceProblems(source: unknown, at: string): string[] {
  const forms = "{ bytes }, { base64 }, { url }, { fileId, platform } or { text }";
  if (!isPlainObject(source)) return [`${at} must be ${forms}.`];
  const given = SOURCES.filter((name) => source[name] !== undefined);
  const [name, ...others] = given;
  if (name === undefined || others.length > 0) return [`${at} must be exactly one of ${forms}.`];
  const value = source[name];
  if (name === "bytes") return isBytes(value) ? [] : [`${at}.bytes must be a Uint8Array.`];
  if (typeof value !== "string") return [`${at}.${name} must be a text.`];
  if (name === "base64" && value.startsWith("data:"))
    return [
      `${at}.base64 is a data URL: give it as { url }, or only what stands behind its comma.`,
    ];
  if (name === "fileId" && typeof source["platform"] !== "string")
    return [`${at}.platform is missing: a file id belongs to one platform.`];
  return [];
}
