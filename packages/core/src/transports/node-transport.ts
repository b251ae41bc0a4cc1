import type { buildConnector, Dispatcher, Pool } from "undici";
import { PackageMissingError } from "../errors/errors.ts";
import { createDecompressor, encodingsOf, type Decompressor } from "./decompress.ts";
import { toNetworkError } from "./network-error.ts";
import {
  isInNoProxyNetwork,
  NO_PROXIES,
  proxyHosts,
  readProxies,
  type Proxies,
} from "./proxies.ts";
import { isOfTunnel, noteTunnelErrors } from "./tunnel-errors.ts";
import { endedByReset, watchResets } from "./reset-at-end.ts";
import { skipContinue } from "./skip-continue.ts";
import { isStale, watchReuse } from "./stale-connection.ts";
import type { Exchange, Transport, TransportHandler, TransportRequest } from "./transport.ts";

/**
 * The transport of Node: undici's dispatcher without fetch on top of it, loaded at the first request.
 * Proxies come from HTTP_PROXY, HTTPS_PROXY and NO_PROXY, always through a CONNECT tunnel.
 */
export const nodeTransport: Transport = { id: "node", tellsSent: true, open };

/**
 * Loads undici before the first request, so that a package that is missing is not told as a broken connection.
 *
 * @throws PackageMissingError.
 */
export async function loadUndici(): Promise<void> {
  try {
    await import("undici");
  } catch (cause) {
    throw new PackageMissingError(
      "The Node transport needs the package undici, which cannot be loaded.",
      {
        cause,
        hint: 'In a bundle, keep undici external or pass `transport: "fetch"`; else run `npm install undici`.',
      },
    );
  }
}

/** Whether the environment names a proxy, which `fetch` would go past. */
export function hasProxy(): boolean {
  const { httpProxy, httpsProxy } = readProxies();
  return httpProxy !== undefined || httpsProxy !== undefined;
}

function open(request: TransportRequest, handler: TransportHandler): Exchange {
  const state: ExchangeState = { aborted: false, paused: false, settled: false };
  void start(request, handler, state);
  return {
    pause() {
      state.paused = true;
      state.controller?.pause();
    },
    resume() {
      state.paused = false;
      state.controller?.resume();
    },
    abort() {
      state.aborted = true;
      state.controller?.abort(new Error("aborted"));
      state.decompressor?.close();
    },
  };
}

async function start(
  request: TransportRequest,
  handler: TransportHandler,
  state: ExchangeState,
): Promise<void> {
  try {
    const dispatcher = await dispatcherFor(request);
    if (!state.aborted) dispatch(dispatcher, request, handler, state);
  } catch (error) {
    if (!state.aborted)
      handler.onError(
        toNetworkError(error, request.url, {
          proxies: request.direct === true ? [] : proxyHosts(),
        }),
      );
  }
}

interface ExchangeState {
  aborted: boolean;
  paused: boolean;
  settled: boolean;
  controller?: Dispatcher.DispatchController;
  decompressor?: Decompressor;
}

function dispatch(
  dispatcher: Dispatcher,
  request: TransportRequest,
  handler: TransportHandler,
  state: ExchangeState,
): void {
  const url = new URL(request.url);

  function fail(error: unknown): void {
    if (state.aborted || state.settled) return;
    state.settled = true;
    const proxies = request.direct === true ? [] : proxyHosts();
    handler.onError(
      toNetworkError(error, request.url, { proxies, byProxy: isOfTunnel(error) }),
      isStale(error, state.controller !== undefined),
    );
  }
  let isCut = false;
  function end(): void {
    if (state.aborted || state.settled) return;
    state.settled = true;
    handler.onEnd(isCut);
  }
  // An error thrown by the reader (a cap, say) must close the socket, not crash the parser.
  function guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      fail(error);
      state.aborted = true;
      state.controller?.abort(new Error("aborted"));
    }
  }

  dispatcher.dispatch(
    {
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      ...payload(request, () => handler.onWritten?.()),
      headersTimeout: 0,
      bodyTimeout: 0,
    },
    {
      onRequestStart(controller) {
        state.controller = controller;
        if (state.aborted) controller.abort(new Error("aborted"));
      },
      onRequestSent() {
        handler.onSent?.();
      },
      onResponseStart(controller, status, rawHeaders) {
        if (state.aborted || status < 200) return;
        const headers = new Map<string, string>();
        for (const name in rawHeaders) {
          const value = rawHeaders[name];
          if (value !== undefined)
            headers.set(name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value);
        }
        guard(() => {
          // First the head: what cannot be unpacked is an answer all the same.
          handler.onHead({ status, headers, url: request.url });
          const encodings = encodingsOf(headers.get("content-encoding"));
          if (encodings.length > 0) {
            state.decompressor = createDecompressor(encodings, {
              onData: (chunk) => guard(() => !state.aborted && handler.onData(chunk)),
              onEnd: end,
              onError: fail,
            });
          }
        });
        if (state.paused) controller.pause();
      },
      onResponseData(_controller, chunk) {
        if (state.aborted) return;
        if (state.decompressor === undefined) guard(() => handler.onData(chunk));
        else state.decompressor.push(chunk);
      },
      onResponseEnd() {
        isCut = endedByReset();
        if (state.decompressor === undefined) end();
        else state.decompressor.end();
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    },
  );
}

