import type { JsonObject, ReasoningPolicy } from "@byok/core/provider";
import type { Plan } from "../options.ts";

/** How a platform writes reasoning on the wire. */
export interface ReasoningForm {
  /** The field of message and delta; undefined: reasoning is counted but not shown. */
  field: string | undefined;
  /** The array of typed details beside it. */
  details: string | undefined;
  /** Reasoning stands in the answer's text, between think tags. */
  inText: boolean;
  /** Reasoning stands in content parts of its own, which are signed and must come back as they were. */
  inParts: boolean;
  open(reasoning: string): string;
  /** A thinking part, or a piece of one; the last piece has the signature. */
  part(text: string, signature?: string): JsonObject;
  detail(reasoning: string): JsonObject;
}

/** The form of the platform: its first field, else details, else think tags, else OpenAI's own, which shows none. */
export function reasoningForm(plan: Plan, policy: ReasoningPolicy | undefined): ReasoningForm {
  const inParts = plan.reasoningField === undefined && policy?.contentParts === true;
  const field = inParts
    ? undefined
    : (plan.reasoningField ??
      policy?.receive?.[0] ??
      (policy?.details !== undefined || policy?.thinkTags === true
        ? undefined
        : "reasoning_content"));
  return {
    field,
    details: plan.reasoningField === undefined ? policy?.details : undefined,
    inText: !inParts && field === undefined && policy?.thinkTags === true,
    inParts,
    part: (text, signature) => ({
      type: "thinking",
      thinking: text === "" ? [] : [{ type: "text", text }],
      ...(signature === undefined ? {} : { signature }),
    }),
    open: (reasoning) => (reasoning === "" ? "" : `<think>\n${reasoning}\n</think>\n\n`),
    detail: (text) => ({ type: "reasoning.text", text, format: "unknown", index: 0 }),
  };
}

/** What the server signs a thinking part with. */
export function thinkingSignature(text: string): string {
  return `sig-${text.length}`;
}
