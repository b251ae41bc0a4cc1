import type { JsonObject, JsonValue, Policy } from "@byok/core/provider";
import { checkParams } from "../expect/check-params.ts";
import { checkTypes } from "../expect/check-types.ts";
import type { Expectations } from "../expect/expectations.ts";
import { fieldOf } from "../expect/fields.ts";
import { refuse } from "../expect/refusal.ts";
import { at, isObject, same, show } from "../json.ts";
import { blocksOf, checkTurns, type SignatureMemory } from "./check-messages.ts";
import { checkSchemas } from "./check-schema.ts";

type ReasoningPolicy = NonNullable<Policy["reasoning"]>;

const MIN_BUDGET = 1024;

/**
 * Checks a Messages request as the platform would.
 *
 * @throws RefusedRequest.
 * @see https://platform.claude.com/docs/en/api/messages
 */
export function checkMessagesRequest(
  body: JsonObject,
  expected: Expectations,
  signatures: SignatureMemory,
  counting: boolean,
): JsonObject[] {
  const { policy } = expected;
  if (typeof body["model"] !== "string") refuse("model: Field required");
  if (!counting) checkMaxTokens(body, expected);
  const turns = checkTurns(body, policy, signatures);
  checkParams(body, expected);
  checkTypes(body, expected);
  checkSystem(body["system"]);
  checkTools(body, expected);
  checkSchemas(body, expected);
  // A platform with a switch of its own takes thinking without a budget.
  if (!counting) checkThinking(body, turns, policy.reasoning ?? {});
  checkSampling(body, policy);
  if (body["stream"] === true && policy.stream?.supported === false)
    refuse("stream: streaming is not supported for this model");
  if (body["stream"] === true) {
    for (const [field, value] of Object.entries(policy.stream?.disable ?? {}))
      if (!same(at(body, field), value)) refuse(`${field}: must be ${show(value)} when streaming`);
  }
  if (body["stream"] !== true && policy.stream?.required === true && !counting)
    refuse("stream: this model answers streaming requests only");
  return turns;
}

function checkMaxTokens(body: JsonObject, { wire, policy }: Expectations): void {
  const field = fieldOf(wire, "maxTokens", policy) ?? "max_tokens";
  const max = at(body, field);
  if (max === undefined) refuse(`${field}: Field required`);
  if (typeof max !== "number" || !Number.isInteger(max))
    refuse(`${field}: Input should be a valid integer`);
  if (max < 1) refuse(`${field}: must be greater than or equal to 1`);
}

function checkSystem(system: JsonValue | undefined): void {
  if (system === undefined || typeof system === "string") return;
  if (!Array.isArray(system)) refuse("system: Input should be a valid list");
  system.forEach((block, index) => {
    const text = at(block, "text");
    if (typeof text !== "string") refuse(`system.${index}.text: Field required`);
    if (text === "") refuse("system: text content blocks must be non-empty");
  });
}

