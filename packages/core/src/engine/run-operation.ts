import { LimitError, ProtocolError } from "../errors/errors.ts";
import type { JsonValue } from "../json.ts";
import type { ClassifiedError, ResponseHead } from "../spi/wire-protocol.ts";
import { parseRetryAfter } from "../wires/shared/retry-after.ts";
import { firstByte } from "./body-reader.ts";
import type { Call } from "./call.ts";
import { concatBytes } from "./concat-bytes.ts";
import { AttemptFailure, runExchange, type ExchangeReader } from "./exchange.ts";
import { nestsDeeperThan } from "./limits.ts";
import { runAttempts } from "./run-attempts.ts";
import { toError } from "./to-error.ts";
import type { Brought } from "./watchdog.ts";

/**
 * Runs a call whose answer is one document, and decodes it; `decode` is told how many attempts before may have been
 * billed.
 *
 * @throws ByokError.
 */
export async function runOperation<T>(
  call: Call,
  decode: (head: ResponseHead, body: Uint8Array, unanswered: number) => T,
): Promise<T> {
  return await runAttempts(
    call,
    async (signed, attempt, unanswered) => {
      const document = new DocumentReader(call);
      try {
        await runExchange(call, signed, attempt, document);
      } catch (thrown) {
        // An error that the platform tells in the place of an answer is a refusal, whatever its status.
        if (thrown instanceof AttemptFailure && document.error !== undefined)
          thrown.mayBeBilled = false;
        throw thrown;
      }
      try {
        return decode(document.head!, document.bytes(), unanswered);
      } catch (cause) {
        if (cause instanceof Error && cause.name.endsWith("Error") && "code" in cause) throw cause;
        throw new ProtocolError(`The answer of ${call.url.host} could not be read.`, {
          platform: call.target.platform.id,
          model: call.target.model.id,
          cause,
          hint: "Check the base URL and the surface.",
        });
      }
    },
    () => false,
  );
}

class DocumentReader implements ExchangeReader {
  head: ResponseHead | undefined;
  /** What the platform told in the place of an answer. */
  error: ClassifiedError | undefined;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  onHead(head: ResponseHead): void {
    this.head = head;
  }

  onData(chunk: Uint8Array): Brought {
    this.#length += chunk.byteLength;
    const { maxFrameBytes } = this.#call.settings.limits;
    if (this.#length > maxFrameBytes) {
      throw new LimitError(`The answer is longer than ${maxFrameBytes} bytes.`, {
        hint: "Raise `limits.maxFrameBytes`, or ask for less at once.",
      });
    }
    this.#chunks.push(chunk);
    return firstByte(chunk) === undefined ? "nothing" : "content";
  }

  onEnd(): void {
    const { url, settings } = this.#call;
    const text = new TextDecoder().decode(this.bytes()).trimStart();
    const first = text[0];
    if (first !== "{" && first !== "[") {
      throw new ProtocolError(
        text === ""
          ? `${url.host} answered with nothing in it.`
          : `${url.host} answered with ${this.head?.headers.get("content-type") ?? "something"} instead of JSON: ${text
              .replace(/<[^>]*>/g, " ")
              .replace(/\s+/g, " ")
              .trim()
              .slice(0, 200)}`,
        { status: this.head?.status, hint: "Check the base URL." },
      );
    }
    if (nestsDeeperThan(text, settings.limits.maxJsonDepth))
      throw new LimitError("The answer nests too deep.", { hint: "Check the base URL." });
    if (this.#length <= settings.limits.maxErrorBytes) this.#throwIfError(text);
  }

  #throwIfError(text: string): void {
    const { wire, target, settings } = this.#call;
    const body = parseJson(text);
    if (body === undefined) return;
    const error = wire.errorInAnswer?.(this.head!, body, target);
    if (error === undefined) return;
    error.status ??= this.head!.status;
    error.retryAfterMs ??= parseRetryAfter(this.head!.headers, settings.now());
    this.error = error;
    throw toError(error, this.#call);
  }

  isDone(): boolean {
    return false;
  }

  isEnough(): boolean {
    return false;
  }

  bytes(): Uint8Array {
    return concatBytes(this.#chunks);
  }
}

// What is no JSON is told by the wire, which knows what it was to be.
function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