/** Bodies above this are written piece by piece. */
const LONG_BYTES = 256 * 1024;
const PIECE_BYTES = 64 * 1024;

// Of a body in one piece nobody can tell how much the server has taken; one in pieces waits for each of them.
function payload(
  { headers, body }: TransportRequest,
  onWritten: () => void,
): Pick<Dispatcher.DispatchOptions, "headers" | "body"> {
  if (body === undefined || body.byteLength <= LONG_BYTES) return { headers, body: body ?? null };
  return {
    headers: { ...headers, "content-length": String(body.byteLength) },
    body: pieces(body, onWritten) as unknown as Dispatcher.DispatchOptions["body"],
  };
}

async function* pieces(body: Uint8Array, onWritten: () => void): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.byteLength; at += PIECE_BYTES) {
    yield body.subarray(at, at + PIECE_BYTES);
    onWritten();
  }
}

const dispatchers = new Map<string, Promise<Dispatcher>>();

function dispatcherFor(request: TransportRequest): Promise<Dispatcher> {
  const proxies = proxiesFor(request);
  const key = `${request.connectTimeoutMs} ${proxies.httpProxy} ${proxies.httpsProxy} ${proxies.noProxy}`;
  let dispatcher = dispatchers.get(key);
  if (dispatcher === undefined) {
    dispatcher = createDispatcher(request.connectTimeoutMs, proxies);
    dispatchers.set(key, dispatcher);
    // A failed import (a broken install) may be mended while the process lives.
    dispatcher.catch(() => dispatchers.delete(key));
  }
  return dispatcher;
}

function proxiesFor(request: TransportRequest): Proxies {
  if (request.direct === true) return NO_PROXIES;
  const proxies = readProxies();
  return isInNoProxyNetwork(new URL(request.url).hostname, proxies.noProxy) ? NO_PROXIES : proxies;
}

function watched(connect: buildConnector.connector): buildConnector.connector {
  return (target, callback) =>
    connect(target, (...made) => {
      const [error, socket] = made;
      if (error === null) callback(null, watchResets(watchReuse(skipContinue(socket))));
      else callback(error, null);
    });
}

async function createDispatcher(connectTimeoutMs: number, proxies: Proxies): Promise<Dispatcher> {
  const { Agent, buildConnector, EnvHttpProxyAgent, Pool } = await import("undici");
  const options = {
    connect: buildConnector({ timeout: connectTimeoutMs, allowH2: false }),
    // Connections to a platform, through a tunnel or not, are made by the pools of this factory.
    factory: (origin: string | URL, pool: Pool.Options) =>
      new Pool(origin, { ...pool, connect: watched(pool.connect as buildConnector.connector) }),
    connectTimeout: connectTimeoutMs,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    // One connection carries one stream at a time, and a queue behind a stream would be a hidden wait.
    pipelining: 1,
  };
  if (proxies.httpProxy === undefined && proxies.httpsProxy === undefined)
    return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    proxyTunnel: true,
    // Only the proxy itself is asked through this pool: its answer to CONNECT is part of connecting.
    clientFactory: (origin, opts) =>
      noteTunnelErrors(new Pool(origin, { ...opts, headersTimeout: connectTimeoutMs })),
    ...(proxies.httpProxy === undefined ? {} : { httpProxy: proxies.httpProxy }),
    ...(proxies.httpsProxy === undefined ? {} : { httpsProxy: proxies.httpsProxy }),
    ...(proxies.noProxy === undefined ? {} : { noProxy: proxies.noProxy }),
  });
}
