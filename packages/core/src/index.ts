/**
 * byok: one typed API for every language-model platform, with the user's own keys.
 *
 * @module
 */
export { ModelFactory, splitReference } from "./model/model-factory.ts";
export type { CreateModelOptions } from "./model/model-factory.ts";
export type { ChatModel } from "./model/chat-model.ts";
export { ChatStream } from "./model/chat-stream.ts";
export { ModelManager } from "./model/model-manager.ts";
export type { ModelManagerOptions } from "./model/model-manager.ts";
export type { FetchUrl } from "./model/fetch-files.ts";
export type { ModelOptions } from "./model/model-options.ts";
export type { Middleware, MiddlewareContext, MiddlewareRequest } from "./model/middleware.ts";
export { defineTool } from "./model/request.ts";
export type { GenerateRequest, OutputOf, OutputSpec, Tool, ToolContext } from "./model/request.ts";
export type { EmbedOptions, EmbedResult, RerankOptions, RerankResult } from "./model/operations.ts";
export { listModels } from "./model/list-models.ts";
export type { ListedModel, ListModelsOptions } from "./model/list-models.ts";
export { checkKey } from "./model/check-key.ts";
export type { KeyCheckResult, KeyStatus } from "./model/check-key.ts";
export { estimateCost } from "./model/estimate-cost.ts";
export type { EstimateCostOptions } from "./model/estimate-cost.ts";

export { ChatAgent } from "./agent/chat-agent.ts";
export type { AgentStream, ChatAgentOptions } from "./agent/chat-agent.ts";
export type {
  AgentMessage,
  AgentResponse,
  AgentStep,
  AgentToolCall,
} from "./agent/agent-response.ts";
export type { Memory, MemoryOptions } from "./agent/memory.ts";

export { ModelPlatformType } from "./generated/model-platform-type.ts";
export { ModelType } from "./generated/model-type.ts";
export type * from "./generated/types/index.ts";
export type { ConfigOf, ModelName, PlatformName } from "./config/config-of.ts";
export type {
  AnyConfig,
  LooseConfig,
  ReasoningEffort,
  ResponseFormat,
  ToolChoice,
  Unsupported,
} from "./config/config-types.ts";
export type { ModelResolution } from "./config/resolve-model.ts";

export { findModelRow } from "./catalog-access/find-model-row.ts";
export type { FoundRow } from "./catalog-access/find-model-row.ts";
export { findPlatform } from "./catalog-access/find-platform.ts";
export { listPlatforms } from "./catalog-access/list-platforms.ts";
export { loadModels, loadPrices } from "./catalog-access/load-tables.ts";
export type { Endpoint, Platform, Surface } from "./catalog/platform.ts";
export type {
  ModelAlias,
  ModelKind,
  ModelRow,
  ModelTable,
  PriceTable,
} from "./catalog/model-row.ts";
export type {
  FreeLimits,
  FreeTerms,
  PriceComponents,
  PriceMultipliers,
  PriceRow,
  PriceTier,
  PriceWindow,
} from "./catalog/price.ts";
export { NEUTRAL_PARAMETERS } from "./catalog/neutral-parameter.ts";
export type { NeutralParameter } from "./catalog/neutral-parameter.ts";

export type {
  ApprovalRequestPart,
  ApprovalResponsePart,
  AssistantMessage,
  AssistantPart,
  Citation,
  CustomPart,
  FilePart,
  FileSource,
  Message,
  Meta,
  Part,
  ProviderState,
  ReasoningPart,
  SystemMessage,
  TextPart,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
} from "./messages/message.ts";
export { deserializeMessages, serializeMessages } from "./messages/serialize.ts";
export type {
  Block,
  BlockEvent,
  ChoiceFinishEvent,
  FinishEvent,
  ResponseMetadataEvent,
  StreamEvent,
  StreamStartEvent,
  UsageEvent,
} from "./events/stream-event.ts";
export type {
  Choice,
  FinishReason,
  InvalidToolCall,
  RateLimit,
  ResponseInfo,
  Result,
  Source,
  TokenLogprob,
} from "./results/result.ts";
export type { Usage, UsageUnit } from "./results/usage.ts";
export type { Cost, CostLine, PriceMultiplier } from "./results/cost.ts";
export type { Warning } from "./results/warning.ts";
export type { JsonObject, JsonValue } from "./json.ts";

export { ByokError, isByokError } from "./errors/byok-error.ts";
export type { ErrorCode, ErrorDetails, PartialAnswer } from "./errors/byok-error.ts";
export {
  AbortedError,
  AuthenticationError,
  BudgetExceededError,
  ContentFilterError,
  ContextLengthError,
  InvalidRequestError,
  LimitError,
  MissingKeyError,
  ModelNotFoundError,
  NetworkError,
  OriginError,
  OverloadedError,
  PackageMissingError,
  PermissionError,
  ProtocolError,
  QuotaExceededError,
  RateLimitError,
  RedirectError,
  ServerError,
  StreamTruncatedError,
  StructuredOutputError,
  TimeoutError,
  ToolInputError,
  UnknownPlatformError,
  UnsupportedParameterError,
} from "./errors/errors.ts";
export type { NetworkErrorKind, TimeoutPhase } from "./errors/errors.ts";

export { findKeyPlace } from "./keys/key-place.ts";
export type { KeyPlace } from "./keys/key-place.ts";
export { findUrlPlace } from "./keys/url-place.ts";
export type { UrlPlace } from "./keys/url-place.ts";
export { Secret } from "./keys/secret.ts";
export type { KeyStore, StoredKey } from "./keys/key-store.ts";
export { registerProvider } from "./registry/registry.ts";
export { createRetryBudget } from "./engine/retry.ts";
export type { RetryBudget } from "./engine/retry.ts";
export type { Timeouts } from "./engine/timeouts.ts";
export type { Limits } from "./engine/limits.ts";
export type { TraceRecord, TraceSink } from "./engine/trace.ts";
export { createBudget } from "./budget/create-budget.ts";
export type { BudgetOptions, MemoryBudget } from "./budget/create-budget.ts";
export type { Budget, Reservation, WorstCase } from "./budget/budget.ts";
export { fetchTransport } from "./transports/fetch-transport.ts";
export type {
  Exchange,
  Transport,
  TransportHandler,
  TransportRequest,
} from "./transports/transport.ts";
export { addUsage } from "./usage/add-usage.ts";
export { estimateMessages, estimateTokens } from "./usage/estimate-tokens.ts";
export type { TokenEstimate } from "./usage/estimate-tokens.ts";
export { addCost } from "./cost/add-cost.ts";
export { computeCost } from "./cost/compute-cost.ts";
export type { ComputeCostOptions } from "./cost/compute-cost.ts";
export { priceFor } from "./cost/price-for.ts";
export type { PriceQuery } from "./cost/price-for.ts";
export type { DeepPartial } from "./structured/deep-partial.ts";
export type { InferInput, InferOutput, Schema } from "./structured/schema.ts";
