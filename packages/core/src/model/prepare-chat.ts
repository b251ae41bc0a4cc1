import { applyPolicy } from "../config/apply-policy.ts";
import { checkConfig } from "../config/check-config.ts";
import { adviseRequestKey } from "../config/foreign-names.ts";
import { mergeConfig } from "../config/merge-config.ts";
import type { ModelResolution } from "../config/resolve-model.ts";
import type { ChatCall } from "../engine/call.ts";
import { asTyped, pluginFault, type PluginPiece } from "../engine/plugin-fault.ts";
import { InvalidRequestError, UnsupportedParameterError } from "../errors/errors.ts";
import type { StreamEvent } from "../events/stream-event.ts";
import { isPlainConversation } from "../messages/is-plain.ts";
import type { Message } from "../messages/message.ts";
import type { Result } from "../results/result.ts";
import type { Warning } from "../results/warning.ts";
import type { WireConfig, WireTool } from "../spi/request.ts";
import type { WireRequest } from "../spi/wire-protocol.ts";
import { estimateMessages } from "../usage/estimate-tokens.ts";
import { encodeContextOf } from "./encode-context.ts";
import type { MiddlewareContext } from "./middleware.ts";
import type { RestoreOutput } from "./chat-stream.ts";
import { makeCall, pricesOf, type ModelContext } from "./model-context.ts";
import type { GenerateRequest, OutputSpec } from "./request.ts";
import type { StructuredLevel } from "./structured-level.ts";
import type { StructuredPlan } from "./structured-request.ts";
import { loadChunk } from "../load-chunk.ts";

/** How a chat call is to run. */
export interface PrepareHow {
  stream: boolean;
  signal: AbortSignal;
  push(event: StreamEvent): void;
  onExchange: ChatCall["onExchange"];
  onOutput?(restore: RestoreOutput): void;
}

/** A chat call, ready: `run` stands around the network part with middleware, budget and the total time limit. */
export interface PreparedChat {
  run(send: (chat: ChatCall) => Promise<Result>): Promise<Result<unknown>>;
}

/** A request as `generate` and `stream` take it, whatever its config type; its messages are only read. */
export interface AnyRequest extends Omit<
  GenerateRequest<object, OutputSpec | undefined>,
  "messages"
> {
  messages: string | readonly Message[];
}

/** A config as the policy leaves it, and how the wanted form of the answer is asked for. */
interface SettledConfig {
  plan: StructuredPlan | undefined;
  /** Said to the model, where the config does not say all. */
  instruction: string | undefined;
  tools: WireTool[] | undefined;
  config: WireConfig;
  told: readonly Warning[];
}

const REQUEST_KEYS = ["messages", "tools", "output", "config", "signal", "timeouts", "metadata"];

/**
 * Turns a request into a chat call: middleware, checks, policy, message preparation, encoding, key, budget.
 *
 * @throws ByokError before anything is sent.
 */
