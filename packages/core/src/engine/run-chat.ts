import type { ByokError } from "../errors/byok-error.ts";
import { ProtocolError, StreamTruncatedError } from "../errors/errors.ts";
import type { FinishEvent, StreamEvent } from "../events/stream-event.ts";
import { scrubValue } from "../keys/scrub.ts";
import type { Result } from "../results/result.ts";
import type { ResponseHead } from "../spi/wire-protocol.ts";
import { Assembler } from "./assembler.ts";
import { createBodyReader, type BodyReader } from "./body-reader.ts";
import type { ChatCall } from "./call.ts";
import { runExchange, AttemptFailure, type ExchangeReader } from "./exchange.ts";
import { buildFinish, partialAnswer } from "./finish.ts";
import { parseRetryAfter } from "../wires/shared/retry-after.ts";
import { parseRateLimit } from "../wires/shared/rate-limit-headers.ts";
import { requestIdOf } from "./request-id.ts";
import { runAttempts } from "./run-attempts.ts";
import { toError } from "./to-error.ts";
import { unansweredWarnings } from "./unanswered.ts";
import type { Brought } from "./watchdog.ts";

/**
 * Runs a chat call to its end: pushes every event, the one `finish` last, and resolves with the result.
 *
 * @throws ByokError, with `partial` when an answer had begun, were it with a page or with nothing.
 */
export async function runChat(call: ChatCall): Promise<Result> {
  let shown = false;
  const requestStart = call.settings.now();
  return await runAttempts(
    call,
    async (signed, attempt, unanswered) => {
      const answer = new ChatAnswer(call, (event) => {
        if (!shown) {
          shown = true;
          call.push(answer.startEvent());
        }
        call.push(event);
      });
      answer.assembler.warnings.push(...unansweredWarnings(unanswered));
      let finish: FinishEvent | undefined;
      try {
        await runExchange(call, signed, attempt, answer);
        finish = buildFinish(call, answer.assembler, answer.head!, requestStart);
        await call.complete(finish.result as Result);
        answer.push(finish);
        return finish.result as Result;
      } catch (thrown) {
        // An error that the platform tells in the place of an answer is a refusal, whatever its status.
        const told = answer.assembler.error;
        if (thrown instanceof AttemptFailure && told !== undefined && told.code !== "protocol")
          thrown.mayBeBilled &&= shown;
        if (answer.head !== undefined)
          attachPartial(thrown, call, answer, { requestStart, shown, finish, unanswered });
        throw thrown;
      }
    },
    () => shown,
  );
}

function attachPartial(
  thrown: unknown,
  call: ChatCall,
  answer: ChatAnswer,
  state: {
    requestStart: number;
    shown: boolean;
    finish: FinishEvent | undefined;
    unanswered: number;
  },
): void {
  const { finish } = state;
  const error = thrown instanceof AttemptFailure ? thrown.error : (thrown as ByokError);
  // An answer that came whole, and has not the wanted form, costs what the platform reported.
  error.partial ??=
    finish === undefined
      ? partialAnswer(call, answer.assembler, state)
      : { message: finish.result.message, usage: finish.usage, cost: finish.cost };
}

/** Reads one 2xx answer into an assembler. */
class ChatAnswer implements ExchangeReader {
  readonly assembler: Assembler;
  readonly push: (event: StreamEvent | FinishEvent) => void;
  head: ResponseHead | undefined;
  onExchange: ExchangeReader["onExchange"];
  #body: BodyReader | undefined;
  #isWhole = false;
  /** The body has come to a clean end, and not in the middle of an event. */
  #hasEnded = false;
  readonly #call: ChatCall;

  constructor(call: ChatCall, push: (event: StreamEvent | FinishEvent) => void) {
    this.#call = call;
    this.push = push;
    this.onExchange = call.onExchange;
    const { target, wire, settings } = call;
    this.assembler = new Assembler({
      scope: { wire: wire.id, platform: target.platform.id, model: target.model.id },
      limits: settings.limits,
      choices: call.choices,
      newId: () => `call_${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`,
      push,
      clean: (warning) => scrubValue(warning, call.scrub),
      ...(call.checkToolInput === undefined ? {} : { checkToolInput: call.checkToolInput }),
    });
  }

