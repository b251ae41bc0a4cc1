import type { JsonObject } from "@byok/core/provider";
import { hash } from "../answer/random.ts";

const OTHERS = [" the", " a", " simulator", " byok", "."];

/** The log probability of one piece, in OpenAI's form, with so many alternatives. */
export function logprobsOf(piece: string, top: number): JsonObject {
  const logprob = -((hash(piece) % 1000) + 1) / 10_000;
  const entry = (token: string, value: number): JsonObject => ({
    token,
    logprob: value,
    bytes: [...new TextEncoder().encode(token)],
  });
  const list = [piece, ...OTHERS.filter((other) => other !== piece)].slice(0, top);
  return {
    ...entry(piece, logprob),
    top_logprobs: list.map((token, index) => entry(token, logprob - index)),
  };
}
