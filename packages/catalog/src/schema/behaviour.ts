import { z } from "zod";
import { listOf } from "./list.ts";
import { DottedPath, FieldName, FieldPath, Json, Line, ToolIdPattern } from "./values.ts";

const Budget = z.strictObject({
  min: z.int().min(0).optional().describe("The least tokens accepted."),
  max: z.int().min(1).optional().describe("The most tokens accepted."),
});

/** How messages must look. */
export const MessagePolicy = z
  .strictObject({
    system: z
      .enum(["keep", "hoist", "join", "developer", "asUser"])
      .optional()
      .describe(
        "System messages: `keep` (default) where they are; `hoist`: all to the front; `join`: one at the front; `developer`: as role developer; `asUser`: as user text.",
      ),
    alternate: z
      .boolean()
      .optional()
      .describe(
        "User and assistant must take turns: neighbours of one role are merged, and a system message between them goes before both. Always so on `anthropic-messages`.",
      ),
    emptyText: z
      .enum(["keep", "drop", "space"])
      .optional()
      .describe(
        "What becomes of an empty text; `keep` when absent. `drop`: it is left out, and words stand for an empty tool result; `space`: a space stands for it. `anthropic-messages` always drops, and leaves an empty result without content.",
      ),
    name: z
      .enum(["keep", "drop"])
      .optional()
      .describe("`drop`: the platform refuses message names. Always so on `anthropic-messages`."),
    refusal: z
      .enum(["content", "field"])
      .optional()
      .describe(
        "Where an earlier refusal goes back: as `content` (default), or in a `field` of its own.",
      ),
    documents: z
      .enum(["file", "documentUrl"])
      .optional()
      .describe(
        "The form of a PDF or other document: `file` (OpenAI's, default), or `documentUrl`, which takes URLs as well as bytes.",
      ),
    toolResultMedia: z
      .enum(["inline", "nextUser", "drop"])
      .optional()
      .describe(
        "Files in tool results: in place, in the next user message (default), or dropped with a warning.",
      ),
    mergeToolResults: z
      .boolean()
      .optional()
      .describe(
        "Results of parallel calls must stand in one message. For wires whose messages hold several: on `openai-chat` each result is a message of its own, and `anthropic-messages` always merges.",
      ),
    prefill: z.boolean().optional().describe("Whether the last message may be the assistant's."),
    assistantAfterTool: z
      .boolean()
      .optional()
      .describe(
        "A user message may not follow a tool result without an assistant message between.",
      ),
    trimEnd: z
      .boolean()
      .optional()
      .describe(
        "The platform refuses white space at the end of assistant text. `anthropic-messages` always trims a last message.",
      ),
  })
  .meta({ id: "MessagePolicy", description: "How messages must look." });

