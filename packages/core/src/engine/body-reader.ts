import { LimitError, ProtocolError } from "../errors/errors.ts";
import type { JsonValue } from "../json.ts";
import type { Framing } from "../spi/framing.ts";
import type { Decoder, ResponseHead } from "../spi/wire-protocol.ts";
import type { Warning } from "../results/warning.ts";
import { nestsDeeperThan, type Limits } from "./limits.ts";
import type { Brought } from "./watchdog.ts";

/** Reads the body of a 2xx answer, whatever it turns out to be. */
export interface BodyReader {
  push(chunk: Uint8Array): void;
  /** What the chunk that was pushed last brought, when no event came of it. */
  brought(chunk: Uint8Array): Brought;
  end(): void;
}

/** What a body may turn into. */
export interface BodyReaderOptions {
  head: ResponseHead;
  framing: Framing;
  limits: Limits;
  /** Makes the decoder of a stream. */
  decoder(): Decoder;
  /** Takes a whole JSON answer. */
  onJson(body: JsonValue): void;
  warn(warning: Warning): void;
}

/** The bytes of a byte order mark. */
const MARK: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf]);
const EXCERPT = 200;
const PAGE_CHARS = 10_000;

/**
 * Reads a body by its first byte, not by what its headers claim: an event stream, one JSON document, or a page that
 * is no answer at all. Servers behind proxies and captive portals get the content type wrong.
 *
 * @throws ProtocolError, LimitError from `push` and `end`.
 */
export function createBodyReader(options: BodyReaderOptions): BodyReader {
  const { head, framing, limits } = options;
  let reader: BodyReader | undefined;
  let bytes = 0;
  // A byte order mark may come in pieces, which must reach the decoder together.
  let mark: number[] = [];

  function choose(first: number): BodyReader {
    if (first === 0x3c) return pageReader(head);
    const isJson = first === 0x7b || first === 0x5b;
    if (framing.id === "json" || (framing.id === "sse" && isJson)) return jsonReader(options);
    const contentType = head.headers.get("content-type") ?? "";
    if (framing.id === "sse" && !contentType.includes("event-stream")) {
      options.warn({
        code: "content-type",
        path: "response.headers.content-type",
        message: `The stream came as "${contentType.slice(0, 60)}" instead of text/event-stream.`,
      });
    }
    return streamReader(options);
  }

  return {
    push(chunk) {
      bytes += chunk.byteLength;
      if (bytes > limits.maxBodyBytes) {
        throw new LimitError(`The answer is longer than ${limits.maxBodyBytes} bytes.`, {
          hint: "Lower `maxTokens`, or raise `limits.maxBodyBytes`.",
        });
      }
      if (reader === undefined) {
        if (framing.id === "sse" || framing.id === "json" || framing.id === "ndjson") {
          const first = firstByte(chunk);
          if (first === undefined) {
            if (mark.length < MARK.size)
              mark.push(...chunk.filter((byte) => MARK.has(byte)).subarray(0, MARK.size));
            return;
          }
          reader = choose(first);
          if (mark.length > 0) reader.push(Uint8Array.from(mark));
          mark = [];
        } else reader = streamReader(options);
      }
      reader.push(chunk);
    },
    brought: (chunk) => reader?.brought(chunk) ?? "nothing",
    end() {
      if (reader === undefined) {
        throw new ProtocolError(`${hostOf(head)} answered ${head.status} with nothing in it.`, {
          status: head.status,
          hint: "Try again; if it goes on, check the base URL and the platform's status page.",
        });
      }
      reader.end();
    },
  };
}

function streamReader({ framing, limits, decoder: makeDecoder }: BodyReaderOptions): BodyReader {
  const decoder = makeDecoder();
  let hasFrame = false;
  const frames = framing.create(
    (event, data, bytes) => {
      hasFrame = true;
      // What is shorter has no room for so many brackets and their ends.
      if (data.length > 2 * limits.maxJsonDepth && nestsDeeperThan(data, limits.maxJsonDepth))
        throw tooDeep(limits);
      decoder.frame(event, data, bytes);
    },
    { maxFrameBytes: limits.maxFrameBytes },
  );
  return {
    push(chunk) {
      hasFrame = false;
      frames.push(chunk);
    },
    brought() {
      if (hasFrame) return "empty";
      return frames.isGrowing?.() === true ? "part" : "nothing";
    },
    end() {
      frames.end();
      decoder.end();
    },
  };
}

function jsonReader({ head, limits, onJson }: BodyReaderOptions): BodyReader {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let length = 0;
  return {
    push(chunk) {
      length += chunk.byteLength;
      if (length > limits.maxFrameBytes) {
        throw new LimitError(
          `The answer is one JSON document longer than ${limits.maxFrameBytes} bytes.`,
          {
            hint: "Raise `limits.maxFrameBytes` if this platform really answers so.",
          },
        );
      }
      pieces.push(decoder.decode(chunk, { stream: true }));
    },
    brought: (chunk) => (firstByte(chunk) === undefined ? "nothing" : "content"),
    end() {
      const text = pieces.join("") + decoder.decode();
      if (nestsDeeperThan(text, limits.maxJsonDepth)) throw tooDeep(limits);
      let body: JsonValue;
      try {
        body = JSON.parse(text) as JsonValue;
      } catch (cause) {
        throw new ProtocolError(
          `${hostOf(head)} answered ${head.status} with damaged JSON: ${excerpt(text)}`,
          {
            status: head.status,
            retryable: true,
            cause,
            hint: "The answer was cut or changed on its way; try again.",
          },
        );
      }
      onJson(body);
    },
  };
}

function pageReader(head: ResponseHead): BodyReader {
  const decoder = new TextDecoder();
  let text = "";
  return {
    push(chunk) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > PAGE_CHARS) this.end();
    },
    brought: () => "nothing",
    end() {
      // The patterns are quadratic on hostile pages.
      const words = text
        .slice(0, PAGE_CHARS)
        .replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ")
        .replace(/<[^>]*>/g, " ");
      throw new ProtocolError(
        `${hostOf(head)} answered ${head.status} with a page (${head.headers.get("content-type") ?? "no content type"}) instead of an answer: ${excerpt(words)}`,
        {
          status: head.status,
          hint: "A login page of the network, a proxy or a wrong base URL answers here. Open the host in a browser.",
        },
      );
    },
  };
}

function excerpt(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, EXCERPT);
}

function hostOf(head: ResponseHead): string {
  return new URL(head.url).host;
}

function tooDeep(limits: Limits): LimitError {
  return new LimitError(`The answer nests deeper than ${limits.maxJsonDepth} levels of JSON.`, {
    hint: "No honest answer does; check the base URL.",
  });
}

/** The first byte of a chunk that is no white space and no byte order mark; undefined when it has nothing else. */
export function firstByte(chunk: Uint8Array): number | undefined {
  for (const byte of chunk) {
    if (
      byte !== 0x20 &&
      byte !== 0x0a &&
      byte !== 0x0d &&
      byte !== 0x09 &&
      byte !== 0xef &&
      byte !== 0xbb &&
      byte !== 0xbf
    )
      return byte;
  }
  return undefined;
}
