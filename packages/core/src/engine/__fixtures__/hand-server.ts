import type { Transport, TransportHandler } from "../../transports/transport.ts";

/** A server that does what the test says and when, without a network between: for tests with a clock of their own. */
export interface HandServer {
  transport: Transport;
  /** Resolves when a request has come. */
  asked: Promise<void>;
  /** Tells the head of an answer. */
  head(contentType: string): void;
  send(text: string): void;
  end(): void;
  written(): void;
  sent(): void;
  /** The network is to wait. */
  readonly paused: boolean;
  /** The connection has been closed. */
  readonly closed: boolean;
}

/** Starts a server for one request. */
export function startHandServer(): HandServer {
  const asked = Promise.withResolvers<void>();
  const bytes = new TextEncoder();
  let handler: TransportHandler | undefined;
  let url = "";
  let paused = false;
  let closed = false;
  return {
    transport: {
      id: "by hand",
      open(request, given) {
        handler = given;
        url = request.url;
        asked.resolve();
        return {
          pause: () => void (paused = true),
          resume: () => void (paused = false),
          abort: () => void (closed = true),
        };
      },
    },
    asked: asked.promise,
    head: (type) => handler?.onHead({ status: 200, headers: new Map([["content-type", type]]), url }),
    send: (text) => handler?.onData(bytes.encode(text)),
    end: () => handler?.onEnd(),
    written: () => handler?.onWritten?.(),
    sent: () => handler?.onSent?.(),
    get paused() {
      return paused;
    },
    get closed() {
      return closed;
    },
  };
}
