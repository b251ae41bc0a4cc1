import { computeCost } from "../cost/compute-cost.ts";
import type { PartialAnswer } from "../errors/byok-error.ts";
import type { FinishEvent } from "../events/stream-event.ts";
import { scrubValue, type Scrub } from "../keys/scrub.ts";
import type { Cost } from "../results/cost.ts";
import type { Choice, ResponseInfo, Result } from "../results/result.ts";
import type { Usage } from "../results/usage.ts";
import type { ResponseHead } from "../spi/wire-protocol.ts";
import { estimateTokens } from "../usage/estimate-tokens.ts";
import type { Assembler } from "./assembler.ts";
import type { ChatCall } from "./call.ts";
import { requestIdOf } from "./request-id.ts";

const UNKNOWN_USAGE: Usage = { input: {}, output: {}, raw: null };

/** Closes an answer: usage, cost, result and the one `finish`. */
export function buildFinish(
  call: ChatCall,
  assembler: Assembler,
  head: ResponseHead,
  requestStart: number,
): FinishEvent {
  const answer = assembler.finish();
  const first = answer.choices[0]!;
  if (assembler.usage === undefined) {
    assembler.warnings.push({
      code: "usage-missing",
      path: "response.usage",
      message: "The platform reported no usage; the cost is an estimate.",
    });
  }
  if (first.text.includes("\uFFFD")) {
    assembler.warnings.push({
      code: "invalid-utf8",
      path: "response",
      message: "The answer holds U+FFFD: some of its bytes were not valid UTF-8.",
    });
  }
  const usage = assembler.usage ?? UNKNOWN_USAGE;
  const cost =
    assembler.usage === undefined
      ? estimatedCost(call, assembler, wordsOf(answer.choices), {
          requestStart,
          missing: "usage, which the platform did not report",
        })
      : costOf(call, assembler, usage, requestStart);
  const result: Result = {
    text: first.text,
    reasoning: first.reasoning,
    message: first.message,
    output: undefined,
    toolCalls: first.toolCalls,
    invalidToolCalls: first.invalidToolCalls,
    choices: answer.choices,
    sources: answer.sources,
    files: answer.files,
    finishReason: answer.reason,
    rawFinishReason: answer.rawReason,
    usage,
    cost,
    warnings: [...call.warnings, ...assembler.warnings],
    response: responseInfo(call, assembler, head),
  };
  return {
    type: "finish",
    reason: answer.reason,
    rawReason: answer.rawReason,
    usage,
    cost,
    result,
  };
}

/**
 * What had arrived when an answer broke, with what it has cost as far as that can be known. Where nothing of an answer
 * was `shown`, as with a login page in its place, nothing is known of its cost either.
 */
export function partialAnswer(
  call: ChatCall,
  assembler: Assembler,
  requestStart: number,
  shown: boolean,
): PartialAnswer {
  const message = assembler.partialMessage();
  let text = "";
  for (const part of Array.isArray(message.content) ? message.content : []) {
    if (part.type === "text" || part.type === "reasoning") text += part.text;
  }
  return {
    message,
    usage: assembler.usage ?? UNKNOWN_USAGE,
    cost: estimatedCost(call, assembler, shown ? text : undefined, {
      requestStart,
      missing: "usage of the broken stream",
    }),
  };
}

/** The cost of an answer whose usage is not known, from the words that came of it; of no answer nothing is known. */
function estimatedCost(
  call: ChatCall,
  assembler: Assembler,
  words: string | undefined,
  about: { requestStart: number; missing: string },
): Cost {
  let usage = UNKNOWN_USAGE;
  if (words !== undefined) {
    // A count that came before the end may be a placeholder: what arrived was billed at least.
    const output = Math.max(assembler.usage?.output.total ?? 0, estimateTokens(words));
    const inputTokens = assembler.usage?.input.total ?? call.estimatedInputTokens();
    const input = assembler.usage?.input ?? { total: inputTokens, uncached: inputTokens };
    usage = { input, output: { total: output, text: output }, raw: null };
  }
  const cost = costOf(call, assembler, usage, about.requestStart);
  return {
    ...cost,
    basis: "estimated",
    complete: false,
    missing: [...cost.missing, about.missing],
  };
}

function wordsOf(choices: readonly Choice[]): string {
  return choices
    .map(
      ({ text, reasoning, toolCalls }) =>
        reasoning + text + toolCalls.map((call) => call.rawInput ?? "").join(""),
    )
    .join("");
}

function costOf(call: ChatCall, assembler: Assembler, usage: Usage, requestStart: number): Cost {
  const { target } = call;
  const endpoint = target.platform.endpoints.find(
    (candidate) => candidate.id === target.endpoint.id,
  );
  return computeCost({
    usage,
    rows: call.pricesOf(assembler.metadata.model),
    model: assembler.metadata.model ?? target.model.id,
    rowsOf: (model) => call.pricesOf(model),
    at: requestStart,
    ...(endpoint?.region === undefined ? {} : { region: endpoint.region }),
    ...(endpoint?.currency === undefined ? {} : { currency: endpoint.currency }),
    serviceTier: assembler.metadata.serviceTier,
    answeredIn: assembler.metadata.region,
    mayNameCache: call.mayNameCache,
    ...(assembler.platformCost === undefined ? {} : { platformCost: assembler.platformCost }),
  });
}

const CREDENTIAL_HEADER = /cookie|authori[sz]ation|api-?key|token|secret/;

function responseInfo(call: ChatCall, assembler: Assembler, head: ResponseHead): ResponseInfo {
  const { metadata, rateLimit } = assembler;
  const requestId = requestIdOf(head, call.scrub);
  return {
    model: metadata.model ?? call.target.model.id,
    headers: safeHeaders(head, call.scrub),
    ...(metadata.id === undefined ? {} : { id: metadata.id }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(metadata.serviceTier === undefined ? {} : { serviceTier: metadata.serviceTier }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
  };
}

function safeHeaders(head: ResponseHead, scrub: Scrub): Record<string, string> {
  const safe: Record<string, string> = {};
  for (const [name, value] of head.headers) {
    if (CREDENTIAL_HEADER.test(name) && !name.includes("ratelimit")) continue;
    safe[name] = value;
  }
  return scrubValue(safe, scrub);
}
