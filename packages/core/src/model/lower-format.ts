import type { ResponseFormat } from "../config/config-types.ts";
import type { Warning } from "../results/warning.ts";
import type { Target } from "../spi/wire-protocol.ts";
import { instructionFor, structuredLevel } from "./structured-level.ts";

/** A form of the answer, said as the platform takes it. */
export interface LoweredFormat {
  /** Goes over the config. */
  config: { responseFormat: ResponseFormat | null };
  /** Said to the model, where the config does not say all. */
  instruction: string;
}

/**
 * Lowers the user's own `responseFormat` to what the target takes: a schema becomes JSON mode and words, or words
 * alone, which is told as `translated`. Undefined where it can be sent as it is.
 */
export function lowerFormat(
  format: ResponseFormat,
  target: Target,
  hasTools: boolean,
  warn: (warning: Warning) => void,
): LoweredFormat | undefined {
  if (format.type === "text") return undefined;
  const level = structuredLevel(target, hasTools);
  if (level === "schema" || level === (format.type === "json_object" ? "json" : "schema"))
    return undefined;
  const to = level === "json" ? "json_object" : undefined;
  warn({
    code: "translated",
    path: "config.responseFormat",
    message: `${target.platform.name} takes no "${format.type}" here; it was said in the prompt${to === undefined ? "" : " with JSON mode"}.`,
    from: format.type,
    ...(to === undefined ? {} : { to }),
  });
  return {
    config: { responseFormat: to === undefined ? null : { type: to } },
    instruction:
      format.type === "json_schema"
        ? instructionFor(format.json_schema.schema)
        : "Answer with one JSON value, and nothing else.",
  };
}
