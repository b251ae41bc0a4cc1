import type { Cost, Message, Result, Usage } from "@byok/core";

/** A whole answer, as `generate` gives it. */
export function answer(text: string, changes: Partial<Result> = {}): Result {
  const usage: Usage = {
    input: { total: 100, uncached: 80, cacheRead: 20, cacheWrite: { total: 0 }, audio: 0 },
    output: { total: 50, text: 40, reasoning: 10, audio: 0 },
    raw: { prompt_tokens: 100 },
  };
  return {
    text,
    reasoning: "",
    message: { role: "assistant", content: text },
    output: undefined,
    toolCalls: [],
    invalidToolCalls: [],
    choices: [],
    sources: [],
    files: [],
    finishReason: "stop",
    rawFinishReason: "stop",
    usage,
    cost: costOf("0.001"),
    warnings: [{ code: "unsupported", path: "config.temperature", message: "not taken" }],
    response: { model: "gpt-5-mini-2025-08-07", requestId: "req_1", id: "resp_1", headers: {} },
    ...changes,
  };
}

/** A complete cost; undefined for one that is not known. */
export function costOf(amount: string | undefined, currency = "USD"): Cost {
  return {
    ...(amount === undefined ? {} : { amount }),
    currency,
    complete: amount !== undefined,
    basis: "reported",
    source: "catalog",
    lines: [],
    missing: amount === undefined ? ["price of input"] : [],
  };
}

/** A question. */
export function user(text: string): Message {
  return { role: "user", content: text };
}

/** An answer. */
export function assistant(text: string): Message {
  return { role: "assistant", content: text, origin: { platform: "openai", model: "gpt-5-mini" } };
}
