import { z } from "zod";
import { listOf } from "./list.ts";
import { NEUTRAL_PARAMETERS } from "./neutral-parameters.ts";
import { FieldPath, Json, ModelGlob, Prose } from "./values.ts";

type ParameterName = keyof typeof NEUTRAL_PARAMETERS;

/** The name of a neutral parameter. */
export const NeutralParameter = z
  .enum(Object.keys(NEUTRAL_PARAMETERS) as [ParameterName, ...ParameterName[]])
  .meta({
    id: "NeutralParameter",
    description: "A neutral parameter: a name that every wire and every config type shares.",
  });

/** What a platform, surface, family or model does with one neutral parameter. */
export const ParamRule = z
  .strictObject({
    to: FieldPath.optional().describe(
      "The wire's field, where it is not the wire's usual one; dots go into objects. Example: `max_completion_tokens`.",
    ),
    values: z
      .record(z.string(), Json)
      .optional()
      .describe("Neutral value → wire value. Example: `{ required: any }`."),
    range: z
      .strictObject({
        min: z.number().optional().describe("The least value accepted."),
        max: z.number().optional().describe("The greatest value accepted."),
        exclusiveMin: z.number().optional().describe("The value must be greater than this."),
      })
      .optional()
      .describe(
        "The numbers accepted, of a map such as logitBias for each entry; others are refused before anything is sent.",
      ),
    allowed: listOf(z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe(
        "The only values accepted; of a list such as stop, the only entries. A named tool is none of them. Of reasoningEffort they are the efforts where the facts give no `efforts`.",
      ),
    maxItems: z
      .int()
      .min(1)
      .optional()
      .describe("The most entries an array may have, such as stop sequences."),
    fixed: Json.optional().describe(
      "The one value that the platform takes; any other is replaced, with a warning.",
    ),
    requiredDefault: Json.optional().describe(
      "Sent when the user sets nothing, because the platform demands a value.",
    ),
    unsupported: Prose.optional().describe(
      "Why the parameter is refused. Types then refuse it too, and print this text.",
    ),
  })
  .meta({
    id: "ParamRule",
    description:
      "What the platform does with this parameter; absent means: sent as the wire usually does.",
  });

const parameterShape = Object.fromEntries(
  Object.entries(NEUTRAL_PARAMETERS).map(([name, text]) => [
    name,
    ParamRule.optional().describe(text),
  ]),
) as { [Name in ParameterName]: z.ZodOptional<typeof ParamRule> };

/** Parameter → rule. */
export const Params = z
  .strictObject(parameterShape)
  .describe(
    "What differs per parameter. Write only what the facts say; unknown parameters are sent.",
  );

const valueShape = Object.fromEntries(
  Object.entries(NEUTRAL_PARAMETERS).map(([name, text]) => [name, Json.optional().describe(text)]),
) as { [Name in ParameterName]: z.ZodOptional<typeof Json> };

const ParamValues = z.strictObject(valueShape);

/** A rule that depends on other settings of the same request. */
export const ParamCondition = z
  .strictObject({
    when: z
      .strictObject({
        reasoning: z.boolean().optional().describe("Reasoning is asked for (true) or not (false)."),
        tools: z.boolean().optional().describe("The request has tools, or none."),
        stream: z.boolean().optional().describe("The answer is streamed, or not."),
        output: z.boolean().optional().describe("Structured output is asked for, or not."),
        forcedTool: z
          .boolean()
          .optional()
          .describe(
            "A tool must be called (`toolChoice` is `required` or names one), or need not.",
          ),
        surface: z.string().optional().describe("The surface's wire, such as `openai-chat`."),
        model: ModelGlob.optional().describe("A glob over model ids, such as `o1*`."),
        set: z
          .array(NeutralParameter)
          .min(1)
          .optional()
          .describe("Parameters that must be set for the rule to hold."),
        equals: ParamValues.optional().describe("Parameters with these values."),
      })
      .describe("All given conditions must hold."),
    forbid: z
      .array(NeutralParameter)
      .min(1)
      .optional()
      .describe("Refused, or left out with a warning, as the user's `onUnsupported` says."),
    drop: z
      .array(NeutralParameter)
      .min(1)
      .optional()
      .describe("Left out with a warning, whatever `onUnsupported` says."),
    set: ParamValues.optional().describe("Set to these values, with a warning."),
    require: z.array(NeutralParameter).min(1).optional().describe("Must be set by the user."),
    why: Prose.describe("The reason, shown to the user in the warning or error."),
  })
  .meta({
    id: "ParamCondition",
    description:
      "A rule that depends on other settings of the same request; types allow what it may refuse.",
  });
