import type { JsonObject } from "../../json.ts";
import type { WireConfig } from "../../spi/request.ts";
import type { EncodeContext, Target } from "../../spi/wire-protocol.ts";
import { setPath } from "../shared/json-path.ts";
import { mapParams, mapReasoning, type ParamFields } from "../shared/map-params.ts";
import { encodeToolChoice } from "./encode-tools.ts";

/**
 * The wire's field of each neutral parameter, where the policy gives no other.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
const FIELDS: ParamFields = {
  temperature: { to: "temperature" },
  topP: { to: "top_p" },
  maxTokens: { to: "max_tokens" },
  stop: { to: "stop" },
  presencePenalty: { to: "presence_penalty" },
  frequencyPenalty: { to: "frequency_penalty" },
  responseFormat: { to: "response_format" },
  toolChoice: { to: "tool_choice" },
  topK: { to: "top_k" },
  seed: { to: "seed" },
  n: { to: "n" },
  logprobs: { to: "logprobs" },
  topLogprobs: { to: "top_logprobs" },
  logitBias: { to: "logit_bias" },
  parallelToolCalls: { to: "parallel_tool_calls" },
  serviceTier: { to: "service_tier" },
  user: { to: "user" },
};

/** Writes the config into the body: parameters, reasoning, and what streaming needs. */
export function encodeConfig(
  config: WireConfig,
  hasTools: boolean,
  target: Target,
  context: EncodeContext,
  body: JsonObject,
): void {
  const { policy } = target;
  const warn = context.warn.bind(context);
  const sent = hasTools ? config : withoutToolSettings(config, context);
  const fields: ParamFields = {
    ...FIELDS,
    toolChoice: { to: "tool_choice", form: (value) => encodeToolChoice(value, policy.tools) },
  };
  mapParams(sent, policy, fields, body, warn);
  mapReasoning(config, policy, { effort: "reasoning_effort" }, body, warn);
  if (!context.stream) return;
  body["stream"] = true;
  if ((policy.stream?.usage ?? "option") === "option")
    setPath(body, "stream_options.include_usage", true);
  for (const [field, value] of Object.entries(policy.stream?.disable ?? {}))
    setPath(body, field, value);
}

// OpenAI and its like refuse both settings in a request without tools.
function withoutToolSettings(config: WireConfig, context: EncodeContext): WireConfig {
  const result: WireConfig = { ...config };
  for (const name of ["toolChoice", "parallelToolCalls"] as const) {
    if (result[name] === undefined) continue;
    delete result[name];
    context.warn({
      code: "unsupported",
      path: `config.${name}`,
      message: `${name} was left out: the request has no tools.`,
      from: config[name],
    });
  }
  return result;
}
