import {
  type ChatRequest,
  type EncodeContext,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  mapParams,
  mergeJson,
  type Message,
  type ParamFields,
  setOwn,
  setPath,
  type Target,
  type Warning,
  type WireConfig,
} from "@byok/core/provider";
import { encodeMessages } from "./encode-messages.ts";
import { encodeSchema } from "./encode-schema.ts";
import { encodeThinking, isThinking, toEffortField } from "./encode-thinking.ts";
import { encodeTools, isForced } from "./encode-tools.ts";
import { writeOwnFields } from "./own-fields.ts";
import { placeReasoning, writeNamed } from "./place-reasoning.ts";
import { readState } from "./provider-state.ts";
import type { MessagesBody, OutputConfig } from "./wire-types.ts";

/** The cap where neither the user, the policy nor the catalog knows one, and the platform demands it; a budget comes on top. */
const DEFAULT_MAX_TOKENS = 4096;

/** Below this, `top_p` and thinking do not go together. */
const MIN_THINKING_TOP_P = 0.95;

const FIELDS: ParamFields = {
  temperature: { to: "temperature" },
  topP: { to: "top_p" },
  topK: { to: "top_k" },
  stop: { to: "stop_sequences", form: (value) => (Array.isArray(value) ? value : [value]) },
  user: { to: "metadata.user_id" },
  serviceTier: { to: "service_tier" },
};

/** The settings that ask for thinking, the most telling first. */
const REASONING_NAMES = ["reasoningBudgetTokens", "reasoningEffort", "reasoningSummary"] as const;

/** Encodes the whole body; `extraBody` comes last. */
export function encodeBody(
  request: ChatRequest,
  target: Target,
  context: EncodeContext,
): JsonObject {
  const { config } = request;
  const warn = context.warn.bind(context);
  const maxTokens = resolveMaxTokens(config, target, warn);
  const cap = maxTokensField(target);
  const { own, named } = placeReasoning(config, target.policy);
  const thinking = encodeThinking(own, target, maxTokens, warn);
  if (isThinking(thinking) && isForced(config.toolChoice)) {
    // The platform refuses both together. The choice is a demand, thinking a wish.
    delete thinking.thinking;
    const name = REASONING_NAMES.find((each) => config[each] !== undefined) ?? "reasoningEffort";
    const message = "Thinking was left out: it does not go together with a forced tool choice.";
    warn({ code: "unsupported", path: `config.${name}`, message, from: config[name] });
  }

  const output = encodeOutput(config, thinking.effort, target, warn);
  const container = reuseContainer(request.messages, context.now());
  const typed: MessagesBody = {
    model: target.model.id,
    max_tokens: maxTokens,
    ...encodeMessages(request.messages, target, context),
    ...encodeTools(request, target, warn),
    ...(thinking.thinking === undefined ? {} : { thinking: thinking.thinking }),
    ...(output === undefined ? {} : { output_config: output }),
    ...(container === undefined ? {} : { container }),
    ...(context.stream ? { stream: true } : {}),
  };
  const body = typed as unknown as JsonObject;
  if (cap !== "max_tokens") {
    delete body["max_tokens"];
    setPath(body, cap, maxTokens);
  }
  writeOwnFields(body, config, target);
  mapParams(samplingConfig(config, isThinking(thinking), warn), target.policy, FIELDS, body, warn);
  writeNamed(named, target, maxTokens, body, warn);
  if (context.stream) {
    for (const [field, value] of Object.entries(target.policy.stream?.disable ?? {}))
      setPath(body, field, value);
  }
  mergeExtra(body, config.extraBody ?? {});
  return body;
}

/** Where the cap of the answer stands in the body: `max_tokens`, or a dotted field that the policy names. */
export function maxTokensField(target: Target): string {
  return target.policy.params?.maxTokens?.to ?? "max_tokens";
}

