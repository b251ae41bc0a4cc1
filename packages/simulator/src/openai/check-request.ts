import type { JsonObject } from "@byok/core/provider";
import { at, same, show } from "../json.ts";
import { checkParams } from "../expect/check-params.ts";
import { checkTypes } from "../expect/check-types.ts";
import type { Expectations } from "../expect/expectations.ts";
import { neutralValue } from "../expect/neutral-value.ts";
import { refuse } from "../expect/refusal.ts";
import { checkMessages } from "./check-messages.ts";
import { checkTools } from "./check-tools.ts";

/** Reasoning that the server sent with tool calls, by the first call's id: it must come back where the policy says so. */
export type ReasoningMemory = Map<string, string>;

/**
 * Checks a chat completion request as the platform would.
 *
 * @throws RefusedRequest.
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export function checkChatRequest(
  body: JsonObject,
  expected: Expectations,
  memory: ReasoningMemory,
): JsonObject[] {
  const { policy } = expected;
  if (typeof body["model"] !== "string" || body["model"] === "")
    refuse("you must provide a model parameter");
  const messages = checkMessages(body, policy);
  checkParams(body, expected);
  checkTypes(body, expected);
  checkTools(body, expected);
  checkStream(body, expected);
  const wantsTop = neutralValue("topLogprobs", body, expected) !== undefined;
  if (wantsTop && neutralValue("logprobs", body, expected) !== true) {
    refuse("Invalid value for 'top_logprobs': 'logprobs' must be set to true.", "top_logprobs");
  }
  checkEcho(messages, expected, memory);
  return messages;
}

function checkStream(body: JsonObject, { policy }: Expectations): void {
  const stream = policy.stream ?? {};
  const streams = body["stream"] === true;
  if (!streams && body["stream_options"] !== undefined)
    refuse(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      "stream_options",
    );
  if (streams && stream.supported === false)
    refuse(
      "Unsupported value: 'stream' does not support true with this model.",
      "stream",
      "unsupported_value",
    );
  if (!streams && stream.required === true)
    refuse(
      "This model only support stream mode, please enable the stream parameter to access the model.",
      "stream",
    );
  if (
    stream.usage !== undefined &&
    stream.usage !== "option" &&
    body["stream_options"] !== undefined
  ) {
    refuse("Unrecognized request argument supplied: stream_options", "stream_options");
  }
  if (!streams) return;
  for (const [field, value] of Object.entries(stream.disable ?? {})) {
    if (!same(at(body, field), value))
      refuse(`'${field}' must be ${JSON.stringify(value)} when streaming.`, field);
  }
}

/** @see https://api-docs.deepseek.com/guides/thinking_mode */
function checkEcho(
  messages: readonly JsonObject[],
  { policy }: Expectations,
  memory: ReasoningMemory,
): void {
  const { echo, echoField, receive, details, contentParts } = policy.reasoning ?? {};
  const field = echoField ?? receive?.[0] ?? "reasoning_content";
  messages.forEach((message, index) => {
    if (message["role"] !== "assistant") return;
    const sent = at(message, field);
    if (echo === "forbidden" || echo === undefined || contentParts === true) {
      for (const name of new Set([
        field,
        ...(receive ?? []),
        // Typed details are state, and stay away only where they are forbidden.
        ...(details === undefined || echo === undefined ? [] : [details]),
      ])) {
        if (name !== "content" && at(message, name) !== undefined)
          refuse(
            `Unknown parameter: 'messages[${index}].${name}'.`,
            `messages[${index}].${name}`,
            "unknown_parameter",
          );
      }
      return;
    }
    if (echo !== "required") return;
    const calls = message["tool_calls"];
    const first = Array.isArray(calls) ? at(calls[0], "id") : undefined;
    const said = memory.get(show(first));
    if (said === undefined || field === "content") return;
    if (details !== undefined && message[details] !== undefined) return;
    if (sent !== said)
      refuse(
        `The \`${field}\` in the thinking mode must be passed back to the API.`,
        `messages[${index}].${field}`,
      );
  });
}
