import { z } from "zod";
import { DottedPath, Pattern } from "./values.ts";

/** What byok finds by itself, before, around or behind an answer. */
const OWN_CODES: ReadonlySet<unknown> = new Set([
  "missing_key",
  "unknown_platform",
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
]);

const CODES = [
  "authentication",
  "permission",
  "rate_limit",
  "quota_exceeded",
  "context_length",
  "content_filter",
  "model_not_found",
  "invalid_request",
  "unsupported_parameter",
  "overloaded",
  "server_error",
] as const;

/** The codes that an error answer can be mapped to. */
export const ErrorCode = z
  .enum(CODES, {
    error: ({ input }) =>
      OWN_CODES.has(input)
        ? `${String(input)} is for what byok finds by itself, and no answer says it; must be one of ${CODES.join(", ")}`
        : undefined,
  })
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
