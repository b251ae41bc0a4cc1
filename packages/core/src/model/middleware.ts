import type { Result } from "../results/result.ts";
import type { Message } from "../messages/message.ts";
import type { WireConfig } from "../spi/request.ts";
import type { Tool } from "./request.ts";

/** A request as middleware sees it. */
export interface MiddlewareRequest {
  messages: string | readonly Message[];
  tools?: readonly Tool[];
  config?: WireConfig;
  metadata?: Readonly<Record<string, unknown>>;
}

/** Whom a request is for. */
export interface MiddlewareContext {
  platform: string;
  model: string;
  operation: "generate" | "stream";
}

/** Looks at or changes every call of a model; the first of several is the outermost. */
export interface Middleware {
  /** Changes a request before policy, keys and encoding. */
  transformRequest?(
    request: MiddlewareRequest,
    context: MiddlewareContext,
  ): MiddlewareRequest | Promise<MiddlewareRequest>;
  /** Stands around `generate`, to cache or replace an answer. */
  wrapGenerate?(
    next: () => Promise<Result<unknown>>,
    context: MiddlewareContext,
  ): Promise<Result<unknown>>;
  /** Sees the result of every call that ended well. */
  onResult?(result: Result<unknown>, context: MiddlewareContext): void;
}
