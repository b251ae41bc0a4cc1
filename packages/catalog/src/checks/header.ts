/**
 * What is wrong with a header that a catalog entry sends; undefined when nothing is.
 *
 * @param name - The header's name.
 */
export function headerNameFault(name: string): string | undefined {
  const fault = tokenFault(name);
  if (fault !== undefined) return fault;
  if (OWNED.has(name.toLowerCase()) || /^(proxy|sec)-/i.test(name) || KEY_HEADER.test(name)) {
    return "belongs to the connection, the engine or the key: an entry must not set it";
  }
  return undefined;
}

/** What is wrong with the header or query name that carries a key; undefined when nothing is. */
export function keyHeaderFault(name: string): string | undefined {
  const fault = tokenFault(name);
  if (fault !== undefined) return fault;
  const lower = name.toLowerCase();
  const isOwned = OWNED.has(lower) || BODY_HEADERS.has(lower) || /^(proxy|sec)-/.test(lower);
  return lower !== "authorization" && isOwned
    ? "belongs to the connection or the engine: it cannot carry the key"
    : undefined;
}

/** What is wrong with a header's value; undefined when nothing is. */
export function headerValueFault(value: string): string | undefined {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value)
    ? undefined
    : "a header's value is visible ASCII on one line";
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
function tokenFault(name: string): string | undefined {
  return /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/.test(name)
    ? undefined
    : "is not a header name (RFC 9110)";
}

/** Headers that carry a key on one platform or another. */
const KEY_HEADER = /(^|-)(api-?key|subscription-key|token|secret|password|credentials?)$/i;

/** Headers about the body, which a wire writes: an entry may fix them, and no key may stand there. */
const BODY_HEADERS = new Set(["accept", "content-type"]);

const OWNED = new Set([
  "authorization",
  "connection",
  "content-encoding",
  "content-length",
  "cookie",
  "cookie2",
  "expect",
  "forwarded",
  "host",
  "keep-alive",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
]);
