import { InvalidRequestError } from "../errors/errors.ts";

/** The members of an official client that the chat travels over; the OpenAI and the Anthropic client share them. */
export interface OfficialClient {
  baseURL: string;
  post(path: string, options: Record<string, unknown>): { asResponse(): Promise<Response> };
}

/**
 * Reads an official client from the `client` option.
 *
 * @throws InvalidRequestError for anything else.
 */
export function asOfficialClient(client: object): OfficialClient {
  const candidate = client as Partial<OfficialClient>;
  if (typeof candidate.baseURL === "string" && typeof candidate.post === "function")
    return candidate as OfficialClient;
  throw new InvalidRequestError("`client` is not an official OpenAI or Anthropic client.", {
    hint: "Pass `new OpenAI()` or `new Anthropic()`, or leave `client` out.",
  });
}
