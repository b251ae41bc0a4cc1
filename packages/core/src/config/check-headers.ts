import { isPlainObject } from "./check-json.ts";

/** A header field name (RFC 9110, section 5.6.2). */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Names that carry a key, a cookie or a token, whoever invented them. */
const CREDENTIAL =
  /^(cookie|set-cookie|authorization|proxy-.+)$|(^|-)(authorization|auth|api-?key|access-key|subscription-key|token|secret|password|passwd|credentials?|signature)($|-)/;

/** Names that the transport sets itself. */
const TRANSPORT: ReadonlySet<string> = new Set([
  "host",
  "content-length",
  "content-encoding",
  "content-type",
  "accept-encoding",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "upgrade",
  "te",
  "trailer",
  "expect",
]);

/** Whether a header of this name, in lower case, carries a credential. */
export function carriesCredential(name: string): boolean {
  return CREDENTIAL.test(name);
}

/** Checks `extraHeaders`. Problems name the header, never its value: it may be a secret that strayed. */
export function headerProblems(headers: unknown): string[] {
  if (!isPlainObject(headers)) return ["extraHeaders must be an object of header names and texts."];
  const problems: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const where = `extraHeaders[${JSON.stringify(name.slice(0, 60))}]`;
    const lower = name.toLowerCase();
    if (!NAME.test(name)) problems.push(`${where} is not a header name.`);
    else if (carriesCredential(lower)) {
      problems.push(`${where} would carry a credential; give the key as apiKey instead.`);
    } else if (TRANSPORT.has(lower)) problems.push(`${where} is set by byok itself; leave it out.`);
    else if (typeof value !== "string") problems.push(`${where} must be a text.`);
    else if (!isFieldValue(value)) {
      problems.push(`${where} holds control characters or characters outside Latin-1.`);
    }
  }
  return problems;
}

function isFieldValue(value: string): boolean {
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code < 0x20 || code === 0x7f || code > 0xff) return false;
  }
  return true;
}
