import type { ResponseHead } from "../spi/wire-protocol.ts";

/** The id that the platform gave the request, from its headers. */
export function requestIdOf(head: ResponseHead | undefined): string | undefined {
  return (
    head?.headers.get("x-request-id") ??
    head?.headers.get("request-id") ??
    head?.headers.get("apim-request-id")
  );
}
