import { ByokError } from "../errors/byok-error.ts";
import {
  AbortedError,
  NetworkError,
  ProtocolError,
  RedirectError,
  TimeoutError,
  type TimeoutPhase,
} from "../errors/errors.ts";
import { scrubError } from "../keys/scrub-error.ts";
import { scrubValue } from "../keys/scrub.ts";
import { Secret } from "../keys/secret.ts";
import type { ClassifiedError, ResponseHead } from "../spi/wire-protocol.ts";
import type { SignableRequest } from "../spi/authenticator.ts";
import type { Exchange, TransportHandler } from "../transports/transport.ts";
import { isLoopbackHost } from "../transports/loopback.ts";
import { parseRetryAfter } from "../wires/shared/retry-after.ts";
import type { Call, ExchangeControl } from "./call.ts";
import { concatBytes } from "./concat-bytes.ts";
import { asTyped, pluginFault, type PluginPiece } from "./plugin-fault.ts";
import { toError } from "./to-error.ts";
import { slowReaderError, timeoutError } from "./timeout-error.ts";
import { ERROR_BODY_MS } from "./timeouts.ts";
import { startWatchdog, type Brought, type Watchdog } from "./watchdog.ts";

/** Why an attempt failed, with what the retry loop must know. */
export class AttemptFailure {
  readonly error: ByokError;
  readonly classified: ClassifiedError | undefined;
  /** The request met a kept connection that its server had closed: nobody has read it. */
  readonly stale: boolean;
  /** The request may have been read, and was not refused: it may be billed. */
  mayBeBilled: boolean;

  constructor(
    error: ByokError,
    classified: ClassifiedError | undefined,
    about: { stale: boolean; mayBeBilled: boolean },
  ) {
    this.error = error;
    this.classified = classified;
    this.stale = about.stale;
    this.mayBeBilled = about.mayBeBilled;
  }
}

/** What the reader of a 2xx answer does. */
export interface ExchangeReader {
  onHead(head: ResponseHead): void;
  /** Returns what the chunk brought. Throws to fail the attempt. */
  onData(chunk: Uint8Array): Brought;
  /** The body has ended; `isCut`: perhaps too early. Throws when it did. */
  onEnd(isCut: boolean): void;
  /** True once the answer is complete: nothing more needs to be read. */
  isDone(): boolean;
  /** True when the answer would count as complete if the connection broke now. */
  isEnough(): boolean;
  /** Gets what slows the exchange down, and undefined when it has ended. */
  onExchange?(control: ExchangeControl | undefined): void;
}

const DRAIN_MS = 250;
/** The refusal of a closed connection comes back at once; what breaks later may have been read. */
const STALE_MS = 5_000;

/**
 * One HTTP exchange under its limits. Resolves when the reader is done; rejects with an AttemptFailure.
 * The socket is closed on every way out but a body that was read to its end.
 */
