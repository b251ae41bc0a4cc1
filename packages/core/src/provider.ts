/**
 * What a plugin package may import: the interface it fills, the shapes it reads and makes, and the helpers that the
 * wires share. Everything else of core is internal.
 *
 * @module
 */
export { defineProvider } from "./spi/provider.ts";
export type { Provider } from "./spi/provider.ts";
export type {
  ChatOperation,
  ClassifiedError,
  Decoder,
  EmbedOutput,
  EmbedOutput as EmbedResult,
  EncodeContext,
  ModelInfo,
  MultipartPart,
  Operation,
  RequestBounds,
  RerankOutput,
  RerankOutput as RerankResult,
  ResponseHead,
  Target,
  WireProtocol,
  WireRequest,
} from "./spi/wire-protocol.ts";
export type { WireEvent } from "./spi/wire-event.ts";
export type {
  ChatRequest,
  EmbedRequest,
  RerankRequest,
  ResponseFormat,
  ToolChoice,
  WireConfig,
  WireTool,
} from "./spi/request.ts";
export type { Framing, FramingDecoder, FramingLimits, OnFrame } from "./spi/framing.ts";
export type {
  AuthContext,
  Authenticator,
  Credential,
  SignableRequest,
  TokenCache,
} from "./spi/authenticator.ts";
export type { NeutralParameter } from "./catalog/neutral-parameter.ts";
export type {
  AnswerErrorCode,
  ErrorRule,
  MessagePolicy,
  ParamCondition,
  ParamRule,
  Policy,
  ReasoningPolicy,
  StreamPolicy,
  ToolPolicy,
  UsagePolicy,
} from "./catalog/policy.ts";
export type { Endpoint, ModelsApi, Platform, Surface } from "./catalog/platform.ts";
export type { ModelKind, ModelRow } from "./catalog/model-row.ts";
export type { JsonObject, JsonValue } from "./json.ts";
export { Secret } from "./keys/secret.ts";
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
export { mapToolIds, renameToolIds } from "./messages/prepare-tool-ids.ts";
export type { ToolIdMap } from "./messages/prepare-tool-ids.ts";
export type { FinishReason, Source, TokenLogprob } from "./results/result.ts";
export type { Usage, UsageUnit } from "./results/usage.ts";
export type { Warning } from "./results/warning.ts";
export { ByokError, isByokError } from "./errors/byok-error.ts";
export type { ErrorCode, ErrorDetails } from "./errors/byok-error.ts";
export {
  AuthenticationError,
  InvalidRequestError,
  LimitError,
  PackageMissingError,
  ProtocolError,
  UnsupportedParameterError,
} from "./errors/errors.ts";
export { addCounts } from "./wires/shared/add-counts.ts";
export { toDecimalString } from "./wires/shared/decimal.ts";
export { fromBase64, parseDataUrl, toBase64 } from "./wires/shared/base64.ts";
export { asksForReasoning, buildHeaders, requestFeatures } from "./wires/shared/build-headers.ts";
export type { RequestFeature } from "./wires/shared/build-headers.ts";
export {
  describeNonJson,
  messageOf,
  readErrorBody,
  requestIdOf,
} from "./wires/shared/error-body.ts";
export type { ErrorBody } from "./wires/shared/error-body.ts";
export {
  applyErrorRules,
  isRetryableCode,
  shouldRetryHeader,
  verdictOfStatus,
} from "./wires/shared/error-rules.ts";
export type { ErrorVerdict } from "./wires/shared/error-rules.ts";
export { expandPath } from "./wires/shared/expand-path.ts";
export { fillToolName } from "./wires/shared/fill-tool-name.ts";
export { getPath, isJsonObject, mergeJson, setOwn, setPath } from "./wires/shared/json-path.ts";
export { modelListPlace, readModelList } from "./wires/shared/model-list.ts";
export { mapParams, mapReasoning } from "./wires/shared/map-params.ts";
export type { ParamField, ParamFields, ReasoningFields } from "./wires/shared/map-params.ts";
export { messagesToEcho } from "./wires/shared/messages-to-echo.ts";
export { readPlatformFigure } from "./wires/shared/platform-figure.ts";
export { parseRetryAfter } from "./wires/shared/retry-after.ts";
export { splitInput, splitOutput } from "./wires/shared/split-usage.ts";
export type { InputCounts, OutputCounts } from "./wires/shared/split-usage.ts";
export { createThinkSplitter } from "./wires/shared/think-tags.ts";
export type { ThinkSplitter } from "./wires/shared/think-tags.ts";
export { transformToolSchema } from "./wires/shared/tool-schema.ts";
export { withoutForeignHeaders } from "./keys/foreign-headers.ts";
export type { ClientHeaders } from "./keys/foreign-headers.ts";
export { hideKey } from "./keys/hide-key.ts";
export { clientAccess } from "./model/client-access.ts";
export type { ClientAccess, ClientAccessOptions } from "./model/client-access.ts";