/** How tools must look. */
export const ToolPolicy = z
  .strictObject({
    idPattern: ToolIdPattern.optional().describe(
      "A regular expression that tool-call ids must match: literals, classes and counts from ^ to $, since ids of other platforms are renamed to it. Example: `^call_[a-z0-9]{24}$`.",
    ),
    strict: z
      .strictObject({
        mode: z.enum(["keep", "drop"]).describe("`drop`: the platform refuses the field."),
        max: z.int().min(0).optional().describe("The most tools of a request that may be strict."),
        maxOptional: z
          .int()
          .min(0)
          .optional()
          .describe(
            "The most optional keys in all strict schemas of a request, the output's included. Where it is given, optional keys stay optional in them; else each is required, and nullable instead.",
          ),
        maxUnions: z
          .int()
          .min(0)
          .optional()
          .describe("The most unions in all strict schemas of a request, the output's included."),
      })
      .optional()
      .describe("What becomes of a tool's `strict`."),
    choice: z
      .strictObject({
        auto: Json.optional().describe("A tool may be called."),
        none: Json.optional().describe("No tool may be called."),
        required: Json.optional().describe("A tool must be called."),
        tool: Json.optional().describe("This tool must be called; `{tool}` stands for its name."),
      })
      .optional()
      .describe(
        "Neutral tool choice → wire value, for those that differ; `tool` stands for a forced tool, and `{tool}` in its value for the name. Example: `{ required: any }`.",
      ),
    arguments: z
      .enum(["string", "object"])
      .optional()
      .describe(
        "The form of `arguments` sent back; `string` when absent. With `object`, an input that is none goes out as the field `input` of one, with a warning. Always `object` on `anthropic-messages`.",
      ),
    callWithoutState: z
      .record(z.string(), Json)
      .optional()
      .describe(
        "Fields of a message's first call sent back where it has no state of its own, because another model made it. For platforms that refuse calls without state.",
      ),
    callIndex: z
      .enum(["reliable", "byId"])
      .optional()
      .describe("`byId`: the index of streamed calls cannot be trusted."),
    schema: z
      .strictObject({
        refs: z
          .literal("inline")
          .optional()
          .describe("`$ref` is not understood: definitions are written in place."),
        nullable: z.literal("collapse").optional().describe("Unions with null are not understood."),
        dropKeywords: z
          .array(z.string().min(1))
          .min(1)
          .optional()
          .describe("JSON-schema keywords that the platform refuses."),
      })
      .optional()
      .describe("What the platform's JSON schema lacks."),
    withStructuredOutput: z
      .boolean()
      .optional()
      .describe("False: tools and structured output do not go together."),
    supported: z.boolean().optional().describe("False: the platform takes no tools."),
    max: z.int().min(1).optional().describe("The most tools in one request."),
  })
  .meta({ id: "ToolPolicy", description: "How tools must look." });

/** How reasoning is asked for, received and sent back. */
export const ReasoningPolicy = z
  .strictObject({
    default: z
      .enum(["on", "off"])
      .optional()
      .describe(
        "What the model does unasked. `on`: it reasons unless it is switched off; `off`: it does not, so that no reasoning is asked for by saying nothing. Not known when absent: rules take it for `off`.",
      ),
    efforts: listOf(Line)
      .optional()
      .describe("Accepted efforts, weakest first; a model's own list wins."),
    budget: Budget.optional().describe("Accepted budgets in tokens."),
    canDisable: z
      .boolean()
      .optional()
      .describe(
        "Whether effort `none` and budget 0 switch reasoning off, where no switch, no effort `none` and no budget from 0 says so.",
      ),
    send: z
      .strictObject({
        effort: FieldPath.nullable()
          .optional()
          .describe("Field of the effort; absent: the wire's usual place; null: nowhere."),
        budget: FieldPath.nullable()
          .optional()
          .describe("Field of the budget; absent: the wire's usual place; null: nowhere."),
        summary: FieldPath.nullable()
          .optional()
          .describe("Field of the summary setting; absent: the wire's usual place; null: nowhere."),
        toggle: z
          .strictObject({
            field: FieldPath.describe("The field, such as `enable_thinking`."),
            on: Json.describe("Its value when an effort or budget is asked for."),
            off: Json.describe("Its value for effort `none` or budget 0."),
          })
          .optional()
          .describe("A switch beside effort and budget."),
        exclusive: z
          .boolean()
          .optional()
          .describe(
            "True: a request with both effort and budget is refused; of the two, the budget is sent.",
          ),
        transform: Line.optional().describe(
          "A named transform of the wire, where data does not suffice.",
        ),
      })
      .optional()
      .describe(
        "Where each setting goes in the request body. A field takes its setting alone; a setting that stands nowhere leaves the wire's own form of the other one.",
      ),
    receive: listOf(DottedPath)
      .optional()
      .describe(
        "Fields of message or delta that carry reasoning text, in order. For wires that have no blocks for it.",
      ),
    thinkTags: z.boolean().optional().describe("The answer may begin with `<think>…</think>`."),
    details: FieldName.optional().describe(
      "The field of typed reasoning details, which must be sent back as they came. They are state: they go back in every turn, whatever `echoWhen` says, unless `echo` is `forbidden`.",
    ),
    contentParts: z
      .boolean()
      .optional()
      .describe(
        "Reasoning arrives as content parts of type `thinking`, which go back in their places, with their signatures.",
      ),
    echo: z
      .enum(["required", "optional", "forbidden"])
      .optional()
      .describe(
        "Whether reasoning must, may or must not be sent back. When absent it is not, but for the signed blocks of anthropic-messages, which are.",
      ),
    echoWhen: z
      .enum(["toolTurns", "always"])
      .optional()
      .describe(
        "When it is sent back: in turns in which a tool was called, or always (when absent).",
      ),
    echoField: FieldPath.optional().describe(
      "The field of the assistant message that carries it back; `content`: as text between think tags.",
    ),
    stateScope: z
      .enum(["model", "maker", "platform", "account"])
      .optional()
      .describe(
        "How far signatures and encrypted reasoning stay valid; `platform` when absent. `maker`: for the models of one maker, also where an aggregator has those of many. `model`: under all names of the model.",
      ),
  })
  .meta({
    id: "ReasoningPolicy",
    description: "How reasoning is asked for, received and sent back.",
  });

