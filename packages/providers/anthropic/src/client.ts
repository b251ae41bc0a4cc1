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
  type ClientAccessOptions,
} from "@byok/core/provider";

/** Where the client's key and address come from, and the vendor's own options. */
export interface AnthropicClientOptions extends ClientAccessOptions {
  /** A platform with an Anthropic surface. Default `anthropic`. */
  platform?: string;
  /** Passed on to the vendor's client. */
  client?: Omit<ClientOptions, "apiKey" | "authToken" | "baseURL" | "fetch">;
}

/**
 * Makes the official Anthropic client: for everything that byok does not wrap.
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
    baseURL: access.baseUrl,
    fetch: access.fetch,
  });
  return hideKey(made, "Anthropic");
}
