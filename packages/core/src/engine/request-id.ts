import type { Scrub } from "../keys/scrub.ts";
import type { ResponseHead } from "../spi/wire-protocol.ts";

/** The id that the platform gave the request, from its headers. */
export function requestIdOf(head: ResponseHead | undefined, scrub: Scrub): string | undefined {
  const id =
    head?.headers.get("x-request-id") ??
    head?.headers.get("request-id") ??
    head?.headers.get("apim-request-id");
  return id === undefined ? undefined : scrub(id);
}
