import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";
import type { Transform } from "node:stream";
import type { ByokError } from "../errors/byok-error.ts";
import { LimitError, ProtocolError, StreamTruncatedError } from "../errors/errors.ts";

/** A ratio that no text reaches: above it, past the first 16 MiB, the body is a bomb. */
const MAX_RATIO = 1000;
const FREE_BYTES = 16 * 1024 * 1024;
/** Encodings on top of each other. */
const MAX_ENCODINGS = 3;

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

/** How each encoding is undone, and how its first byte tells it from a body that is plain in spite of its header. */
const ENCODINGS: Readonly<
  Record<string, { make(first: number): Transform; fits(first: number): boolean }>
> = {
  gzip: { make: () => createGunzip(), fits: (first) => first === 0x1f },
  // The name means zlib's format, and some servers send the bare one.
  deflate: {
    make: (first) => ((first & 0x0f) === 8 ? createInflate() : createInflateRaw()),
    fits: () => true,
  },
  br: { make: () => createBrotliDecompress(), fits: () => true },
  zstd: { make: () => createZstdDecompress(), fits: (first) => first === 0x28 },
};

/** The encodings of a `content-encoding` header in the order in which they were applied; none for a plain body. */
export function encodingsOf(header: string | undefined): string[] {
  return (header ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim().replace(/^x-/, ""))
    .filter((name) => name !== "" && name !== "identity");
}

/**
 * Undoes encodings (`gzip`, `deflate`, `br`, `zstd`), the last one applied first; a body that is declared gzip or zstd
 * and is plain passes as it is.
 *
 * @throws ProtocolError for another encoding, or for more than a server has reason to apply.
 */
export function createDecompressor(encodings: readonly string[], sink: Sink): Decompressor {
  const unknown = encodings.find((name) => !Object.hasOwn(ENCODINGS, name));
  if (unknown !== undefined || encodings.length > MAX_ENCODINGS) {
    throw new ProtocolError(
      `The server compressed its answer with "${encodings.join(", ").slice(0, 40)}", which byok did not ask for.`,
      {
        hint: "Check whether a proxy changes the answer.",
      },
    );
  }
  const steps: Decompressor[] = [];
  let next = sink;
  for (const name of encodings) {
    const step = undo(name, next);
    steps.push(step);
    next = {
      onData: (chunk) => step.push(chunk),
      onEnd: () => step.end(),
      onError: (error) => sink.onError(error),
    };
  }
  const outer = steps.at(-1);
  return {
    push: (chunk) => outer?.push(chunk),
    end: () => outer?.end(),
    close() {
      for (const step of steps) step.close();
    },
  };
}

function undo(name: string, sink: Sink): Decompressor {
  const { make, fits } = ENCODINGS[name]!;
  let stream: Transform | "plain" | undefined;
  let bytesIn = 0;
  let bytesOut = 0;

  function start(first: number): Transform | "plain" {
    if (!fits(first)) return "plain";
    const created = make(first);
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
    created.on("error", (error) => sink.onError(toDecodingError(error, name)));
    return created;
  }

  return {
    push(chunk) {
      if (chunk.byteLength === 0) return;
      bytesIn += chunk.byteLength;
      stream ??= start(chunk[0]!);
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

function toDecodingError(error: Error, name: string): ByokError {
  const isCut = /unexpected end|truncated/i.test(error.message);
  const ErrorClass = isCut ? StreamTruncatedError : ProtocolError;
  return new ErrorClass(`The compressed answer (${name}) is ${isCut ? "cut" : "damaged"}.`, {
    cause: error,
    retryable: true,
    hint: "Try again.",
  });
}
