import type { JsonObject, JsonValue } from "../../json.ts";
import type { TokenLogprob } from "../../results/result.ts";
import { isJsonObject } from "../shared/json-path.ts";

/** Reads a choice's `logprobs`: OpenAI's form, or the older one of parallel arrays; empty when there are none. */
export function decodeLogprobs(value: JsonValue | undefined): TokenLogprob[] {
  if (!isJsonObject(value)) return [];
  const result: TokenLogprob[] = [];
  for (const list of [value["content"], value["refusal"]]) {
    if (!Array.isArray(list)) continue;
    for (const each of list) {
      const token = isJsonObject(each) ? decodeToken(each) : undefined;
      if (token !== undefined) result.push(token);
    }
  }
  const { tokens, token_logprobs: values } = value;
  if (result.length === 0 && Array.isArray(tokens) && Array.isArray(values)) {
    tokens.forEach((token, index) => {
      const logprob = values[index];
      if (typeof token === "string" && typeof logprob === "number") result.push({ token, logprob });
    });
  }
  return result;
}

function decodeToken(each: JsonObject): TokenLogprob | undefined {
  const { token, logprob, bytes, top_logprobs: top } = each;
  if (typeof token !== "string" || typeof logprob !== "number") return undefined;
  const result: TokenLogprob = { token, logprob };
  if (bytes === null) result.bytes = null;
  else if (Array.isArray(bytes)) result.bytes = bytes.filter((byte) => typeof byte === "number");
  if (Array.isArray(top)) {
    result.top = [];
    for (const other of top) {
      if (!isJsonObject(other)) continue;
      if (typeof other["token"] !== "string" || typeof other["logprob"] !== "number") continue;
      result.top.push({ token: other["token"], logprob: other["logprob"] });
    }
  }
  return result;
}