export async function prepareChat(
  context: ModelContext,
  given: AnyRequest,
  how: PrepareHow,
): Promise<PreparedChat> {
  const { settled, parts, target } = context;
  const { options } = settled;
  checkRequest(given);
  const middleware = options.middleware ?? [];
  const about: MiddlewareContext = {
    platform: target.platform.id,
    model: target.model.id,
    operation: how.stream ? "stream" : "generate",
  };
  let request: AnyRequest = given;
  for (const layer of middleware) {
    if (layer.transformRequest !== undefined) {
      request = {
        ...request,
        ...(await layer.transformRequest(request, about)),
      };
    }
  }

  const warnings: Warning[] = [...context.warnings];
  const warn = (warning: Warning): void => void warnings.push(warning);
  const place = { platform: target.platform.id, model: target.model.id };
  checkConfig(request.config, target.policy, place);
  const asked = mergeConfig(settled.config, request.config);
  const format = (asked["responseFormat"] ?? undefined) as WireConfig["responseFormat"];
  const shaping =
    request.tools === undefined && request.output === undefined && format === undefined
      ? undefined
      : await loadChunk(() => import("./tools-and-output.ts"));
  const hasTools = (request.tools?.length ?? 0) > 0;
  const stream =
    (how.stream && target.policy.stream?.supported !== false) ||
    target.policy.stream?.required === true;
  const settle = (level?: StructuredLevel): SettledConfig => {
    const told: Warning[] = [];
    const tell = (warning: Warning): void => void told.push(warning);
    const plan =
      request.output === undefined
        ? undefined
        : shaping?.planOutput(request.output, target, hasTools, tell, level);
    const lowered =
      plan === undefined && format !== undefined
        ? shaping?.lowerFormat(format, target, hasTools, tell)
        : undefined;
    const shape = plan ?? lowered;
    const form = shape === undefined ? format : shape.config.responseFormat;
    const held = form?.type === "json_schema" ? form.json_schema.schema : undefined;
    const tools = shaping?.toWireTools(request.tools, target, tell, held);
    const config = applyPolicy(mergeConfig(asked, shape?.config), {
      platform: target.platform.id,
      policy: target.policy,
      model: target.model,
      modelNames: namesOf(context.resolution),
      surface: target.surface.wire,
      tools: tools !== undefined,
      toolNames: tools?.map((tool) => tool.name),
      stream,
      output: plan !== undefined || (format !== undefined && format.type !== "text"),
      onUnsupported: options.onUnsupported ?? "warn",
      warn: tell,
    });
    return { plan, instruction: shape?.instruction, tools, config, told };
  };
  let settledConfig = settle();
  const isLost =
    settledConfig.plan?.config.responseFormat !== undefined &&
    settledConfig.config.responseFormat === undefined;
  // A rule has taken the form of the answer out of the request: it is said to the model instead.
  if (isLost) settledConfig = settle("none");
  const { plan, tools, config, instruction, told } = settledConfig;
  warnings.push(...told);
  if (plan !== undefined) how.onOutput?.(plan.restore);
  const messages: readonly Message[] =
    typeof request.messages === "string"
      ? [{ role: "user", content: request.messages }]
      : request.messages;
  const { messages: prepared, givenPath } =
    instruction === undefined && isPlainConversation(messages, target.policy)
      ? { messages: [...messages], givenPath: asItIs }
      : await (
          await loadChunk(() => import("./conversation.ts"))
        ).prepareConversation(context, messages, { instruction, signal: how.signal, warn });
  const unplaced: Warning[] = [];
  const encodeContext = encodeContextOf((warning) => {
    if (warning.code === "unsupported" && warning.path.startsWith("config."))
      unplaced.push(warning);
    warn({ ...warning, path: givenPath(warning.path) });
  }, stream);
  const wireRequest = writable({ what: `The wire ${parts.wire.id}`, ...place }, givenPath, () =>
    parts.wire.chat.encode(
      { messages: prepared, ...(tools === undefined ? {} : { tools }), config },
      target,
      encodeContext,
    ),
  );
  if (options.onUnsupported === "error") refuseUnplaced(unplaced, place);
  const call = await makeCall(context, wireRequest, {
    signal: how.signal,
    timeouts: request.timeouts,
    warn,
  });
  const check = shaping?.createToolInputCheck(request.tools);
  const hasExtra = Object.keys(config.extraBody ?? {}).length > 0;
  const chat: ChatCall = {
    ...call,
    stream,
    choices: config.n,
    framing: parts.framing(stream ? (target.surface.framing ?? wireRequest.framing) : "sse"),
    warnings,
    pricesOf: (answered) => pricesOf(context, answered),
    mayNameCache: hasExtra,
    askedTier: hasExtra ? await sentTier(context, wireRequest, config) : config.serviceTier,
    checkToolInput: check,
    estimatedInputTokens: () => estimateMessages(prepared).tokens,
    complete: plan?.complete ?? noOutput,
    push: how.push,
    onExchange: how.onExchange,
  };

  return {
    async run(send) {
      const { budget } = options;
      let innermost: () => Promise<Result<unknown>> =
        budget === undefined
          ? () => send(chat)
          : async () =>
              (await loadChunk(() => import("./within-budget.ts"))).runWithinBudget(
                {
                  budget,
                  context,
                  request: wireRequest,
                  maxRetries: chat.settings.maxRetries,
                  config,
                  messages: prepared,
                  metadata: request.metadata,
                  signal: how.signal,
                },
                (onUnanswered) => send({ ...chat, onUnanswered }),
              );
      if (!how.stream) {
        for (const layer of middleware.toReversed()) {
          const next = innermost;
          if (layer.wrapGenerate !== undefined) innermost = () => layer.wrapGenerate!(next, about);
        }
      }
      const result = await innermost();
      for (const layer of middleware) layer.onResult?.(result, about);
      return result;
    },
  };
}

