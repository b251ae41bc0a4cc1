import type { Message, MessageInput } from "../messages/message.ts";
import type { Timeouts } from "../engine/timeouts.ts";
import type { InferOutput, PlainJsonSchema, Schema } from "../structured/schema.ts";

/** What a tool is told when it runs. */
export interface ToolContext {
  toolCallId: string;
  messages: readonly Message[];
  signal: AbortSignal | undefined;
}

/**
 * A tool that the model may call. Write it with `defineTool` to have the input of `execute` typed by its schema.
 */
export interface Tool {
  /** Letters, digits, `_` and `-`, up to 64. */
  name: string;
  /** What it does and when to use it, for the model. */
  description?: string;
  /** Standard Schema with a JSON schema (zod 4, arktype, valibot through toStandardJsonSchema), or a plain JSON schema. */
  inputSchema: Schema | PlainJsonSchema;
  /** Asks the platform to keep exactly to the schema. */
  strict?: boolean;
  /**
   * Runs the tool; a ChatAgent calls and awaits it. Text, any JSON value, or the parts of a tool result are handed to
   * the model, and so is an error thrown here.
   */
  execute?(input: unknown, context: ToolContext): unknown;
  /** Whether a person must approve a call; a ChatAgent then stops before it runs. */
  needsApproval?: boolean | ((input: unknown) => boolean | Promise<boolean>);
}

/** Declares a tool with the input of `execute` typed by the schema. */
export function defineTool<S extends Schema | PlainJsonSchema>(
  tool: Omit<Tool, "inputSchema" | "execute"> & {
    inputSchema: S;
    execute?(input: InferOutput<S>, context: ToolContext): unknown;
  },
): Tool {
  return tool;
}

/** The wanted form of the answer: a schema, or a schema with its name and strictness. */
export type OutputSpec<S extends Schema | PlainJsonSchema = Schema | PlainJsonSchema> =
  | S
  | { schema: S; name?: string; strict?: boolean };

/** The type of an output spec's value. */
export type OutputOf<O> = O extends undefined
  ? undefined
  : O extends { schema: infer S extends Schema | PlainJsonSchema }
    ? InferOutput<S>
    : O extends Schema | PlainJsonSchema
      ? InferOutput<O>
      : undefined;

/** A chat request. */
export interface GenerateRequest<Config, O extends OutputSpec | undefined = undefined> {
  messages: string | readonly MessageInput[];
  tools?: readonly Tool[];
  /**
   * Asks for JSON after a schema; `Result.output` is then parsed, checked and typed. It is undefined after a refusal, a
   * content filter, a pause or tool calls: check `finishReason` first.
   */
  output?: O;
  /** Parameters of this call; each wins over the model's own. */
  config?: Config;
  signal?: AbortSignal;
  timeouts?: Partial<Timeouts>;
  /** The caller's own values, handed to middleware and budgets, never sent. */
  metadata?: Readonly<Record<string, unknown>>;
}
