import type { Socket } from "node:net";

/** What a server says that invites a body; byok never asks, but some servers say it all the same. */
const CONTINUE = /^HTTP\/1\.[01] 100 ?[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n/;
const START = Array.from("HTTP/1.1 100", (char) => char.charCodeAt(0));
/** Bytes in which such an answer has its place. */
const MAX_BYTES = 1024;

/**
 * Takes answers `100 Continue` out of what a socket reads: they are to be passed over, and undici breaks the
 * connection instead. Only what stands before the head of an answer is looked at.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-1xx-informational
 */
export function skipContinue<T extends Socket>(socket: T): T {
  const read = socket.read.bind(socket);
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  // A request has been written, and nothing of its answer has come.
  let waiting = true;
  socket.write = (...args: unknown[]) => {
    waiting = true;
    return write(...args);
  };
  socket.read = (size?: number) => {
    const chunk: unknown = read(size);
    if (!waiting || !(chunk instanceof Uint8Array)) return chunk;
    const rest = withoutContinue(chunk);
    if (rest.byteLength > 0) waiting = false;
    // Nothing else came: undici asks again when there is more.
    return rest.byteLength === 0 ? null : rest;
  };
  return socket;
}

function withoutContinue(chunk: Uint8Array): Uint8Array {
  let rest = chunk;
  while (START.every((byte, at) => rest[at] === byte || (at === 7 && rest[at] === 0x30))) {
    const text = new TextDecoder("latin1").decode(rest.subarray(0, MAX_BYTES));
    const length = CONTINUE.exec(text)?.[0].length;
    if (length === undefined) break;
    rest = rest.subarray(length);
  }
  return rest;
}
