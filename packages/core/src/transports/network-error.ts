import { ByokError } from "../errors/byok-error.ts";
import { LimitError, NetworkError, ProtocolError, TimeoutError } from "../errors/errors.ts";
import { toFetchFault } from "./fetch-fault.ts";
import { isLoopbackHost } from "./loopback.ts";

const DNS = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME"]);
const REFUSED = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "ENETDOWN",
  "EADDRNOTAVAIL",
]);
const RESET = new Set([
  "ECONNRESET",
  "EPIPE",
  "ECONNABORTED",
  "UND_ERR_SOCKET",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
  "UND_ERR_INFO",
  "UND_ERR_CLOSED",
  "UND_ERR_DESTROYED",
]);
const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|ERR_TLS_|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL_\w*CERT)/;

/** Where an error of the network came from. */
export interface NetworkErrorOptions {
  /** Hosts of the proxies that may have been asked. */
  proxies?: readonly string[];
  /** It came while a proxy was asked for a tunnel. */
  byProxy?: boolean;
  /** A `fetch` threw it. */
  byFetch?: boolean;
}

/** Turns what Node, undici or fetch throws into a typed error. Messages name the host, never a header. */
export function toNetworkError(
  error: unknown,
  url: string,
  { proxies = [], byProxy = false, byFetch = false }: NetworkErrorOptions = {},
): ByokError {
  if (error instanceof ByokError) return error;
  const { host, hostname } = new URL(url);
  const root = rootCause(error);
  const code = codeOf(root);
  const text = root instanceof Error ? root.message : String(root);
  const details = { cause: error };

  const at = addressOf(root);
  if (
    at !== undefined &&
    at !== host &&
    !CERTIFICATE.test(code) &&
    proxies.some((proxy) => proxy === at || proxy.startsWith(`${at}:`))
  ) {
    return new NetworkError(`The proxy ${at} cannot be reached (${code}).`, {
      ...details,
      kind: "proxy",
      retryable: true,
      hint: "Check HTTPS_PROXY / HTTP_PROXY, or name the host in NO_PROXY.",
    });
  }
  if (
    code === "UND_ERR_BODY_TIMEOUT" ||
    (code === "UND_ERR_HEADERS_TIMEOUT" && proxies.length === 0)
  ) {
    const isHead = code === "UND_ERR_HEADERS_TIMEOUT";
    return new TimeoutError(
      `${host} ${isHead ? "sent nothing" : "went silent in the middle of its answer"} for as long as this fetch waits.`,
      {
        ...details,
        phase: isHead ? "first-byte" : "idle",
        retryable: true,
        hint: "Node's own fetch waits 300 s at most; the transport `node` waits as long as `timeoutMs` says.",
      },
    );
  }
  if (code === "UND_ERR_HEADERS_TIMEOUT") {
    return new TimeoutError(`The proxy did not open a tunnel to ${host} in time.`, {
      ...details,
      phase: "connect",
      retryable: true,
      hint: "Check HTTPS_PROXY / HTTP_PROXY; `timeouts.connectMs` changes the limit.",
    });
  }
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") {
    return new TimeoutError(`No connection to ${host} in time.`, {
      ...details,
      phase: "connect",
      retryable: true,
      hint: "Check the network, a proxy or a firewall; `timeouts.connectMs` changes the limit.",
    });
  }
  const isNotHttp =
    code.startsWith("HPE_") || (root as { name?: unknown } | null)?.name === "HTTPParserError";
  const isCut = byProxy && (RESET.has(code) || code === "UND_ERR_PRX_CONN");
  if (isCut || (byProxy && isNotHttp) || (/proxy/i.test(text) && !RESET.has(code))) {
    const reason = isCut ? "it broke the connection" : proxyReason(text);
    return new NetworkError(`The proxy did not open a tunnel to ${host}: ${reason}.`, {
      ...details,
      kind: "proxy",
      retryable: isCut,
      hint: "Check HTTPS_PROXY / HTTP_PROXY (user, password, address), or name the host in NO_PROXY.",
    });
  }
  if (DNS.has(code)) {
    return new NetworkError(`The host name ${hostname} was not found (${code}).`, {
      ...details,
      kind: "dns",
      retryable: code === "EAI_AGAIN",
      hint: "Check the base URL and the internet connection.",
    });
  }
  if (REFUSED.has(code)) {
    return new NetworkError(`${host} refused the connection (${code}).`, {
      ...details,
      kind: "refused",
      retryable: true,
      hint: isLoopbackHost(hostname)
        ? `Is the local server running on ${host}? Start it, or give another URL.`
        : "Check the base URL, the port and the network.",
    });
  }
  if (CERTIFICATE.test(code)) {
    return new NetworkError(`The certificate of ${host} is not accepted (${code}: ${text}).`, {
      ...details,
      kind: "tls",
      hint: "The key was not sent. Check the URL and the system clock; a company's own certificate goes into NODE_EXTRA_CA_CERTS.",
    });
  }
  if (code.startsWith("ERR_SSL_") || code === "EPROTO") {
    return new NetworkError(`There is no TLS connection with ${host} (${code}).`, {
      ...details,
      kind: "tls",
      hint: "The key was not sent. Check the URL: the server may speak http instead of https on this port.",
    });
  }
  if (isNotHttp) {
    return new ProtocolError(`${host} did not answer with HTTP (${code === "" ? text : code}).`, {
      ...details,
      hint: "Check the base URL: another kind of server may listen there.",
    });
  }
  if (/^(Z_|ZSTD_|ERR__ERROR_)/.test(code)) {
    return new ProtocolError(`The compressed answer of ${host} is damaged (${code}).`, {
      ...details,
      retryable: true,
      hint: "Try again; if it goes on, check whether a proxy changes the answer.",
    });
  }
  if (code === "UND_ERR_HEADERS_OVERFLOW") {
    return new LimitError(`${host} sent more response headers than allowed.`, {
      ...details,
      hint: "Check the base URL.",
    });
  }
  if (code === "EMFILE" || code === "ENFILE") {
    return new LimitError("The process has too many files and sockets open.", {
      ...details,
      retryable: true,
      hint: "Close some streams, or raise the limit with `ulimit -n`.",
    });
  }
  const fault =
    code === "" ? toFetchFault({ root, text, host, hostname, details, byFetch }) : undefined;
  if (fault !== undefined) return fault;
  return new NetworkError(`The connection to ${host} broke (${code === "" ? text : code}).`, {
    ...details,
    kind: "reset",
    retryable: true,
    hint: "Try again; if it goes on, check the network between here and the platform.",
  });
}

function rootCause(error: unknown): unknown {
  let current = error;
  for (let depth = 0; depth < 5; depth++) {
    if (current instanceof AggregateError && current.errors.length > 0) current = current.errors[0];
    else if (current instanceof Error && current.cause !== undefined && codeOf(current) === "")
      current = current.cause;
    else break;
  }
  return current;
}

// Node's socket errors carry the address that was tried.
function addressOf(error: unknown): string | undefined {
  const { address, hostname, port } = (error ?? {}) as {
    address?: unknown;
    hostname?: unknown;
    port?: unknown;
  };
  const name = typeof hostname === "string" ? hostname : address;
  if (typeof name !== "string") return undefined;
  return typeof port === "number" ? `${name}:${port}` : name;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : "";
}

// A proxy URL may hold a password, so only the status goes on.
function proxyReason(text: string): string {
  return /\((\d{3})\)/.exec(text)?.[1]?.concat(" answered") ?? "it answered with an error";
}