  startEvent(): StreamEvent {
    const requestId = requestIdOf(this.head, this.#call.scrub);
    return {
      type: "stream-start",
      warnings: [...this.#call.warnings, ...this.assembler.warnings],
      ...(requestId === undefined ? {} : { requestId }),
    };
  }

  onHead(head: ResponseHead): void {
    this.head = head;
    const { wire, target, settings, framing } = this.#call;
    this.assembler.rateLimit = parseRateLimit(
      head.headers,
      settings.now(),
      target.platform.rateLimitHeaders,
    );
    const emit = this.assembler.on.bind(this.assembler);
    this.#body = createBodyReader({
      head,
      framing,
      limits: settings.limits,
      decoder: () => wire.chat.decoder(head, target, emit),
      onJson: (json) => {
        this.#isWhole = true;
        wire.chat.decode(head, json, target, emit);
      },
      warn: (warning) =>
        this.assembler.warnings.push({ ...warning, message: this.#call.scrub(warning.message) }),
    });
  }

  onData(chunk: Uint8Array): Brought {
    const before = this.assembler.content;
    this.#body!.push(chunk);
    this.#throwIfError();
    return this.assembler.content === before ? this.#body!.brought(chunk) : "content";
  }

  onEnd(isCut: boolean): void {
    if (!this.assembler.done) this.#endBody(isCut);
    this.#throwIfError();
    if (this.isEnough()) return;
    const { target, url } = this.#call;
    const where = { platform: target.platform.id, model: target.model.id, retryable: true };
    if (this.assembler.progress === 0 || (this.assembler.done && this.assembler.progress === 1)) {
      throw new ProtocolError(
        `${url.host} answered without any event of the ${this.#call.wire.id} protocol.`,
        {
          ...where,
          hint: "Check the base URL and the surface: another protocol may answer here.",
        },
      );
    }
    throw new StreamTruncatedError(`${url.host} ended the stream before the answer was complete.`, {
      ...where,
      hint: "`partial` has what arrived; ask again for the rest.",
    });
  }

  isDone(): boolean {
    return this.assembler.done;
  }

  isEnough(): boolean {
    return this.assembler.error === undefined && this.#isComplete();
  }

  #isComplete(): boolean {
    const { terminal } = this.#call.target.policy.stream ?? {};
    // A document that could be read says by itself that nothing of it is missing.
    return this.#isWhole
      ? this.assembler.isComplete("eof", true)
      : this.assembler.isComplete(terminal, this.#hasEnded);
  }

  // Frames may still be held back: a usage chunk without its blank line, or half of a frame that was cut.
  #endBody(isCut: boolean): void {
    const wasEnough = this.isEnough();
    try {
      this.#body!.end();
    } catch (error) {
      if (!wasEnough) throw error;
    }
    // Half a frame is no news once the answer is whole, and before that it says only that the stream was cut.
    const isHalf = this.assembler.error?.code === "protocol" && !this.#isWhole;
    if (isHalf) this.assembler.error = undefined;
    this.#hasEnded = !isHalf && !isCut;
  }

  #throwIfError(): void {
    const error = this.assembler.error;
    if (error === undefined) return;
    if (error.code === "protocol" && this.#isComplete()) {
      // What comes behind a whole answer and cannot be read is no part of it: "[done]", say.
      this.assembler.error = undefined;
      this.assembler.done = true;
      return;
    }
    const { settings } = this.#call;
    error.status ??= this.head?.status ?? 200;
    // An error that comes as the first event is repeated like a status, and not before its time either.
    if (this.head !== undefined)
      error.retryAfterMs ??= parseRetryAfter(this.head.headers, settings.now());
    throw toError(error, this.#call);
  }
}
