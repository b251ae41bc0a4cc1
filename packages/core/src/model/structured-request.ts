import { isPlainObject } from "../config/check-json.ts";
import { InvalidRequestError, StructuredOutputError } from "../errors/errors.ts";
import type { JsonObject } from "../json.ts";
import type { Result } from "../results/result.ts";
import type { Warning } from "../results/warning.ts";
import type { WireConfig } from "../spi/request.ts";
import type { Target } from "../spi/wire-protocol.ts";
import { nestsDeeperThan } from "../engine/limits.ts";
import { isStandardSchema, type Schema } from "../structured/schema.ts";
import { toStrictSchema, type StrictSchema } from "../structured/strict-schema.ts";
import { toJsonSchema } from "../structured/to-json-schema.ts";
import { validateOutput } from "../structured/validate-output.ts";
import type { OutputSpec } from "./request.ts";
import { instructionFor, structuredLevel, type StructuredLevel } from "./structured-level.ts";

/** How a wanted form is asked for, and how the answer is read. */
export interface StructuredPlan {
  config: Partial<WireConfig>;
  /** Said to the model where the platform takes no schema. */
  instruction: string | undefined;
  /**
   * Turns what the platform writes, whole or in part, into a value of the wanted form: out of its wrapper, without the
   * nulls that stand for absent keys. Undefined while there is nothing yet.
   */
  restore(value: unknown): unknown;
  /** Puts the checked value into `result.output`. @throws StructuredOutputError. */
  complete(result: Result): Promise<void>;
}

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * Plans structured output: a JSON schema where the platform takes one, else JSON mode or words with the schema in the
 * prompt, which is told as `translated`. A schema is rewritten for strict mode; one that cannot be is sent as not strict,
 * which is told as well. With `strict: false` it goes out as it was given. `level` is what the target takes when absent.
 *
 * @throws InvalidRequestError for a bad name
 */
export function planOutput(
  output: OutputSpec,
  target: Target,
  hasTools: boolean,
  warn: (warning: Warning) => void,
  level: StructuredLevel = outputLevel(target, hasTools),
): StructuredPlan {
  const { schema, name, strict } = readSpec(output);
  if (typeof name !== "string" || !NAME.test(name)) {
    throw new InvalidRequestError(`"${name}" is not a name of an output.`, {
      platform: target.platform.id,
      model: target.model.id,
      hint: "Use 1 to 64 letters, digits, _ and -.",
    });
  }
  const jsonSchema = toJsonSchema(schema);
  const complete = (result: Result): Promise<void> => completeOutput(result, schema, target, same);
  if (level === "schema") {
    const sent: Pick<StrictSchema, "schema" | "strict" | "reason" | "restore"> = strict
      ? toStrictSchema(jsonSchema)
      : { schema: jsonSchema, strict: false, restore: same };
    if (sent.reason !== undefined) {
      warn({
        code: "translated",
        path: "output",
        message: `The output's schema was sent as not strict: ${sent.reason}.`,
        from: true,
        to: false,
      });
    }
    return {
      config: {
        responseFormat: {
          type: "json_schema",
          json_schema: { name, schema: sent.schema, strict: sent.strict },
        },
      },
      instruction: undefined,
      restore: sent.restore,
      complete: (result) => completeOutput(result, schema, target, sent.restore),
    };
  }
  warn({
    code: "translated",
    path: "output",
    message: `${target.platform.name} takes no JSON schema here; the schema went into the prompt${level === "json" ? " with JSON mode" : ""}.`,
  });
  return {
    config: level === "json" ? { responseFormat: { type: "json_object" } } : {},
    instruction: instructionFor(jsonSchema),
    restore: same,
    complete,
  };
}

function outputLevel(target: Target, hasTools: boolean): StructuredLevel {
  const isRefused = target.policy.params?.responseFormat?.unsupported !== undefined;
  return isRefused ? "none" : structuredLevel(target, hasTools);
}

function same(value: unknown): unknown {
  return value;
}

function readSpec(output: OutputSpec): {
  schema: Schema | JsonObject;
  name: string;
  strict: boolean;
} {
  const given: unknown = isStandardSchema(output as Schema | JsonObject) ? undefined : output;
  // A JSON schema may have a property named `schema`, but never without saying its type or properties.
  if (!isPlainObject(given) || !("schema" in given) || "type" in given || "properties" in given)
    return { schema: output as Schema | JsonObject, name: "output", strict: true };
  const { schema, name = "output", strict = true, ...others } = given;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined || typeof strict !== "boolean") {
    throw new InvalidRequestError(
      unknown === undefined
        ? "`output.strict` must be true or false."
        : `Unknown key "${unknown}" in \`output\`.`,
      { hint: "An output is a schema, or { schema, name?, strict? }." },
    );
  }
  return { schema: schema as Schema | JsonObject, name: name as string, strict };
}

async function completeOutput(
  result: Result,
  schema: Schema | JsonObject,
  target: Target,
  restore: (value: unknown) => unknown,
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
  const restored = await validateOutput(schema, restore(value));
  // Some platforms take a schema without keeping to it: the answer may have the wanted form at once.
  const asWritten = restored.ok ? restored : await validateOutput(schema, value);
  const checked = asWritten.ok ? asWritten : restored;
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
