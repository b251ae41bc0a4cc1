import type { Platform, Surface } from "../catalog/platform.ts";
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

/** The official clients, by a public member that the other has not, and the wires that each speaks. */
const CLIENTS = [
  { name: "OpenAI", member: "chat", wires: ["openai-chat", "openai-responses"] },
  { name: "Anthropic", member: "messages", wires: ["anthropic-messages"] },
] as const;

/**
 * Checks that an official client speaks a surface's wire; a client or a wire that is not known here may do so.
 *
 * @throws InvalidRequestError that names the client and the surface that fit.
 */
export function checkClientSpeaks(client: object, platform: Platform, surface: Surface): void {
  const given = CLIENTS.find(({ member }) => member in client);
  const speaks = (wires: readonly string[], { wire }: Surface): boolean => wires.includes(wire);
  const wanted = CLIENTS.find(({ wires }) => speaks(wires, surface));
  if (given === undefined || wanted === undefined || given === wanted) return;
  const other = platform.surfaces.find((each) => speaks(given.wires, each));
  throw new InvalidRequestError(
    `An ${given.name} client does not speak ${surface.wire}, which ${platform.name} is asked in here.`,
    {
      platform: platform.id,
      hint: `Pass a \`new ${wanted.name}()\` as \`client\`${other === undefined ? "" : `, or \`surface: "${other.wire}"\``}.`,
    },
  );
}
