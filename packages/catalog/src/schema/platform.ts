import { z } from "zod";
import { listOf } from "./list.ts";
import { ModelEntries } from "./model.ts";
import { Family, policyShape } from "./policy.ts";
import { Source, Waiver } from "./provenance.ts";
import { Endpoint, Surface } from "./surface.ts";
import { EnvName, Id, Line, ModelId, Name, OtherName, PageUrl, Path, Prose } from "./values.ts";

/** A value that goes into a URL or a header. */
const PlatformVar = z
  .strictObject({
    env: z.array(EnvName).describe("Environment names of the value, in order."),
    default: Line.optional().describe("The value when none is given."),
    what: Line.optional().describe(
      "What it is, for error texts. Example: `the Azure resource name`.",
    ),
  })
  .meta({
    id: "Var",
    description: "A value that goes into a URL or a header, such as a resource, project or region.",
  });

/** The file `platforms/<id>.yaml`. */
export const PlatformFile = z
  .strictObject({
    name: Name.describe("The name people read, such as `OpenAI`."),
    kind: z
      .enum(["direct", "connector", "local"])
      .describe(
        "`direct`: makes its models; `connector`: serves others' models; `local`: a server on the user's machine.",
      ),
    configName: z
      .string()
      .max(60, { error: "is longer than 60 characters" })
      .regex(/^[A-Z][A-Za-z0-9]*Config$/, {
        error: "must be a type name that ends in Config, such as AcmeConfig",
      })
      .describe("Name of the generated config type, such as `DeepSeekConfig`."),
    aliases: z.array(OtherName).min(1).optional().describe("Other spellings of the id in use."),
    docsUrl: PageUrl.optional().describe("The platform's API documentation."),
    keysUrl: PageUrl.optional().describe("The page where a user gets a key; error texts name it."),
    env: z
      .array(EnvName)
      .describe(
        "Environment names of the key, in order; the first is the one that error texts name. Empty: the platform has no key.",
      ),
    keyOptional: z.boolean().optional().describe("The platform answers without a key too."),
    keyPrefixes: listOf(
      Line.refine((text) => text.length <= 16, {
        error: "is longer than 16 characters: give the public beginning only",
      }),
    )
      .optional()
      .describe("Public prefixes of this platform's keys, such as `sk-ant-`."),
    baseUrlEnv: z
      .array(EnvName)
      .min(1)
      .optional()
      .describe("Environment names that replace the base URL, in order."),
    vars: z
      .record(
        z.string().regex(/^[a-z][A-Za-z0-9]*$/, { error: "must be a camelCase name" }),
        PlatformVar,
      )
      .optional()
      .describe("Values that go into URLs, paths and headers: name → where it comes from."),
    endpoints: z
      .array(Endpoint)
      .min(1)
      .describe("Where the platform answers; the first is the default."),
    surfaces: z.array(Surface).min(1).describe("How to talk to it; the first is the default."),
    families: z
      .record(Id, Family)
      .optional()
      .describe("Named policies that models refer to with `family`."),
    models: z
      .union([z.enum(["live", "none"]), ModelEntries])
      .optional()
      .describe(
        "`live`: only the platform knows; `none`: the user names one; or a short table id → model. Left out when models/<id>.yaml exists.",
      ),
    defaultModel: ModelId.optional().describe("The model used when the user names none."),
    modelsApi: z
      .strictObject({
        path: Path.describe("Path below the base URL, such as `/models`."),
        shape: z
          .enum(["openai", "ollama", "anthropic"])
          .describe(
            "The list's form, whichever wire asks; `anthropic` is asked for with a `limit`, and comes in pages.",
          ),
        pagination: z.literal("cursor").optional().describe("Whether the list comes in pages."),
      })
      .optional()
      .describe("How the platform lists its models."),
    keyCheck: z
      .strictObject({
        path: Path.describe("Path below the base URL."),
        method: z.enum(["GET", "POST"]).optional().describe("`GET` when absent."),
        proves: z
          .enum(["key", "nothing"])
          .describe("`nothing`: the path answers without a key too, as public model lists do."),
      })
      .optional()
      .describe("How a key can be checked without spending."),
    upstream: z
      .strictObject({
        split: Line.refine((text) => text.length <= 8, {
          error: "is longer than 8 characters",
        }).describe("What stands between maker and model, such as `/`."),
        makers: z.record(z.string().min(1), Id).describe("Prefix → platform id of the maker."),
      })
      .optional()
      .describe(
        "How an aggregator names its makers' models: policy and types come from the maker's row, never the price.",
      ),
    local: z
      .strictObject({
        port: z.int().min(1).max(65535).describe("The usual port."),
        probePath: Path.describe("The path that tells that the server is there."),
        forwards: z
          .boolean()
          .optional()
          .describe(
            "True: the server passes requests on to platforms that bill, so its loopback address does not make it free.",
          ),
      })
      .optional()
      .describe("For local servers."),
    rateLimitHeaders: z
      .enum(["openai", "anthropic"])
      .optional()
      .describe("The form of the rate-limit headers."),
    note: Prose.optional().describe(
      "What a user should know, such as that the platform is dormant.",
    ),
    ...policyShape,
    sources: z.array(Source).min(1).optional().describe("Where the facts of this file come from."),
    confidence: z.enum(["high", "medium", "low"]).optional().describe("How sure the facts are."),
    waivers: z
      .array(Waiver)
      .min(1)
      .optional()
      .describe("Exceptions from rules, each with its reason."),
  })
  .meta({
    title: "byok platform",
    description: "One platform; its id is the file's name. What is not known is left out.",
  });
