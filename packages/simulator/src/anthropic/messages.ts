import { show } from "../json.ts";
import type { JsonObject, UsagePolicy } from "@byok/core/provider";
import { compose, type Answer } from "../answer/compose.ts";
import { fittingText } from "../answer/text-of-pattern.ts";
import { withoutStream } from "../expect/without-stream.ts";
import { createRandom, type Random } from "../answer/random.ts";
import { jsonReply, type Frame, type Reply } from "../answer/reply.ts";
import { countTokens, splitPieces } from "../answer/tokens.ts";
import type { Expectations } from "../expect/expectations.ts";
import { FIGURE_PIECES, splitCounted } from "../openai/usage.ts";
import type { Counted, Plan } from "../options.ts";
import type { SignatureMemory } from "./check-messages.ts";
import { checkMessagesRequest } from "./check-request.ts";
import { readMessagesRequest } from "./read-request.ts";
import { finalUsage, messagesUsage } from "./usage.ts";

/** What an answer is made with beside the request. */
export interface MessagesContext {
  expected: Expectations;
  plan: Plan;
  seed: number;
  headers: Record<string, string>;
  signatures: SignatureMemory;
}

const STOP: Readonly<Record<Answer["finish"], string>> = {
  stop: "end_turn",
  "stop-sequence": "stop_sequence",
  length: "max_tokens",
  "tool-calls": "tool_use",
  refusal: "refusal",
};

/**
 * Answers a Messages request, whole or as a stream.
 *
 * @throws RefusedRequest.
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function answerMessages(body: JsonObject, context: MessagesContext): Reply {
  const { expected, plan, seed } = context;
  const turns = checkMessagesRequest(body, expected, context.signatures, false);
  const asked = readMessagesRequest(body, turns, expected);
  const { stream } = body;
  const random = createRandom(seed, JSON.stringify(withoutStream(body, expected)));
  const id = `msg_01${random.text(22)}`;
  const answer = compose(asked, plan, 0);
  const blocks = blocksOfAnswer(answer, plan, random, context.signatures, expected);
  const counted = countMessages(body, answer, plan);
  const stop = {
    stop_reason: plan.finish === false ? null : (plan.finishReason ?? STOP[answer.finish]),
    stop_sequence: answer.stopped ?? null,
  };
  const model = show(body["model"]);
  if (stream === true) {
    const isSilent = expected.policy.stream?.usage === "never";
    const frames = streamFrames({ id, model }, blocks, stop, {
      counted,
      plan: isSilent ? { ...plan, usage: "none" } : plan,
      policy: expected.policy.usage,
    });
    return {
      status: 200,
      headers: { "content-type": "text/event-stream; charset=utf-8", ...context.headers },
      content: { frames },
      counted,
    };
  }
  const usage = plan.usage === "none" ? undefined : messagesUsage(counted, expected.policy.usage);
  const whole = {
    model,
    id,
    type: "message",
    role: "assistant",
    content: blocks,
    ...stop,
    ...(usage === undefined ? {} : { usage }),
  };
  return { ...jsonReply(200, whole, context.headers), counted };
}

/** Answers a token count. @throws RefusedRequest. */
export function answerTokenCount(body: JsonObject, context: MessagesContext): Reply {
  checkMessagesRequest(body, context.expected, context.signatures, true);
  return jsonReply(200, { input_tokens: inputTokens(body) }, context.headers);
}

function blocksOfAnswer(
  answer: Answer,
  plan: Plan,
  random: Random,
  signatures: SignatureMemory,
  expected: Expectations,
): JsonObject[] {
  const blocks: JsonObject[] = [];
  if (answer.reasoning !== "") {
    const signature = `Eu${random.text(94)}==`;
    if (plan.redacted === true) {
      blocks.push({ type: "redacted_thinking", data: signature });
      signatures.add(`redacted:${signature}`);
    } else {
      blocks.push({ type: "thinking", thinking: answer.reasoning, signature });
      signatures.add(`${signature}:${answer.reasoning}`);
    }
  }
  const text = answer.refusal === "" ? answer.text : answer.refusal;
  if (text !== "") blocks.push({ type: "text", text });
  const pattern = expected.policy.tools?.idPattern;
  for (const { name, input } of answer.calls) {
    const ids = [`toolu_01${random.text(22)}`, random.text(9), random.text(24)];
    blocks.push({
      type: "tool_use",
      id: fittingText(ids, pattern, random),
      name,
      input,
    });
  }
  return blocks;
}