/** How the platform streams. */
export const StreamPolicy = z
  .strictObject({
    required: z
      .boolean()
      .optional()
      .describe("Only streaming calls are answered; `generate` then reads a stream."),
    usage: z
      .enum(["option", "always", "never"])
      .optional()
      .describe("Whether usage must be asked for (default), always comes, or never comes."),
    terminal: z
      .enum(["finishReason", "doneMarker", "either", "eof"])
      .optional()
      .describe(
        "What ends a stream; `either` when absent. With `eof` the clean end of its body does as well, so that of an orderly closed connection nobody can tell whether it cut the answer.",
      ),
    disable: z
      .record(FieldPath, Json)
      .optional()
      .describe("Body fields set when streaming, to switch something off; dots go into objects."),
    supported: z
      .boolean()
      .optional()
      .describe("False: the platform cannot stream; `stream` then reads one answer."),
  })
  .meta({ id: "StreamPolicy", description: "How the platform streams." });

/** Where usage is and how its numbers relate. */
export const UsagePolicy = z
  .strictObject({
    paths: z
      .strictObject({
        input: DottedPath.optional().describe("Input tokens."),
        output: DottedPath.optional().describe("Output tokens."),
        cacheRead: DottedPath.optional().describe("Input tokens read from a cache."),
        cacheWrite: DottedPath.optional().describe("Input tokens written to a cache."),
        cacheWrite1h: DottedPath.optional().describe(
          "Input tokens written to a cache that lives an hour.",
        ),
        reasoning: DottedPath.optional().describe("Reasoning tokens."),
        inputAudio: DottedPath.optional().describe("Audio tokens of the input."),
        outputAudio: DottedPath.optional().describe("Audio tokens of the output."),
        cost: DottedPath.optional().describe("The platform's own cost figure."),
        upstreamCost: DottedPath.optional().describe(
          "What an upstream provider bills to the user's own key there; counts only where `ownKey` is true.",
        ),
        ownKey: DottedPath.optional().describe(
          "True when the user's own key at an upstream provider served the call.",
        ),
        billedInput: DottedPath.optional().describe(
          "Billed input, where it is not the counted one.",
        ),
        billedOutput: DottedPath.optional().describe(
          "Billed output, where it is not the counted one.",
        ),
      })
      .optional()
      .describe(
        "Dotted paths into the usage object, where they are not the wire's usual ones; an entry of a list is a step by its number.",
      ),
    cachedInInput: z
      .boolean()
      .optional()
      .describe("Whether the input count includes cached tokens."),
    reasoningInOutput: z
      .union([z.boolean(), z.literal("auto")])
      .optional()
      .describe(
        "Whether the output count includes reasoning; `auto`: what the total has beyond input and output is reasoning.",
      ),
    report: z
      .enum(["final", "cumulative", "each"])
      .optional()
      .describe("Streamed usage: one final figure, growing figures, or figures to add up."),
    costCurrency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: "must be a currency's three capital letters, such as USD" })
      .optional()
      .describe(
        "Currency of the platform's own cost figure; that of the endpoint's bills when absent.",
      ),
  })
  .meta({ id: "UsagePolicy", description: "Where usage is and how its numbers relate." });
