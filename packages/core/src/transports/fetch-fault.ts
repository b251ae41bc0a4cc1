import type { ByokError, ErrorDetails } from "../errors/byok-error.ts";
import { NetworkError, ProtocolError } from "../errors/errors.ts";
import { isBrowser } from "../runtime.ts";

/** What a runtime has thrown in the place of Node's error with a code. */
export interface Fault {
  root: unknown;
  /** The text of `root`. */
  text: string;
  host: string;
  hostname: string;
  details: ErrorDetails;
  /** A `fetch` threw it, which tells every failure as a TypeError. */
  byFetch: boolean;
}

/**
 * The error of a fault that has no code: what Deno writes in words, what a browser does not tell, and what is no
 * failure of the network at all. Undefined for every other.
 */
export function toFetchFault(fault: Fault): ByokError | undefined {
  const { root, text, host, hostname, details } = fault;
  if ((root as { name?: unknown } | null)?.name === "NotCapable") {
    return new NetworkError(`This program may not connect to ${host}; nothing was sent.`, {
      ...details,
      kind: "refused",
      hint: `Run it with \`--allow-net=${host}\`.`,
    });
  }
  if (isProgramFault(fault)) {
    return new ProtocolError(`The request to ${host} failed in the program: ${text}`, {
      ...details,
      hint: "The error is in byok, a plugin or the `fetch` or transport that was given, not in the network; `cause` has the place.",
    });
  }
  if (/connection refused|\(os error (111|61|10061)\)/i.test(text)) {
    return new NetworkError(`${host} refused the connection.`, {
      ...details,
      kind: "refused",
      retryable: true,
      hint: "Is the server running there? Check the base URL, the port and the network.",
    });
  }
  if (/dns error/i.test(text)) {
    return new NetworkError(`The host name ${hostname} was not found.`, {
      ...details,
      kind: "dns",
      hint: "Check the base URL and the internet connection.",
    });
  }
  if (/invalid peer certificate/i.test(text)) {
    return new NetworkError(`The certificate of ${host} is not accepted (${text}).`, {
      ...details,
      kind: "tls",
      hint: "The key was not sent. Check the URL and the system clock; a company's own certificate goes into DENO_CERT.",
    });
  }
  if (fault.byFetch && root instanceof TypeError && isBrowser()) return untold(fault);
  return undefined;
}

// A page is never told why: the reason could be of use to another site (https://fetch.spec.whatwg.org/#concept-network-error).
function untold({ host, text, details }: Fault): NetworkError {
  const isOffline =
    (globalThis as { navigator?: { onLine?: boolean } }).navigator?.onLine === false;
  return new NetworkError(`The browser got no answer from ${host} for this page (${text}).`, {
    ...details,
    kind: "reset",
    retryable: true,
    hint: isOffline
      ? "This device is offline."
      : `Either ${host} does not take calls from pages of other sites (CORS), or the page's own Content-Security-Policy has no \`connect-src\` for it, or there is no connection. The browser's console says which; for CORS let a server of your own make the call.`,
  });
}

// `fetch` tells a broken connection as a TypeError too, but not in these words.
function isProgramFault({ root, text, byFetch }: Fault): boolean {
  if (root instanceof ReferenceError || root instanceof RangeError || root instanceof SyntaxError)
    return true;
  if (!(root instanceof TypeError)) return false;
  return (
    !byFetch ||
    /is not (a function|a constructor|an object|iterable|defined)|(reading|properties of|access property|convert|evaluating) /.test(
      text,
    )
  );
}
