/**
 * The vendor's own OpenAI client with byok's key, address and safety in place.
 *
 * @module
 */
import type { ClientOptions, OpenAI } from "openai";
import { InvalidRequestError, PackageMissingError } from "./errors/errors.ts";
import { withoutForeignHeaders } from "./keys/foreign-headers.ts";
import { hideKey } from "./keys/hide-key.ts";
import { clientAccess, type ClientAccessOptions } from "./model/client-access.ts";

/** Where the client's own variables are meant for. */
const OPENAI_ORIGIN = "https://api.openai.com";

/** Where the client's key and address come from, and the vendor's own options. */
export interface OpenAIClientOptions extends ClientAccessOptions {
  /** Passed on to the vendor's client. */
  client?: Omit<ClientOptions, "apiKey" | "baseURL" | "fetch">;
}

/**
 * Makes the official OpenAI client for a platform that speaks its protocol: for everything that byok does not wrap.
 * Of the client's own variables, OPENAI_CUSTOM_HEADERS and OPENAI_ADMIN_KEY hold at OpenAI's own address alone, where
 * they are the user's wish; elsewhere they would give one company's secrets to another.
 *
 * @throws PackageMissingError when `openai` is not installed; what ModelFactory.create throws for key and address.
 * @example
 * const groq = await openaiClient("groq");
 */
export async function openaiClient(
  platform: string,
  options: OpenAIClientOptions = {},
): Promise<OpenAI> {
  const { client, ...access } = options;
  const {
    platform: row,
    surface,
    baseUrl,
    key,
    fetch,
  } = await clientAccess(platform, "openai-chat", access);
  if (surface.auth !== "bearer" && surface.auth !== "none") {
    throw new InvalidRequestError(
      `${row.name} does not take its key the way the OpenAI client sends it.`,
      {
        platform: row.id,
        hint: "Use ModelFactory.create for this platform.",
      },
    );
  }
  const module = await import("openai").catch((cause: unknown) => {
    throw new PackageMissingError("The package openai is not installed.", {
      cause,
      hint: "Run `npm install openai`.",
    });
  });
  const made = new module.OpenAI({
    ...(options.maxRetries === undefined ? {} : { maxRetries: options.maxRetries }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...client,
    // Left out, these would come from OPENAI_* variables, which are meant for another host.
    apiKey: key ?? "no-key",
    organization: client?.organization ?? null,
    project: client?.project ?? null,
    ...(new URL(baseUrl).origin === OPENAI_ORIGIN
      ? {}
      : {
          adminAPIKey: client?.adminAPIKey ?? null,
          defaultHeaders: withoutForeignHeaders(
            "OPENAI_CUSTOM_HEADERS",
            { authorization: `Bearer ${key ?? "no-key"}` },
            client?.defaultHeaders,
          ),
        }),
    baseURL: baseUrl,
    fetch,
  });
  return hideKey(made, "OpenAI");
}