function streamFrames(
  head: { id: string; model: string },
  blocks: readonly JsonObject[],
  stop: JsonObject,
  { counted, plan, policy }: { counted: Counted; plan: Plan; policy: UsagePolicy | undefined },
): Frame[] {
  const isEach = policy?.report === "each";
  // Frames are cumulative: the first knows the input and a token, unless each counts by itself.
  const [first, rest] = isEach
    ? splitCounted(counted)
    : [{ ...counted, output: 1, reasoning: 0 }, counted];
  const [figure, restFigure] = isEach ? FIGURE_PIECES : [];
  const frames: Frame[] = [];
  const send = (value: JsonObject, final?: true): void => {
    frames.push({
      event: show(value["type"]),
      data: JSON.stringify(value),
      ...(final === undefined ? {} : { final }),
    });
  };
  const start: JsonObject =
    plan.usage === "none" ? {} : { usage: messagesUsage(first, policy, figure) };
  send({
    type: "message_start",
    message: {
      model: head.model,
      id: head.id,
      type: "message",
      role: "assistant",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      ...start,
    },
  });
  blocks.forEach((block, index) => {
    send({ type: "content_block_start", index, content_block: emptied(block) });
    // The platform writes a space here and nowhere else.
    if (index === 0) frames.push({ event: "ping", data: '{"type": "ping"}' });
    for (const delta of deltasOf(block)) send({ type: "content_block_delta", index, delta });
    send({ type: "content_block_stop", index });
  });
  const usage = finalUsage(rest, policy, restFigure);
  send({ type: "message_delta", delta: stop, ...(plan.usage === "none" ? {} : { usage }) }, true);
  if (plan.done !== false) send({ type: "message_stop" }, true);
  return frames;
}

function emptied(block: JsonObject): JsonObject {
  switch (block["type"]) {
    case "text":
      return { type: "text", text: "" };
    case "thinking":
      return { type: "thinking", thinking: "", signature: "" };
    case "tool_use":
      return { ...block, input: {} };
    default:
      return block;
  }
}

function deltasOf(block: JsonObject): JsonObject[] {
  switch (block["type"]) {
    case "text":
      return splitPieces(show(block["text"])).map((text) => ({ type: "text_delta", text }));
    case "thinking":
      return [
        ...splitPieces(show(block["thinking"])).map((thinking) => ({
          type: "thinking_delta",
          thinking,
        })),
        { type: "signature_delta", signature: block["signature"] ?? "" },
      ];
    case "tool_use": {
      const pieces = JSON.stringify(block["input"]).match(/[^]{1,7}/gu) ?? [];
      return ["", ...pieces].map((partial_json) => ({ type: "input_json_delta", partial_json }));
    }
    default:
      return [];
  }
}

function inputTokens(body: JsonObject): number {
  return ["messages", "system", "tools"].reduce(
    (sum, name) => sum + (body[name] === undefined ? 0 : countTokens(JSON.stringify(body[name]))),
    0,
  );
}

function countMessages(body: JsonObject, answer: Answer, plan: Plan): Counted {
  const input = inputTokens(body);
  const reasoning = countTokens(answer.reasoning);
  const said = countTokens(answer.text) + countTokens(answer.refusal);
  const calls = answer.calls.reduce(
    (sum, call) => sum + countTokens(call.name + JSON.stringify(call.input)),
    0,
  );
  const cached = Math.min(plan.cachedTokens ?? 0, input);
  return {
    input,
    cached,
    written: Math.min(plan.cacheWriteTokens ?? 0, input - cached),
    output: reasoning + said + calls,
    reasoning,
  };
}