export function runExchange(
  call: Call,
  signed: SignableRequest,
  attempt: number,
  reader: ExchangeReader,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const { settings, transport, target, scrub, trace } = call;
    const started = performance.now();
    const at = (): number => Math.round((performance.now() - started) * 1000) / 1000;
    let settled = false;
    let sent = false;
    let head: ResponseHead | undefined;
    let errorBody: Uint8Array[] | undefined;
    let errorBytes = 0;
    let exchange: Exchange | undefined;
    let watchdog: Watchdog | undefined;

    function settle(): boolean {
      if (settled) return false;
      settled = true;
      watchdog?.stop();
      call.signal.removeEventListener("abort", onAbort);
      reader.onExchange?.(undefined);
      return true;
    }
    function fail(error: unknown, classified?: ClassifiedError, stale = false): void {
      if (!settle()) return;
      exchange?.abort();
      const typed = error instanceof ByokError ? error : fromThrown(error, call);
      // The transport and the readers know the host, not whom the call was for.
      Object.assign(typed, {
        platform: typed.platform ?? target.platform.id,
        ...(typed.model === undefined && target.model.id !== "" ? { model: target.model.id } : {}),
      });
      // The reason of an abort may be the caller's own error.
      if (typed !== call.signal.reason) scrubError(typed, scrub);
      trace?.({ type: "end", atMs: at(), attempt, error: `${typed.code}: ${typed.message}` });
      reject(
        new AttemptFailure(typed, classified, { stale, mayBeBilled: mayBeBilled(typed, stale) }),
      );
    }
    function mayBeBilled(error: ByokError, stale: boolean): boolean {
      if (head !== undefined) return head.status >= 200 && head.status < 300;
      if (transport.tellsSent === true) return sent && !stale;
      // The reason of an abort may be any error of the caller's own, and tells nothing of this request.
      return sent && (error === call.signal.reason || !isUnconnected(error));
    }
    function succeed(bodyEnded: boolean): void {
      if (!settle()) return;
      trace?.({ type: "end", atMs: at(), attempt });
      if (!bodyEnded) drain();
      resolve();
    }
    // A server that closes its answer at once lets the connection be used again; another one is cut off.
    function drain(): void {
      const timer = setTimeout(() => exchange?.abort(), DRAIN_MS);
      (timer as { unref?: () => void }).unref?.();
      onDrained = () => clearTimeout(timer);
    }
    let onDrained: (() => void) | undefined;

    function onAbort(): void {
      const reason: unknown = call.signal.reason;
      fail(
        reason instanceof ByokError
          ? reason
          : new AbortedError("The call was aborted.", {
              platform: target.platform.id,
              model: target.model.id,
              cause: reason,
              hint: "Ask again for another answer; `partial` has what had arrived.",
            }),
      );
    }
    function onExpire(phase: TimeoutPhase, ms: number, byReader: boolean): void {
      // The status is known and says more than a body that does not come.
      if (errorBody !== undefined) {
        failStatus();
        return;
      }
      if (head !== undefined && reader.isEnough()) {
        finishBody(false);
        return;
      }
      fail(byReader ? slowReaderError(ms, call) : timeoutError(phase, ms, call));
    }
    function finishBody(bodyEnded: boolean, isCut = false): void {
      try {
        reader.onEnd(isCut);
      } catch (error) {
        fail(error);
        return;
      }
      succeed(bodyEnded);
    }
    function failStatus(): void {
      const body = concatBytes(errorBody ?? [], settings.limits.maxErrorBytes);
      const piece: PluginPiece = {
        what: `The wire ${call.wire.id}, given an answer of status ${head!.status},`,
        platform: target.platform.id,
        model: target.model.id,
      };
      let classified: ClassifiedError;
      try {
        classified = call.wire.classifyError(head!, body, target);
        if (typeof classified?.message !== "string") throw pluginFault(piece, "gave no verdict");
      } catch (error) {
        fail(asTyped(error, piece));
        return;
      }
      classified.status ??= head!.status;
      classified.retryAfterMs ??= parseRetryAfter(head!.headers, settings.now());
      classified.message = scrub(classified.message);
      fail(toError(classified, call), classified);
    }

    if (call.signal.aborted) {
      onAbort();
      return;
    }
    call.signal.addEventListener("abort", onAbort, { once: true });
    watchdog = startWatchdog(settings.timeouts, onExpire);
    trace?.({
      type: "request",
      atMs: 0,
      attempt,
      method: signed.method,
      url: scrub(signed.url.href),
      headers: scrubValue(signed.headers, scrub),
      ...(signed.body === undefined ? {} : { body: scrub(new TextDecoder().decode(signed.body)) }),
    });

    const handler: TransportHandler = {
      onCredential: (value) => call.addSecrets([new Secret(value)]),
      onWritten() {
        sent = true;
        watchdog.wrote();
      },
      onSent() {
        sent = true;
        watchdog.sent();
      },
      onHead(received) {
        if (settled) return;
        head = received;
        const isError = head.status < 200 || head.status >= 400;
        watchdog.head(isError ? ERROR_BODY_MS : undefined);
        trace?.({
          type: "response",
          atMs: at(),
          attempt,
          status: head.status,
          headers: scrubValue(Object.fromEntries(head.headers), scrub),
        });
        if (head.status >= 300 && head.status < 400) {
          fail(redirectError(head, call));
          return;
        }
        if (isError) {
          errorBody = [];
          return;
        }
        try {
          reader.onHead(head);
        } catch (error) {
          fail(error);
        }
      },
      onData(chunk) {
        if (settled) return;
        if (trace !== undefined)
          trace({
            type: "chunk",
            atMs: at(),
            attempt,
            text: scrub(new TextDecoder().decode(chunk)),
          });
        if (errorBody !== undefined) {
          errorBody.push(chunk);
          errorBytes += chunk.byteLength;
          watchdog.chunk("nothing");
          if (errorBytes >= settings.limits.maxErrorBytes) failStatus();
          return;
        }
        try {
          watchdog.chunk(reader.onData(chunk));
          if (reader.isDone()) finishBody(false);
        } catch (error) {
          fail(error);
        }
      },
      onEnd(isCut) {
        onDrained?.();
        if (settled) return;
        if (errorBody !== undefined) failStatus();
        else finishBody(true, isCut);
      },
      onError(error, stale) {
        onDrained?.();
        if (settled) return;
        if (errorBody !== undefined) failStatus();
        // The platform has said that it is finished; how the connection ends changes nothing.
        else if (head !== undefined && reader.isEnough()) finishBody(true);
        else fail(error, undefined, stale === true && head === undefined && at() < STALE_MS);
      },
    };
    let opened: Exchange;
    sent = transport.tellsSent !== true;
    try {
      opened = transport.open(
        {
          method: signed.method,
          url: signed.url.href,
          headers: signed.headers,
          ...(signed.body === undefined ? {} : { body: signed.body }),
          connectTimeoutMs: settings.timeouts.connectMs,
          ...(isLocalServer(call) ? { direct: true } : {}),
        },
        handler,
      );
    } catch (error) {
      sent = false;
      const { platform, model } = target;
      fail(
        asTyped(error, {
          what: `The transport ${transport.id}`,
          platform: platform.id,
          model: model.id,
        }),
      );
      return;
    }
    exchange = opened;
    reader.onExchange?.({
      pause() {
        opened.pause();
        watchdog.paused(true);
      },
      resume() {
        watchdog.paused(false);
        opened.resume();
      },
      taken: () => watchdog.taken(),
    });
  });
}

