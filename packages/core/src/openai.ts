/**
 * The vendor's own OpenAI client with byok's key, address and safety in place.
 *
 * @module
 */
import type { ClientOptions, OpenAI } from "openai";
import { InvalidRequestError, PackageMissingError } from "./errors/errors.ts";
import { safeFetch } from "./keys/safe-fetch.ts";
import { Secret } from "./keys/secret.ts";
import type { ModelOptions } from "./model/model-options.ts";
import { settle } from "./model/settle.ts";

/** Where the client's key and address come from, and the vendor's own options. */
export interface OpenAIClientOptions extends Pick<ModelOptions, "apiKey" | "url" | "region" | "vars" | "envFile" | "keyStore" | "allowInsecureHttp" | "fetch" | "maxRetries" | "timeoutMs"> {
  /** Passed on to the vendor's client; it wins over byok's. */
  client?: Omit<ClientOptions, "apiKey" | "baseURL" | "fetch">;
}

/**
 * Makes the official OpenAI client for a platform that speaks its protocol: for everything that byok does not wrap.
 *
 * @throws PackageMissingError when `openai` is not installed; what ModelFactory.create throws for key and address.
 * @example
 * const groq = await openaiClient("groq");
 */
export async function openaiClient(platform: string, options: OpenAIClientOptions = {}): Promise<OpenAI> {
  const { client, fetch, keyStore, ...modelOptions } = options;
  const settled = settle({ modelPlatform: platform, options: { ...modelOptions, surface: "openai-chat", ...(keyStore === undefined ? {} : { keyStore }) } });
  if (settled.surface.auth !== "bearer" && settled.surface.auth !== "none") {
    throw new InvalidRequestError(`${settled.platform.name} does not take its key the way the OpenAI client sends it.`, {
      platform: settled.platform.id,
      hint: "Use ModelFactory.create for this platform.",
    });
  }
  let secret = settled.key?.secret;
  if (secret === undefined && keyStore !== undefined) {
    const stored = await keyStore.find(settled.platform.id);
    if (stored !== undefined && stored.origins.includes(settled.url.url.origin)) {
      secret = typeof stored.key === "string" ? new Secret(stored.key) : stored.key;
    }
  }
  const module = await import("openai").catch((cause: unknown) => {
    throw new PackageMissingError("The package openai is not installed.", { cause, hint: "Run `npm install openai`." });
  });
  return new module.OpenAI({
    ...client,
    // The vendor's client would take OPENAI_API_KEY for a platform without a key; it must never see it.
    apiKey: secret?.reveal() ?? "no-key",
    baseURL: settled.url.baseUrl,
    organization: client?.organization ?? null,
    project: client?.project ?? null,
    fetch: safeFetch(settled.url.url.origin, fetch),
    ...(modelOptions.maxRetries === undefined ? {} : { maxRetries: modelOptions.maxRetries }),
    ...(modelOptions.timeoutMs === undefined ? {} : { timeout: modelOptions.timeoutMs }),
  });
}
