import { z } from "zod";
import {
  MessagePolicy,
  ReasoningPolicy,
  StreamPolicy,
  ToolPolicy,
  UsagePolicy,
} from "./behaviour.ts";
import { ErrorRule } from "./error-rule.ts";
import { ParamCondition, Params } from "./param-rule.ts";
import { HeaderName, HeaderValue, Id } from "./values.ts";

const HeaderMap = z.record(HeaderName, HeaderValue);

// The names that core's `requestFeatures` gives, and fileId of the wire anthropic-messages.
const byFeatureShape = {
  stream: HeaderMap.optional().describe("The answer is streamed."),
  tools: HeaderMap.optional().describe("The request has tools."),
  reasoning: HeaderMap.optional().describe("Reasoning is asked for."),
  structuredOutput: HeaderMap.optional().describe("Structured output is asked for."),
  image: HeaderMap.optional().describe("A message has an image."),
  audio: HeaderMap.optional().describe("A message has audio."),
  file: HeaderMap.optional().describe("A message has another file."),
  cache: HeaderMap.optional().describe("A message or part is marked for the cache."),
  fileId: HeaderMap.optional().describe("A file is named by its id; on `anthropic-messages` only."),
};

/** The fields of a policy, shared by platforms, surfaces, families and models. */
export const policyShape = {
  params: Params.optional(),
  rules: z
    .array(ParamCondition)
    .min(1)
    .optional()
    .describe("Rules that depend on other settings of the same request."),
  messages: MessagePolicy.optional(),
  tools: ToolPolicy.optional(),
  reasoning: ReasoningPolicy.optional(),
  stream: StreamPolicy.optional(),
  usage: UsagePolicy.optional(),
  errors: z
    .array(ErrorRule)
    .min(1)
    .optional()
    .describe(
      "Maps error answers to codes, before the wire's usual mapping; the first rule that fits wins.",
    ),
  errorsIn200: z.boolean().optional().describe("A 200 answer may carry an error body."),
  headers: z
    .strictObject({
      fixed: HeaderMap.optional().describe(
        "Always sent. Never a key, and never a header that the engine owns.",
      ),
      browser: HeaderMap.optional().describe(
        "Sent from a page or a worker of a browser alone, where a platform takes no calls from there without.",
      ),
      attribution: HeaderMap.optional().describe(
        "Sent to name byok to the platform; the user can switch them off.",
      ),
      byFeature: z
        .strictObject(byFeatureShape)
        .optional()
        .describe("Sent when a feature of the request is used: feature → headers."),
    })
    .optional()
    .describe("Headers beside the wire's own."),
  structuredOutput: z
    .enum(["schema", "json", "none"])
    .optional()
    .describe("How far structured output goes: a JSON schema, any JSON, or words only."),
};

/** Everything that may differ between platforms on one wire. */
export const Policy = z.strictObject(policyShape).meta({
  id: "Policy",
  description:
    "Everything that may differ between platforms on one wire; merged platform → surface → family → model.",
});

/** A named policy that models refer to. */
export const Family = z
  .strictObject({
    extends: Id.optional().describe("A family of the same file whose policy this one builds on."),
    ...policyShape,
  })
  .meta({ id: "Family", description: "A named policy that models refer to with `family`." });
