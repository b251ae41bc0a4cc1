import type { ResponseHead } from "../spi/wire-protocol.ts";

/** One HTTP request, ready to send: final URL, headers with credentials, final bytes. */
export interface TransportRequest {
  method: string;
  url: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body?: Uint8Array;
  /** How long a connection may take to open. */
  connectTimeoutMs: number;
  /** True for a local server at its own loopback address: a proxy cannot reach it. */
  direct?: boolean;
}

/** What a transport tells, in order: one head, any number of chunks, then one end or one error. */
export interface TransportHandler {
  /** A credential that the transport itself puts on the request; it is kept out of errors and traces like a key. */
  onCredential?(value: string): void;
  /** A piece of a long request has been taken by the network. */
  onWritten?(): void;
  /** The whole request has been handed to the network. */
  onSent?(): void;
  onHead(head: ResponseHead): void;
  onData(chunk: Uint8Array): void;
  /** The body has ended. `isCut`: by a reset of a connection whose end alone ends it, so that some may be missing. */
  onEnd(isCut?: boolean): void;
  /**
   * A NetworkError, TimeoutError (phase connect), ProtocolError or LimitError where the transport can tell, else what
   * was thrown. `stale`: the connection was kept from an earlier exchange and has told nothing of this one.
   */
  onError(error: unknown, stale?: boolean): void;
}

/** A request under way. Nothing is told after `abort`. */
export interface Exchange {
  /** Stops reading from the network until `resume`. */
  pause(): void;
  resume(): void;
  /** Closes the connection at once. */
  abort(): void;
}

/** The only piece that touches the network. It never follows redirects and never retries. */
export interface Transport {
  id: string;
  /**
   * True when `onWritten` or `onSent` comes before a server can have read a whole request: one of which neither came
   * was not sent. Of any other transport a request that was opened may have been sent, unless it tells that it could
   * not connect.
   */
  tellsSent?: boolean;
  open(request: TransportRequest, handler: TransportHandler): Exchange;
}
