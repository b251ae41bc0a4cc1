import type { JsonObject, JsonValue, UsagePolicy } from "@byok/core/provider";
import { compose, type Answer } from "../answer/compose.ts";
import { fittingText } from "../answer/text-of-pattern.ts";
import { withoutStream } from "../expect/without-stream.ts";
import { createRandom, type Random } from "../answer/random.ts";
import { jsonReply, type Frame, type Reply } from "../answer/reply.ts";
import { countTokens, splitPieces } from "../answer/tokens.ts";
import type { Expectations } from "../expect/expectations.ts";
import { neutralValue } from "../expect/neutral-value.ts";
import { at, show } from "../json.ts";
import type { Counted, Plan } from "../options.ts";
import { checkChatRequest, type ReasoningMemory } from "./check-request.ts";
import { logprobsOf } from "./logprobs.ts";
import { readChatRequest } from "./read-request.ts";
import { reasoningForm, thinkingSignature, type ReasoningForm } from "./reasoning-form.ts";
import { FIGURE_PIECES, splitCounted, usageOf } from "./usage.ts";

/** What an answer is made with beside the request. */
export interface AnswerContext {
  expected: Expectations;
  plan: Plan;
  seed: number;
  created: number;
  headers: Record<string, string>;
  memory: ReasoningMemory;
}

/** One choice, ready to be written whole or in pieces. */
interface MadeChoice {
  index: number;
  answer: Answer;
  calls: { id: string; name: string; arguments: string }[];
  finish: string;
}

/** The finish reasons of the wire. */
const FINISH: Readonly<Record<Answer["finish"], string>> = {
  stop: "stop",
  "stop-sequence": "stop",
  length: "length",
  "tool-calls": "tool_calls",
  refusal: "stop",
};

/**
 * Answers a chat completion, whole or as a stream.
 *
 * @throws RefusedRequest.
 * @see https://platform.openai.com/docs/api-reference/chat/object
 */
export function answerChat(body: JsonObject, context: AnswerContext): Reply {
  const { expected, plan, seed, memory } = context;
  const messages = checkChatRequest(body, expected, memory);
  const asked = readChatRequest(body, messages, expected);
  const { stream, stream_options: options } = body;
  const random = createRandom(seed, JSON.stringify(withoutStream(body, expected)));
  const ids = {
    id: `chatcmpl-${random.text(29)}`,
    fingerprint: `fp_${random.text(10, "0123456789abcdef")}`,
  };
  const count = Number(neutralValue("n", body, expected) ?? 1);
  const choices = Array.from({ length: count }, (_, index): MadeChoice => {
    const answer = compose(asked, plan, index);
    const calls = answer.calls.map(({ name, input }) => ({
      id: callId(random, expected),
      name,
      arguments: JSON.stringify(input),
    }));
    return { index, answer, calls, finish: plan.finishReason ?? FINISH[answer.finish] };
  });
  const form = reasoningForm(plan, expected.policy.reasoning);
  for (const { calls, answer } of choices) {
    if (calls[0] !== undefined && answer.reasoning !== "" && form.field !== undefined)
      memory.set(calls[0].id, answer.reasoning);
  }
  const counted = countAnswer(body, choices, plan, expected);
  const usage = plan.usage === "none" ? null : usageOf(counted, expected.policy.usage);
  const head = {
    id: ids.id,
    created: context.created,
    model: show(body["model"]),
    fingerprint: ids.fingerprint,
    tier: tierOf(neutralValue("serviceTier", body, expected)),
  };
  const wantsLogprobs =
    neutralValue("logprobs", body, expected) === true
      ? Number(neutralValue("topLogprobs", body, expected) ?? 0)
      : undefined;
  if (stream === true) {
    const frames = streamFrames(head, choices, form, {
      usage: usage === null ? [] : usagesOf(counted, expected.policy.usage),
      each: plan.usage === "each",
      finish: plan.finish !== false,
      report: expected.policy.stream?.usage === "always" || at(options, "include_usage") === true,
      obfuscate: plan.obfuscation !== false && at(options, "include_obfuscation") !== false,
      logprobs: wantsLogprobs,
      random,
    });
    if (plan.done !== false) frames.push({ data: "[DONE]", final: true });
    return {
      status: 200,
      headers: { "content-type": "text/event-stream; charset=utf-8", ...context.headers },
      content: { frames },
      counted,
    };
  }
  const whole = {
    id: head.id,
    object: "chat.completion",
    created: head.created,
    model: head.model,
    choices: choices.map((choice) => wholeChoice(choice, form, wantsLogprobs)),
    ...(usage === null ? {} : { usage }),
    service_tier: head.tier,
    system_fingerprint: head.fingerprint,
  };
  return { ...jsonReply(200, whole, context.headers), counted };
}

interface Head {
  id: string;
  created: number;
  model: string;
  fingerprint: string;
  tier: string;
}

interface StreamSettings {
  /** The last is the whole, or the rest where each frame counts by itself. */
  usage: JsonObject[];
  each: boolean;
  finish: boolean;
  report: boolean;
  obfuscate: boolean;
  logprobs: number | undefined;
  random: Random;
}

function usagesOf(counted: Counted, policy: UsagePolicy | undefined): JsonObject[] {
  if (policy?.report !== "each") return [usageOf(counted, policy)];
  return splitCounted(counted).map((part, piece) => usageOf(part, policy, FIGURE_PIECES[piece]));
}

function tierOf(asked: JsonValue | undefined): string {
  return typeof asked === "string" && asked !== "auto" ? asked : "default";
}

