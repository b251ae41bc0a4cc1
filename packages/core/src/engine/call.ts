import type { PriceRow } from "../catalog/price.ts";
import type { StreamEvent } from "../events/stream-event.ts";
import type { Secret } from "../keys/secret.ts";
import type { Scrub } from "../keys/scrub.ts";
import type { Authenticator, Credential } from "../spi/authenticator.ts";
import type { Framing } from "../spi/framing.ts";
import type { Target, WireProtocol, WireRequest } from "../spi/wire-protocol.ts";
import type { Result } from "../results/result.ts";
import type { Warning } from "../results/warning.ts";
import type { Transport } from "../transports/transport.ts";
import type { Limits } from "./limits.ts";
import type { RetryBudget } from "./retry.ts";
import type { Timeouts } from "./timeouts.ts";
import type { SharedTokenCache } from "./token-cache.ts";
import type { ToolInputCheck } from "./tool-calls.ts";
import type { TraceSink } from "./trace.ts";

/** What has credentials and how they are put on a request. */
export interface CallAuth {
  authenticator: Authenticator;
  credential: Credential;
  /** Where the key comes from, in words for the user. */
  keyPlace?: string;
  name: string | undefined;
  prefix: string | undefined;
  cache: SharedTokenCache;
}

/** How hard a call tries. */
export interface CallSettings {
  timeouts: Timeouts;
  limits: Limits;
  maxRetries: number;
  retryBudget: RetryBudget;
  /** Unix time in milliseconds. */
  now(): number;
  /** 0 ≤ x < 1. */
  random(): number;
}

/** What the reader of a stream does to the exchange behind it. */
export interface ExchangeControl {
  /** Stops reading from the network until `resume`. */
  pause(): void;
  resume(): void;
  /** The reader has taken something while the exchange is paused: it is slow, and has not gone. */
  taken(): void;
}

/** Everything about one HTTP conversation that is settled before its first attempt. */
export interface Call {
  target: Target;
  wire: WireProtocol;
  request: WireRequest;
  /** The absolute URL. */
  url: URL;
  auth: CallAuth;
  transport: Transport;
  settings: CallSettings;
  scrub: Scrub;
  /** Secrets that were learnt later, such as a fetched token. */
  addSecrets(secrets: readonly Secret[]): void;
  signal: AbortSignal;
  /** Told of every attempt that may have been billed and failed, once it has. */
  onUnanswered?(): void;
  /** Near model names, for a model that was not found. */
  near(): string[];
  /** Where the catalog knows the model instead, in words for the user. */
  elsewhere?: string;
  trace: TraceSink | undefined;
}

/** A chat call: a call whose answer becomes events. */
export interface ChatCall extends Call {
  stream: boolean;
  /** How many choices were asked for. */
  choices: number | undefined;
  framing: Framing;
  warnings: Warning[];
  /** Prices of the model that answered, or of the one that was asked when the answer names none. */
  pricesOf(answered: string | undefined): readonly PriceRow[];
  /** Whether the request may have named a cache that is billed by the hour: only fields of the user's own do. */
  mayNameCache: boolean;
  /** The service tier that was asked for. */
  askedTier: string | undefined;
  checkToolInput: ToolInputCheck | undefined;
  /** An estimate of the input in tokens, for what a broken stream may have cost. */
  estimatedInputTokens(): number;
  /** Puts the structured output into the result, where one was asked for. */
  complete(result: Result): Promise<void>;
  push(event: StreamEvent): void;
  /** Called when an exchange starts, so that the reader can pause it, and with undefined when it has ended. */
  onExchange(exchange: ExchangeControl | undefined): void;
}
