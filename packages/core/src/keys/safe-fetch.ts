import { RedirectError } from "../errors/errors.ts";
import { cleanCause } from "./scrub-error.ts";
import { scrubValue, type Scrub } from "./scrub.ts";

/** Bytes of an error body that are read. */
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * A `fetch` for vendors' own clients: it sends only to the origin that the key is meant for and follows no redirect.
 * The clients make their errors of what it throws and of error answers, so both come without the key.
 *
 * @throws RedirectError from the returned function.
 */
export function safeFetch(
  origin: string,
  scrub: Scrub,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(typeof input === "string" || input instanceof URL ? input : input.url);
    if (url.origin !== origin) {
      throw new RedirectError(
        `The client tried to send the key for ${origin} to ${url.origin}; nothing was sent.`,
        {
          hint: "Make another client for that address.",
        },
      );
    }
    let response: Response;
    try {
      response = await fetch(input, { ...init, redirect: "manual" });
      if (response.status >= 400) return await withoutKey(response, scrub);
    } catch (error) {
      // The reason of an abort is the caller's own object.
      throw init?.signal?.aborted === true ? error : cleanCause(error, scrub);
    }
    if (response.status >= 300) {
      throw new RedirectError(
        `${url.host} redirects elsewhere (${response.status}); the prompt and the key were not sent on.`,
        {
          hint: "If that is the right place, give it as `url`.",
        },
      );
    }
    return response;
  };
}

async function withoutKey(response: Response, scrub: Scrub): Promise<Response> {
  const { status, statusText, url } = response;
  const headers = new Headers(scrubValue(Object.fromEntries(response.headers), scrub));
  // They tell of the bytes that were.
  for (const name of ["content-length", "content-encoding"]) headers.delete(name);
  const text = scrub(await readStart(response));
  const copy = new Response(text, { status, statusText: scrub(statusText), headers });
  return Object.defineProperty(copy, "url", { value: url });
}

async function readStart({ body }: Response): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = "";
  for (let bytes = 0; bytes < MAX_ERROR_BYTES;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  // The answer counts, not how its connection ends.
  reader.cancel().catch(() => {});
  return text;
}
