import { RedirectError } from "../errors/errors.ts";

/**
 * A `fetch` for vendors' own clients: it sends only to the origins that the key is meant for and follows no redirect.
 *
 * @throws RedirectError from the returned function.
 */
export function safeFetch(
  origin: string,
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
    const response = await fetch(input, { ...init, redirect: "manual" });
    if (response.status >= 300 && response.status < 400) {
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
