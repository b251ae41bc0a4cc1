/**
 * The vendor's own Anthropic client with byok's key, address and safety in place.
 *
 * @module
 */
import type { Anthropic, ClientOptions } from "@anthropic-ai/sdk";
import {
  clientAccess,
  hideKey,
  PackageMissingError,
  withoutForeignHeaders,
  type ClientAccessOptions,
} from "@byok/core/provider";

/** Where the client's own variables are meant for. */
const ANTHROPIC_ORIGIN = "https://api.anthropic.com";

/** Where the client's key and address come from, and the vendor's own options. */
export interface AnthropicClientOptions extends ClientAccessOptions {
  /** A platform with an Anthropic surface. Default `anthropic`. */
  platform?: string;
  /** Passed on to the vendor's client. */
  client?: Omit<ClientOptions, "apiKey" | "authToken" | "baseURL" | "fetch">;
}

/**
 * Makes the official Anthropic client: for everything that byok does not wrap. Of the client's own variables,
 * ANTHROPIC_CUSTOM_HEADERS holds at Anthropic's own address alone, where it is the user's wish; elsewhere it would give
 * one company's secrets to another.
 *
 * @throws PackageMissingError when `@anthropic-ai/sdk` is not installed; what ModelFactory.create throws for key and address.
 * @example
 * const claude = await anthropicClient();
 */
export async function anthropicClient(options: AnthropicClientOptions = {}): Promise<Anthropic> {
  const { client, platform = "anthropic", ...rest } = options;
  const access = await clientAccess(platform, "anthropic-messages", rest);
  const module = await import("@anthropic-ai/sdk").catch((cause: unknown) => {
    throw new PackageMissingError("The package @anthropic-ai/sdk is not installed.", {
      cause,
      hint: "Run `npm install @anthropic-ai/sdk`.",
    });
  });
  const key = access.key ?? "no-key";
  const inHeader = access.surface.auth === "header";
  const made = new module.Anthropic({
    ...(options.maxRetries === undefined ? {} : { maxRetries: options.maxRetries }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...client,
    // Left out, these would come from ANTHROPIC_* variables, which are meant for another host.
    apiKey: inHeader ? key : null,
    authToken: inHeader ? null : key,
    ...(new URL(access.baseUrl).origin === ANTHROPIC_ORIGIN
      ? {}
      : {
          defaultHeaders: withoutForeignHeaders(
            "ANTHROPIC_CUSTOM_HEADERS",
            // The client's versions differ in where they put a key.
            { authorization: `Bearer ${key}`, ...(inHeader ? { "x-api-key": key } : {}) },
            client?.defaultHeaders,
          ),
        }),
    // The client begins every path with /v1, which users paste as a part of the address too.
    baseURL: access.baseUrl.replace(/\/v1(?:\/messages)?$/, ""),
    fetch: access.fetch,
  });
  return hideKey(made, "Anthropic");
}
