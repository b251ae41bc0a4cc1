import { StructuredOutputError } from "../errors/errors.ts";
import type { JsonObject } from "../json.ts";
import type { Message } from "../messages/message.ts";
import type { Result } from "../results/result.ts";
import type { Warning } from "../results/warning.ts";
import type { WireConfig } from "../spi/request.ts";
import type { Target } from "../spi/wire-protocol.ts";
import { nestsDeeperThan } from "../engine/limits.ts";
import { isStandardSchema, type Schema } from "../structured/schema.ts";
import { toJsonSchema } from "../structured/to-json-schema.ts";
import { validateOutput } from "../structured/validate-output.ts";
import type { OutputSpec } from "./request.ts";

/** How a wanted form is asked for, and how the answer is read. */
export interface StructuredPlan {
  config: Partial<WireConfig>;
  /** Said to the model where the platform takes no schema. */
  instruction: string | undefined;
  /** Puts the checked value into `result.output`. @throws StructuredOutputError. */
  complete(result: Result): Promise<void>;
}

/**
 * Plans structured output: a JSON schema where the platform takes one, else JSON mode or words with the schema in the
 * prompt, which is told as `translated`.
 */
export function planOutput(
  output: OutputSpec,
  target: Target,
  hasTools: boolean,
  warn: (warning: Warning) => void,
): StructuredPlan {
  const { schema, name, strict } = readSpec(output);
  const jsonSchema = toJsonSchema(schema);
  const complete = (result: Result): Promise<void> => completeOutput(result, schema, target);
  const wanted =
    target.model.structuredOutput === false
      ? lower(target.policy.structuredOutput)
      : (target.policy.structuredOutput ?? "schema");
  const level = hasTools && target.policy.tools?.withStructuredOutput === false ? "none" : wanted;
  if (level === "schema") {
    return {
      config: {
        responseFormat: { type: "json_schema", json_schema: { name, schema: jsonSchema, strict } },
      },
      instruction: undefined,
      complete,
    };
  }
  warn({
    code: "translated",
    path: "output",
    message: `${target.platform.name} takes no JSON schema here; the schema went into the prompt${level === "json" ? " with JSON mode" : ""}.`,
  });
  return {
    config: level === "json" ? { responseFormat: { type: "json_object" } } : {},
    instruction: `Answer with one JSON value that matches this JSON schema, and nothing else:\n${JSON.stringify(jsonSchema)}`,
    complete,
  };
}

/** Puts an instruction in front of a conversation, as system text. */
export function withInstruction(messages: readonly Message[], instruction: string): Message[] {
  return [{ role: "system", content: instruction }, ...messages];
}

function lower(level: Target["policy"]["structuredOutput"]): "json" | "none" {
  return level === "none" ? "none" : "json";
}

function readSpec(output: OutputSpec): {
  schema: Schema | JsonObject;
  name: string;
  strict: boolean;
} {
  if (
    !isStandardSchema(output as Schema | JsonObject) &&
    "schema" in output &&
    typeof output.schema === "object" &&
    !("type" in output)
  ) {
    const spec = output as { schema: Schema | JsonObject; name?: string; strict?: boolean };
    return { schema: spec.schema, name: spec.name ?? "output", strict: spec.strict ?? true };
  }
  return { schema: output as Schema | JsonObject, name: "output", strict: true };
}

async function completeOutput(
  result: Result,
  schema: Schema | JsonObject,
  target: Target,
): Promise<void> {
  // A turn that calls tools has no output yet; a refusal is told by its reason.
  if (
    result.toolCalls.length > 0 ||
    result.finishReason === "refusal" ||
    result.finishReason === "content-filter" ||
    result.finishReason === "pause"
  )
    return;
  const where = { platform: target.platform.id, model: target.model.id };
  const text = withoutFence(result.text);
  if (result.finishReason === "length") {
    throw new StructuredOutputError(
      "The answer was cut by the length limit before its JSON was complete.",
      { ...where, hint: "Raise `maxTokens`." },
    );
  }
  let value: unknown;
  try {
    if (nestsDeeperThan(text, 200)) throw new SyntaxError("nested too deep");
    value = JSON.parse(text);
  } catch (cause) {
    throw new StructuredOutputError(`The answer is not JSON: ${text.slice(0, 120)}`, {
      ...where,
      cause,
      retryable: true,
      hint: "Ask again, or take a model with structured output.",
    });
  }
  const checked = await validateOutput(schema, value);
  if (!checked.ok) {
    throw new StructuredOutputError(
      `The answer does not match the schema: ${checked.issues.slice(0, 3).join("; ")}.`,
      {
        ...where,
        retryable: true,
        hint: "Ask again, or loosen the schema; `partial` has the answer.",
      },
    );
  }
  (result as Result<unknown>).output = checked.value;
}

// Models that were only told to answer with JSON like to put a Markdown fence around it.
function withoutFence(text: string): string {
  const trimmed = text.trim();
  const fence = /^```(?:json)?\s*\n([\s\S]*?)\n?```$/.exec(trimmed);
  return fence?.[1] ?? trimmed;
}
