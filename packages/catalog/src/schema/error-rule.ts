import { z } from "zod";
import { DottedPath, Pattern } from "./values.ts";

/** The codes that an error answer can be mapped to. */
export const ErrorCode = z
  .enum([
    "missing_key",
    "authentication",
    "permission",
    "rate_limit",
    "quota_exceeded",
    "context_length",
    "content_filter",
    "model_not_found",
    "unknown_platform",
    "invalid_request",
    "unsupported_parameter",
    "overloaded",
    "server_error",
    "timeout",
    "network",
    "redirect",
    "stream_truncated",
    "protocol",
    "limit",
    "tool_input",
    "structured_output",
    "budget_exceeded",
    "aborted",
    "origin",
    "package_missing",
  ])
  .meta({ id: "ErrorCode", description: "What went wrong, in byok's words." });

const Status = z.int().min(200).max(599);

/** Maps an error answer to a code. */
export const ErrorRule = z
  .strictObject({
    status: z
      .union([Status, z.array(Status).min(1)])
      .optional()
      .describe("HTTP status, or several."),
    path: DottedPath.optional().describe(
      "A dotted path into the JSON body, such as `error.code` or `errors.0.code`.",
    ),
    match: Pattern.optional().describe(
      "A regular expression over the value at `path`, or over the whole body.",
    ),
    as: ErrorCode,
    retryable: z
      .boolean()
      .optional()
      .describe("Whether the same call may succeed later, where it is not as usual for the code."),
  })
  .refine(
    (rule) => rule.status !== undefined || rule.path !== undefined || rule.match !== undefined,
    {
      error: "needs a status, a path or a match",
    },
  )
  .meta({
    id: "ErrorRule",
    description: "All given conditions must hold; the first rule that fits wins.",
  });