function wholeChoice(
  { index, answer, calls, finish }: MadeChoice,
  form: ReasoningForm,
  logprobs: number | undefined,
): JsonObject {
  const content = form.inText ? `${form.open(answer.reasoning)}${answer.text}` : answer.text;
  const message: JsonObject = {
    role: "assistant",
    content: content === "" && (calls.length > 0 || answer.refusal !== "") ? null : content,
  };
  if (form.inParts && answer.reasoning !== "")
    message["content"] = [
      form.part(answer.reasoning, thinkingSignature(answer.reasoning)),
      ...(content === "" ? [] : [{ type: "text", text: content }]),
    ];
  if (!form.inText && answer.reasoning !== "" && form.field !== undefined)
    message[form.field] = answer.reasoning;
  if (answer.reasoning !== "" && form.details !== undefined)
    message[form.details] = [form.detail(answer.reasoning)];
  if (calls.length > 0) {
    message["tool_calls"] = calls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: call.name, arguments: call.arguments },
    }));
  }
  message["refusal"] = answer.refusal === "" ? null : answer.refusal;
  message["annotations"] = [];
  return {
    index,
    message,
    logprobs:
      logprobs === undefined
        ? null
        : {
            content: splitPieces(answer.text).map((piece) => logprobsOf(piece, logprobs)),
            refusal: null,
          },
    finish_reason: finish,
  };
}

function streamFrames(
  head: Head,
  choices: readonly MadeChoice[],
  form: ReasoningForm,
  settings: StreamSettings,
): Frame[] {
  const frames: Frame[] = [];
  const last = settings.usage.at(-1);
  const reportsEach = settings.each && last !== undefined;
  const chunk = (list: JsonValue[], usage: JsonObject | null, final?: true): void => {
    const value: JsonObject = {
      id: head.id,
      object: "chat.completion.chunk",
      created: head.created,
      model: head.model,
      service_tier: head.tier,
      system_fingerprint: head.fingerprint,
      choices: list,
    };
    if (settings.report || reportsEach) value["usage"] = reportsEach ? last : usage;
    if (settings.obfuscate && list.length > 0)
      value["obfuscation"] = settings.random.text(4 + Math.floor(settings.random.next() * 12));
    frames.push({ data: JSON.stringify(value), ...(final === undefined ? {} : { final }) });
  };
  const delta = (index: number, fields: JsonObject, logprobs: JsonValue = null): void =>
    chunk([{ index, delta: fields, logprobs, finish_reason: null }], null);
  for (const { index, answer, calls } of choices) {
    delta(index, {
      role: "assistant",
      content: calls.length > 0 && answer.text === "" ? null : "",
      refusal: null,
    });
    if (form.inParts && answer.reasoning !== "") {
      for (const piece of splitPieces(answer.reasoning))
        delta(index, { content: [form.part(piece)] });
      delta(index, { content: [form.part("", thinkingSignature(answer.reasoning))] });
    }
    for (const piece of splitPieces(answer.reasoning)) {
      if (form.inText || (form.field === undefined && form.details === undefined)) continue;
      delta(index, {
        ...(form.field === undefined ? {} : { [form.field]: piece }),
        ...(form.details === undefined ? {} : { [form.details]: [form.detail(piece)] }),
      });
    }
    if (form.inText && answer.reasoning !== "")
      for (const piece of splitPieces(form.open(answer.reasoning)))
        delta(index, { content: piece });
    for (const piece of splitPieces(answer.refusal)) delta(index, { refusal: piece });
    for (const piece of splitPieces(answer.text)) {
      delta(
        index,
        { content: piece },
        settings.logprobs === undefined
          ? null
          : { content: [logprobsOf(piece, settings.logprobs)], refusal: null },
      );
    }
    calls.forEach((call, position) => {
      delta(index, {
        tool_calls: [
          {
            index: position,
            id: call.id,
            type: "function",
            function: { name: call.name, arguments: "" },
          },
        ],
      });
      for (const piece of call.arguments.match(/[^]{1,7}/gu) ?? [])
        delta(index, { tool_calls: [{ index: position, function: { arguments: piece } }] });
    });
  }
  for (const { index, finish } of settings.finish ? choices : [])
    chunk([{ index, delta: {}, logprobs: null, finish_reason: finish }], null, true);
  if (settings.report && !reportsEach) for (const usage of settings.usage) chunk([], usage, true);
  return frames;
}

function countAnswer(
  body: JsonObject,
  choices: readonly MadeChoice[],
  plan: Plan,
  { policy }: Expectations,
): Counted {
  const input =
    countTokens(JSON.stringify(body["messages"])) +
    (body["tools"] === undefined ? 0 : countTokens(JSON.stringify(body["tools"])));
  let output = 0;
  let reasoning = 0;
  for (const { answer, calls } of choices) {
    reasoning += countTokens(answer.reasoning);
    output += countTokens(answer.text) + countTokens(answer.refusal);
    for (const call of calls) output += countTokens(call.name + call.arguments);
  }
  const cached = Math.min(plan.cachedTokens ?? 0, input);
  const written = policy.usage?.paths?.cacheWrite === undefined ? 0 : (plan.cacheWriteTokens ?? 0);
  return {
    input,
    cached,
    written: Math.min(written, input - cached),
    output: output + reasoning,
    reasoning,
  };
}

/** Sources of ids that platforms ask for; the first that fits the pattern is used. */
const ID_FORMS: readonly ((random: Random) => string)[] = [
  (random) => `call_${random.text(24)}`,
  (random) => random.text(9),
  (random) => random.text(24),
  (random) => `toolu_${random.text(24)}`,
  (random) => random.text(32, "0123456789abcdef"),
];

function callId(random: Random, { policy }: Expectations): string {
  const pattern = policy.tools?.idPattern;
  const made = ID_FORMS.map((form) => form(random));
  return fittingText(made, pattern, random);
}