// The row behind an alias, a deployment or a connector's model has an id that rules may name.
function namesOf({ kind, via }: ModelResolution): string[] {
  if (via === undefined) return [];
  const ofOther = kind === "like" || kind === "upstream" || kind === "default";
  return ofOther ? [via, via.slice(via.indexOf("/") + 1)] : [via];
}

// Parts are not walked through before they are written; what JSON refuses then was the caller's.
function writable(
  piece: PluginPiece,
  givenPath: (text: string) => string,
  write: () => WireRequest,
): WireRequest {
  let request: WireRequest | undefined;
  try {
    request = write();
  } catch (cause) {
    if (!(cause instanceof TypeError) || !/JSON|BigInt/.test(cause.message)) {
      const error = asTyped(cause, piece);
      if (error instanceof Error) error.message = givenPath(error.message);
      throw error;
    }
    const { platform, model } = piece;
    throw new InvalidRequestError(
      `The messages hold what JSON cannot carry: ${cause.message.split("\n", 1)[0] ?? ""}.`,
      { platform, model, cause, hint: "Keep only JSON values in tool calls and tool results." },
    );
  }
  if (typeof request?.path === "string" && request.path.startsWith("/")) return request;
  throw pluginFault(piece, "wrote no request with a path that begins with /");
}

function asItIs(text: string): string {
  return text;
}

// A field of extraBody may ask for another tier than the config does.
async function sentTier(
  context: ModelContext,
  request: WireRequest,
  { serviceTier }: WireConfig,
): Promise<string | undefined> {
  const { requestBounds } = await loadChunk(() => import("./request-bounds.ts"));
  const bounds = await requestBounds(context, request);
  return bounds === undefined ? serviceTier : bounds.serviceTier;
}

function noOutput(): Promise<void> {
  return Promise.resolve();
}

// What the wire has no place for is refused like what the model refuses.
function refuseUnplaced(
  unplaced: readonly Warning[],
  place: { platform: string; model: string },
): void {
  if (unplaced.length === 0) return;
  throw new UnsupportedParameterError(
    `${place.platform}/${place.model} does not take what the config says: ${unplaced.map(({ message }) => message).join(" ")}`,
    {
      ...place,
      hint: 'Leave these parameters out, or set onUnsupported to "warn" to have them left out for you.',
    },
  );
}

function checkRequest(request: AnyRequest): void {
  if (typeof request !== "object" || request === null || !("messages" in request)) {
    throw new InvalidRequestError("A request needs `messages`.", {
      hint: 'Pass a text, or { messages: [{ role: "user", content: "…" }] }.',
    });
  }
  for (const key of Object.keys(request)) {
    if (REQUEST_KEYS.includes(key)) continue;
    throw new InvalidRequestError(`Unknown key "${key}" in the request.`, {
      hint: adviseRequestKey(key, REQUEST_KEYS),
    });
  }
}
