import { LimitError, ProtocolError } from "../errors/errors.ts";
import type { ResponseHead } from "../spi/wire-protocol.ts";
import { firstByte } from "./body-reader.ts";
import type { Call } from "./call.ts";
import { concatBytes } from "./concat-bytes.ts";
import { runExchange, type ExchangeReader } from "./exchange.ts";
import { nestsDeeperThan } from "./limits.ts";
import { runAttempts } from "./run-attempts.ts";
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
      await runExchange(call, signed, attempt, document);
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
