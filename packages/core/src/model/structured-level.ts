import type { JsonObject } from "../json.ts";
import type { Target } from "../spi/wire-protocol.ts";

/** How far a platform can be held to a form of the answer: a JSON schema, any JSON, or words only. */
export type StructuredLevel = "schema" | "json" | "none";

/** What a target takes in a request with or without tools. */
export function structuredLevel(target: Target, hasTools: boolean): StructuredLevel {
  const { model, policy } = target;
  if (hasTools && policy.tools?.withStructuredOutput === false) return "none";
  const level = policy.structuredOutput ?? "schema";
  return level === "schema" && model.structuredOutput === false ? "json" : level;
}

/** What is said to the model where the platform takes no schema. */
export function instructionFor(schema: JsonObject): string {
  return `Answer with one JSON value that matches this JSON schema, and nothing else:\n${JSON.stringify(schema)}`;
}