function checkTools(body: JsonObject, { policy }: Expectations): void {
  const tools = Array.isArray(body["tools"]) ? body["tools"] : [];
  if (tools.length > 0 && policy.tools?.supported === false)
    refuse("tools: this model does not support tools");
  tools.forEach((tool, index) => {
    if (!isObject(tool)) refuse(`tools.${index}: Input should be a valid dictionary`);
    if (typeof tool["type"] === "string" && tool["type"] !== "custom") return;
    if (!/^[a-zA-Z0-9_-]{1,128}$/.test(show(tool["name"] ?? "")))
      refuse(`tools.${index}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
    if (at(tool, "input_schema.type") !== "object")
      refuse(`tools.${index}.custom.input_schema.type: Field required`);
  });
  const { strict, max, withStructuredOutput } = policy.tools ?? {};
  const wantsForm = at(body, "output_config.format") !== undefined;
  if (withStructuredOutput === false && tools.length > 0 && wantsForm)
    refuse("output_config.format: cannot be used together with tools");
  const marked = tools.filter((tool) => at(tool, "strict") === true).length;
  if (strict?.mode === "drop" && marked > 0)
    refuse("tools.0.custom.strict: Extra inputs are not permitted");
  if (strict?.max !== undefined && marked > strict.max)
    refuse(`tools: at most ${strict.max} tools may be strict`);
  if (max !== undefined && tools.length > max) refuse(`tools: at most ${max} tools are allowed`);
  const names = tools.map((tool) => at(tool, "name"));
  if (new Set(names).size < names.length) refuse("tools: Tool names must be unique.");
  const choice = body["tool_choice"];
  if (choice === undefined) return;
  if (tools.length === 0 && at(choice, "type") !== "none")
    refuse("tool_choice: may only be specified while providing tools.");
  const type = at(choice, "type");
  if (!["auto", "any", "tool", "none"].includes(show(type)))
    refuse(
      "tool_choice: Input tag does not match any of the expected tags: 'auto', 'any', 'tool', 'none'",
    );
  if (type === "tool" && !names.includes(at(choice, "name")))
    refuse(`tool_choice.name: Tool '${show(at(choice, "name"))}' not found in provided tools`);
}

/** @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking */
function checkThinking(
  body: JsonObject,
  turns: readonly JsonObject[],
  { canDisable, send }: ReasoningPolicy,
): void {
  const hasSwitch = send?.toggle !== undefined;
  const type = at(body, "thinking.type");
  if (type === undefined) return;
  if (!["enabled", "adaptive", "disabled"].includes(show(type)))
    refuse(
      "thinking: Input tag does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'",
    );
  if (type === "disabled") {
    if (canDisable === false) refuse("thinking: 'disabled' is not supported for this model");
    return;
  }
  if (type === "enabled" && !hasSwitch) {
    const budget = at(body, "thinking.budget_tokens");
    if (typeof budget !== "number") refuse("thinking.enabled.budget_tokens: Field required");
    if (budget < MIN_BUDGET)
      refuse(
        `thinking.enabled.budget_tokens: Input should be greater than or equal to ${MIN_BUDGET}`,
      );
    if (budget >= Number(body["max_tokens"]))
      refuse(
        "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size",
      );
  }
  if (typeof body["temperature"] === "number" && body["temperature"] !== 1)
    refuse(
      "`temperature` may only be set to 1 when thinking is enabled. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#important-considerations-when-using-extended-thinking",
    );
  if (body["top_k"] !== undefined) refuse("`top_k` must be unset when thinking is enabled.");
  if (typeof body["top_p"] === "number" && body["top_p"] < 0.95)
    refuse("`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.");
  const choice = show(at(body, "tool_choice.type") ?? "auto");
  if (choice === "any" || choice === "tool")
    refuse("Thinking may not be enabled when tool_choice forces tool use.");
  checkThinkingTurn(turns, type === "enabled" && !hasSwitch);
}

// In a tool turn, the assistant's answer must begin with the thinking that it came with.
function checkThinkingTurn(turns: readonly JsonObject[], demanded: boolean): void {
  const last = turns.at(-1);
  if (!demanded || last?.["role"] !== "user" || blocksOf(last)[0]?.["type"] !== "tool_result")
    return;
  const before = blocksOf(turns.at(-2))[0]?.["type"];
  if (before === "thinking" || before === "redacted_thinking") return;
  refuse(
    `messages.${turns.length - 2}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${show(before)}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks).`,
  );
}

function checkSampling(body: JsonObject, { params }: Policy): void {
  for (const [name, rule] of [
    ["temperature", params?.temperature],
    ["top_p", params?.topP],
  ] as const) {
    // Other makers' endpoints of this wire take more, where their row says so.
    if (rule?.range?.max !== undefined) continue;
    const value = body[name];
    if (typeof value === "number" && (value < 0 || value > 1)) refuse(`${name}: range: 0..1`);
  }
  const stops = body["stop_sequences"];
  if (
    stops !== undefined &&
    (!Array.isArray(stops) || stops.some((stop) => typeof stop !== "string" || stop.trim() === ""))
  ) {
    refuse("stop_sequences: each stop sequence must contain non-whitespace");
  }
}
