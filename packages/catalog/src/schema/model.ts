import { z } from "zod";
import { listOf } from "./list.ts";
import { Policy } from "./policy.ts";
import { PriceRow } from "./price.ts";
import { DayOrMonth, Id, Line, ModelId, Prose, Tokens } from "./values.ts";

const Modality = z.enum(["text", "image", "audio", "video", "pdf", "file", "embedding"]);

const modelShape = {
  name: Line.optional().describe("The name people read."),
  kind: z.enum(["chat", "embedding", "rerank"]).optional().describe("`chat` when absent."),
  family: Id.optional().describe("Name of one of the platform's families."),
  context: Tokens.optional().describe("Tokens of input and output together."),
  maxInput: Tokens.optional().describe("The most input tokens, where it is stated apart."),
  maxOutput: Tokens.optional().describe("The most output tokens, reasoning included."),
  input: listOf(Modality).optional().describe("What goes in."),
  output: listOf(Modality).optional().describe("What comes out."),
  tools: z.boolean().optional().describe("Whether it calls tools."),
  structuredOutput: z.boolean().optional().describe("Whether it answers by a JSON schema."),
  reasoning: z.boolean().optional().describe("Whether it thinks before it answers."),
  efforts: listOf(Line).optional().describe("Reasoning efforts that it takes, weakest first."),
  budget: z
    .strictObject({
      min: z.int().min(0).optional().describe("The least tokens."),
      max: z.int().min(1).optional().describe("The most tokens."),
    })
    .optional()
    .describe("Reasoning budget in tokens that it takes."),
  dimensions: z.int().min(1).optional().describe("Dimensions of an embedding."),
  openWeights: z.boolean().optional().describe("Whether the weights are published."),
  released: DayOrMonth.optional().describe("When it was released."),
  knowledge: DayOrMonth.optional().describe("Where its knowledge ends."),
  status: z
    .enum(["preview", "active", "deprecated", "retired"])
    .optional()
    .describe(
      "`retired` models no longer answer; deprecated ones need `replacement` or `deprecated`.",
    ),
  deprecated: Line.optional().describe("Since when, or why: `2026-03-31`, or a reason."),
  replacement: ModelId.optional().describe("The model to use instead, an id of this platform."),
  regions: listOf(Line).optional().describe("Endpoint regions that have it; all when absent."),
  policy: Policy.optional().describe("Policy of this model alone."),
};

/** One model of one platform, as written. */
export const ModelEntry = z
  .strictObject({
    inherits: z
      .string()
      .regex(/^[a-z0-9-]+\/.+$/, { error: "must be <platform>/<model id>" })
      .optional()
      .describe(
        "`<platform>/<model id>`: takes name, kind, limits, modalities, abilities, efforts and dates of the same model elsewhere; never its price.",
      ),
    ...modelShape,
    aliases: z
      .array(ModelId)
      .min(1)
      .optional()
      .describe("Other ids of the same model on this platform."),
    prices: z.array(PriceRow).min(1).optional().describe("Dated prices."),
    waiver: Prose.optional().describe("Why an entry that breaks a rule is right all the same."),
  })
  .meta({ id: "Model", description: "One model; what is not known is left out." });

/** Model id → model. */
export const ModelEntries = z.record(ModelId, ModelEntry);

/** Another name of a model. */
const ModelAliasEntry = z
  .union([
    ModelId,
    z.strictObject({
      target: ModelId.describe("The model's id on this platform."),
      since: DayOrMonth.optional().describe("Since when it points there."),
    }),
  ])
  .meta({ id: "ModelAlias", description: "The model's id, or `{ target, since }`." });

/** The file `models/<platform id>.yaml`. */
export const ModelsFile = z
  .strictObject({
    models: ModelEntries.describe("Model id → model."),
    aliases: z
      .record(ModelId, ModelAliasEntry)
      .optional()
      .describe("Moving names such as `latest` → the model they stand for now."),
  })
  .meta({
    title: "byok models",
    description: "The models of one platform; the file's name is the platform's id.",
  });
