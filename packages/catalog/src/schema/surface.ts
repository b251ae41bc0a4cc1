import { z } from "zod";
import { policyShape } from "./policy.ts";
import {
  BaseUrl,
  Currency,
  EnvName,
  Id,
  KeyHeader,
  Line,
  ModelGlob,
  PageUrl,
  Path,
} from "./values.ts";

/** One way to talk to a platform. */
export const Surface = z
  .strictObject({
    wire: Id.describe(
      "The wire protocol: `openai-chat` in core, others in plugins.yaml. Also the surface's name.",
    ),
    auth: Id.describe(
      "The authenticator: `bearer`, `header`, `query` or `none` in core; others in plugins.yaml.",
    ),
    authName: KeyHeader.optional().describe(
      "The header or query name, for `header` and `query`. Example: `x-api-key`.",
    ),
    authPrefix: z
      .string()
      .regex(/^[\x20-\x7e]{1,40}$/, { error: "must be at most 40 visible ASCII characters" })
      .optional()
      .describe("What stands before the key."),
    framing: Id.optional().describe(
      "The framing of streams: `sse`, `ndjson`, `json`, `bytes`, or a plugin's; the wire's own when absent.",
    ),
    path: Path.optional().describe(
      "Path of the chat operation, with `{model}` and `{var}` places; the wire's own when absent.",
    ),
    paths: z
      .strictObject({
        embed: Path.optional().describe("Path of embeddings."),
        rerank: Path.optional().describe("Path of reranking."),
        models: Path.optional().describe("Path of the model list."),
        countTokens: Path.optional().describe("Path of token counting."),
      })
      .optional()
      .describe("Paths of other operations."),
    baseUrl: BaseUrl.optional().describe(
      "Base URL of this surface, where it is not the endpoint's; may hold `{var}` places.",
    ),
    baseUrls: z.record(Id, BaseUrl).optional().describe("Base URL of this surface by endpoint id."),
    models: ModelGlob.optional().describe(
      "A glob over model ids that this surface serves; all when absent.",
    ),
    env: z
      .array(EnvName)
      .min(1)
      .optional()
      .describe("Environment names of this surface's key, where they are not the platform's."),
    ...policyShape,
  })
  .meta({
    id: "Surface",
    description: "One way to talk to the platform: a wire, an authenticator, a framing and a path.",
  });

/** A place where the platform answers. */
export const Endpoint = z
  .strictObject({
    id: Id.describe("A short name, such as `default`, `cn` or `eu`."),
    region: Line.optional().describe("The region that prices and models name; the id when absent."),
    baseUrl: BaseUrl.optional().describe(
      "What a user would paste into an OpenAI client, without an operation's path such as `/chat/completions` and without a slash at the end; may hold `{var}` places. Absent: the user must give a URL.",
    ),
    currency: Currency.optional().describe("Currency of this endpoint's bills."),
    keyEnv: z
      .array(EnvName)
      .min(1)
      .optional()
      .describe("Environment names of this endpoint's own key, before the platform's."),
    keysUrl: PageUrl.optional().describe(
      "The page where a user gets a key of this endpoint, where it is not the platform's.",
    ),
  })
  .meta({ id: "Endpoint", description: "A place where the platform answers." });
