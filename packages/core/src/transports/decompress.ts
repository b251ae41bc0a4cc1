import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from "node:zlib";
import type { Transform } from "node:stream";
import { LimitError, ProtocolError, StreamTruncatedError } from "../errors/errors.ts";

/** A ratio that no text reaches: above it, past the first 16 MiB, the body is a bomb. */
const MAX_RATIO = 1000;
const FREE_BYTES = 16 * 1024 * 1024;

/** Undoes a content encoding chunk by chunk. */
export interface Decompressor {
  push(chunk: Uint8Array): void;
  end(): void;
  close(): void;
}

interface Sink {
  onData(chunk: Uint8Array): void;
  onEnd(): void;
  onError(error: unknown): void;
}

/**
 * Decompresses `gzip`, `deflate`, `br` and `zstd`; a body that is declared gzip and is plain text passes as it is.
 *
 * @throws ProtocolError for another encoding.
 */
export function createDecompressor(encoding: string, sink: Sink): Decompressor {
  const name = encoding.trim().toLowerCase();
  const make = {
    gzip: createGunzip,
    "x-gzip": createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
    zstd: createZstdDecompress,
  }[name];
  if (make === undefined) {
    throw new ProtocolError(
      `The server compressed its answer with "${encoding.slice(0, 40)}", which byok did not ask for.`,
      {
        hint: "Check whether a proxy changes the answer.",
      },
    );
  }
  let stream: Transform | "plain" | undefined;
  let bytesIn = 0;
  let bytesOut = 0;

  function start(first: Uint8Array): Transform | "plain" {
    if (name.endsWith("gzip") && first[0] !== 0x1f) return "plain";
    const created = make!();
    created.on("data", (chunk: Buffer) => {
      bytesOut += chunk.byteLength;
      if (bytesOut > FREE_BYTES && bytesOut > bytesIn * MAX_RATIO) {
        sink.onError(
          new LimitError(`The server sent ${bytesIn} bytes that unpack to more than ${bytesOut}.`, {
            hint: "Check the base URL.",
          }),
        );
        created.destroy();
        return;
      }
      sink.onData(chunk);
    });
    created.on("end", () => sink.onEnd());
    created.on("error", (error) => {
      const isCut = /unexpected end|truncated/i.test(error.message);
      const ErrorClass = isCut ? StreamTruncatedError : ProtocolError;
      sink.onError(
        new ErrorClass(`The compressed answer (${name}) is ${isCut ? "cut" : "damaged"}.`, {
          cause: error,
          retryable: true,
          hint: "Try again.",
        }),
      );
    });
    return created;
  }

  return {
    push(chunk) {
      bytesIn += chunk.byteLength;
      stream ??= start(chunk);
      if (stream === "plain") sink.onData(chunk);
      else stream.write(chunk);
    },
    end() {
      if (stream === undefined || stream === "plain") sink.onEnd();
      else stream.end();
    },
    close() {
      if (stream !== undefined && stream !== "plain") stream.destroy();
    },
  };
}