function resolveMaxTokens(
  config: WireConfig,
  target: Target,
  warn: (warning: Warning) => void,
): number {
  const { fixed, requiredDefault: required, range } = target.policy.params?.maxTokens ?? {};
  const most = range?.max ?? Number.POSITIVE_INFINITY;
  const known =
    (typeof fixed === "number" ? fixed : undefined) ??
    config.maxTokens ??
    (typeof required === "number" ? required : undefined) ??
    (target.model.maxOutput === undefined ? undefined : Math.min(target.model.maxOutput, most));
  if (known !== undefined) return known;
  const budget = config.reasoningBudgetTokens ?? 0;
  const room = budget < DEFAULT_MAX_TOKENS ? DEFAULT_MAX_TOKENS : budget + DEFAULT_MAX_TOKENS;
  const to = Math.min(room, most);
  const message = `${target.platform.name} demands maxTokens, and no limit of ${target.model.id} is known.`;
  warn({ code: "defaulted", path: "config.maxTokens", message, to });
  return to;
}

/** @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs */
function encodeOutput(
  config: WireConfig,
  effort: string | undefined,
  target: Target,
  warn: (warning: Warning) => void,
): OutputConfig | undefined {
  const output: OutputConfig = {};
  if (effort !== undefined) {
    const { values } = target.policy.params?.reasoningEffort ?? {};
    const own = values !== undefined && Object.hasOwn(values, effort) ? values[effort] : undefined;
    output.effort = own === undefined ? toEffortField(effort) : (own as OutputConfig["effort"]);
  }
  const format = config.responseFormat;
  const level = target.policy.structuredOutput ?? "schema";
  if (format?.type === "json_schema" && level === "schema") {
    output.format = { type: "json_schema", schema: encodeSchema(format.json_schema.schema) };
  } else if (format !== undefined && format.type !== "text") {
    const message = `${target.model.id} cannot be held to "${format.type}" by the platform; say it in the prompt.`;
    warn({ code: "unsupported", path: "config.responseFormat", message, from: format.type });
  }
  return Object.keys(output).length === 0 ? undefined : output;
}

// What other functions encode is taken out, and what the platform would refuse beside thinking.
function samplingConfig(
  config: WireConfig,
  thinking: boolean,
  warn: (warning: Warning) => void,
): WireConfig {
  const {
    maxTokens: _max,
    responseFormat: _format,
    toolChoice: _choice,
    parallelToolCalls: _calls,
    ...rest
  } = config;
  if (rest.n === 1) delete rest.n;
  if (rest.stop !== undefined) keepStops(rest, warn);
  if (!thinking) return rest;
  const refused = {
    temperature: rest.temperature !== undefined && rest.temperature !== 1,
    topP: rest.topP !== undefined && rest.topP < MIN_THINKING_TOP_P,
    topK: rest.topK !== undefined,
  };
  for (const name of ["temperature", "topP", "topK"] as const) {
    if (!refused[name]) continue;
    const message = `${name} does not go together with thinking; it is left out.`;
    warn({ code: "unsupported", path: `config.${name}`, message, from: rest[name] });
    delete rest[name];
  }
  return rest;
}

// The platform refuses stop sequences of white space.
function keepStops(config: WireConfig, warn: (warning: Warning) => void): void {
  const stops = typeof config.stop === "string" ? [config.stop] : (config.stop ?? []);
  const kept = stops.filter((stop) => stop.trim() !== "");
  if (kept.length < stops.length) {
    const message = "Stop sequences of white space are refused by the platform; they are left out.";
    warn({ code: "unsupported", path: "config.stop", message, from: stops, to: kept });
  }
  if (kept.length > 0) config.stop = kept;
  else delete config.stop;
}

/** @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/code-execution-tool#container-reuse */
function reuseContainer(messages: readonly Message[], now: number): string | undefined {
  const state = messages.map(readState).findLast((each) => isJsonObject(each?.["container"]));
  const container = state?.["container"];
  if (!isJsonObject(container) || typeof container["id"] !== "string") return undefined;
  const expiresAt =
    typeof container["expires_at"] === "string" ? Date.parse(container["expires_at"]) : Number.NaN;
  return expiresAt <= now ? undefined : container["id"];
}

// Tools of the user's own fields stand beside the request's: a server tool must not push the functions out.
function mergeExtra(body: JsonObject, extra: Readonly<Record<string, JsonValue>>): void {
  const own = body["tools"];
  mergeJson(body, extra);
  const more = extra["tools"];
  if (!Array.isArray(own) || !Array.isArray(more)) return;
  const names = new Set(more.filter(isJsonObject).map((tool) => tool["name"]));
  const rest = own.filter((tool) => !isJsonObject(tool) || !names.has(tool["name"]));
  setOwn(body, "tools", [...rest, ...more]);
}