function isUnconnected(error: ByokError): boolean {
  if (error instanceof NetworkError) return error.kind !== "reset";
  if (error instanceof TimeoutError) return error.phase === "connect";
  return error instanceof RedirectError;
}

// A server that the catalog knows as local is on this machine; behind a company's proxy it would not be found.
function isLocalServer({ target, url }: Call): boolean {
  return target.platform.local !== undefined && isLoopbackHost(url.hostname);
}

function redirectError(head: ResponseHead, call: Call): RedirectError {
  const location = head.headers.get("location");
  let target = "another address";
  try {
    if (location !== undefined) target = new URL(location, head.url).origin;
  } catch {
    target = "an address that cannot be read";
  }
  return new RedirectError(
    `${call.url.host} redirects to ${call.scrub(target)} (${head.status}); the prompt and the key were not sent on.`,
    {
      platform: call.target.platform.id,
      model: call.target.model.id,
      status: head.status,
      hint: "If that is the right place, give it as `url`.",
    },
  );
}

function fromThrown(error: unknown, call: Call): ByokError {
  const text = error instanceof Error ? error.message : String(error);
  return new ProtocolError(
    `The answer of ${call.url.host} could not be read: ${call.scrub(text).slice(0, 300)}`,
    {
      platform: call.target.platform.id,
      model: call.target.model.id,
      cause: error,
      hint: "This is a defect of byok or of the platform; a `trace` of the call shows which.",
    },
  );
}
