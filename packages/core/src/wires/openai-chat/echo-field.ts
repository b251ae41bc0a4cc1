import type { ReasoningPolicy } from "../../catalog/policy.ts";

/** The field that carries reasoning back, or `content` where the platform reads it from think tags. */
export function echoFieldOf(policy: ReasoningPolicy | undefined): string {
  if (policy?.echoField !== undefined) return policy.echoField;
  if (policy?.receive?.[0] !== undefined) return policy.receive[0];
  return policy?.thinkTags === true ? "content" : "reasoning_content";
}
