import type { IncomingHttpHeaders } from "node:http";
import type { SimulatorOptions } from "../options.ts";
import type { Expectations } from "./expectations.ts";
import { refuse, RefusedRequest } from "./refusal.ts";

/** Headers that carry a key on some platform. */
export const KEY_HEADERS: readonly string[] = [
  "authorization",
  "x-api-key",
  "api-key",
  "x-goog-api-key",
  "ocp-apim-subscription-key",
  "cookie",
];

/** A key as it was sent. */
export interface SentKey {
  /** The header's or query field's name. */
  name: string;
  prefix: string;
  value: string;
}

/** Finds the key of a request where the surface says that it stands. */
export function findKey(
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  { surface, strict }: Expectations,
): SentKey | undefined {
  const { auth, authName, authPrefix } = surface;
  if (auth === "none") return undefined;
  const bearer = headers.authorization;
  // Anthropic's own client sends its key as a bearer token since version 1.
  if (!strict && bearer?.startsWith("Bearer ") === true)
    return { name: "authorization", prefix: "Bearer ", value: bearer.slice(7) };
  const prefix = auth === "bearer" ? "Bearer " : (authPrefix ?? "");
  const name =
    auth === "bearer"
      ? "authorization"
      : auth === "query"
        ? (authName ?? "key")
        : (authName ?? "authorization").toLowerCase();
  const value = auth === "query" ? query.get(name) : headers[name];
  if (typeof value !== "string" || !value.startsWith(prefix)) return undefined;
  return { name, prefix, value: value.slice(prefix.length) };
}

/** Refuses a request without a good key, or without the headers that the platform demands. */
export function checkAuth(
  headers: IncomingHttpHeaders,
  key: SentKey | undefined,
  expected: Expectations,
  options: SimulatorOptions,
): void {
  const { platform, surface, wire } = expected;
  if (key === undefined || key.value.trim() === "") {
    if (surface.auth === "none" || platform.keyOptional === true) return;
    throw new RefusedRequest({
      code: "authentication",
      message: missingText(expected),
      status: 401,
    });
  }
  if (!isGood(key.value, options.keys)) {
    throw new RefusedRequest({
      code: "authentication",
      message:
        wire === "anthropic-messages"
          ? "invalid x-api-key"
          : `Incorrect API key provided: ${maskKey(key.value)}. You can find your API key at ${platform.keysUrl ?? "https://platform.openai.com/account/api-keys"}.`,
      wireCode: "invalid_api_key",
    });
  }
}

/** Refuses a request without the headers that the platform demands. */
export function checkHeaders(headers: IncomingHttpHeaders, { policy, wire }: Expectations): void {
  if (wire === "anthropic-messages" && headers["anthropic-version"] === undefined)
    refuse("anthropic-version: header is required");
  for (const [name, value] of Object.entries(policy.headers?.fixed ?? {})) {
    if (!fitsPlaces(value, headers[name.toLowerCase()]))
      refuse(`${name.toLowerCase()}: "${value}" is expected`);
  }
}

/** Whether a header has the value that a policy fixes, with anything in its `{var}` places. */
function fitsPlaces(template: string, sent: string | string[] | undefined): boolean {
  if (sent === template) return true;
  const texts = template.split(/\{\w+\}/);
  return (
    typeof sent === "string" &&
    texts.length > 1 &&
    sent.startsWith(texts[0] ?? "") &&
    sent.endsWith(texts.at(-1) ?? "")
  );
}

/** Shows a key as OpenAI's error does: its first eight and last four characters. */
function maskKey(key: string): string {
  if (key.length <= 12)
    return `${"*".repeat(Math.max(0, key.length - 4))}${key.slice(-Math.min(4, Math.floor(key.length / 2)))}`;
  return `${key.slice(0, 8)}${"*".repeat(Math.min(40, key.length - 12))}${key.slice(-4)}`;
}

function isGood(key: string, good: readonly string[] | undefined): boolean {
  return good === undefined ? !/invalid|wrong/i.test(key) : good.includes(key);
}

function missingText({ wire, surface, platform }: Expectations): string {
  if (wire === "anthropic-messages")
    return `${surface.authName ?? "x-api-key"}: header is required`;
  const where =
    surface.auth === "bearer"
      ? "an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)"
      : `the ${surface.authName ?? "api-key"} header`;
  return `You didn't provide an API key. You need to provide your API key in ${where}. You can obtain an API key from ${platform.keysUrl ?? "https://platform.openai.com/account/api-keys"}.`;
}
