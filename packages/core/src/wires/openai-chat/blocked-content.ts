import type { JsonValue } from "../../json.ts";
import type { ClassifiedError } from "../../spi/wire-protocol.ts";
import { getPath } from "../shared/json-path.ts";

/** Where platforms of this wire put their verdict on refused content. */
const VERDICTS = [
  "error.innererror.content_filter_result",
  "error.innererror.content_filter_results",
  "error.content_filter_results",
  "error.metadata",
];

/**
 * Reads what a refusal of content says beside its message: whether prompt or answer was blocked, and the platform's
 * verdict as it came.
 *
 * @see https://learn.microsoft.com/en-us/azure/ai-foundry/openai/concepts/content-filter
 * @see https://openrouter.ai/docs/api/reference/errors-and-debugging
 * @see https://help.aliyun.com/zh/model-studio/error-code
 */
export function blockedContent(
  json: JsonValue | undefined,
  words: string | undefined,
): Pick<ClassifiedError, "blockedBy" | "safety"> {
  const result: Pick<ClassifiedError, "blockedBy" | "safety"> = {};
  const blockedBy = sideOf(json, words);
  if (blockedBy !== undefined) result.blockedBy = blockedBy;
  for (const path of VERDICTS) {
    const verdict = getPath(json, path);
    if (verdict === undefined || verdict === null) continue;
    result.safety = verdict;
    break;
  }
  return result;
}

function sideOf(
  json: JsonValue | undefined,
  words: string | undefined,
): "input" | "output" | undefined {
  // Azure names the parameter, OpenRouter quotes the flagged prompt, Qwen says it in words.
  if (getPath(json, "error.param") === "prompt") return "input";
  if (getPath(json, "error.metadata.flagged_input") !== undefined) return "input";
  const side =
    words === undefined
      ? undefined
      : /\b(input|output) (?:\w+ )?data may contain inappropriate/i.exec(words)?.[1];
  return side?.toLowerCase() as "input" | "output" | undefined;
}
