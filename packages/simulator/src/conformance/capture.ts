/** A request as a `fetch` was given it. */
export interface Captured {
  url: URL;
  headers: Headers;
}

/** A `fetch` that sends nothing: it keeps the request and answers 400. */
export function captureFetch(): { fetch: typeof globalThis.fetch; requests: Captured[] } {
  const requests: Captured[] = [];
  return {
    requests,
    fetch: (input, init) => {
      const url = new URL(typeof input === "string" || input instanceof URL ? input : input.url);
      requests.push({ url, headers: new Headers(init?.headers) });
      return Promise.resolve(
        Response.json(
          { error: { message: "captured", type: "invalid_request_error" } },
          { status: 400 },
        ),
      );
    },
  };
}
