import type { Socket } from "node:net";

let isResetting = false;

/**
 * Watches a socket for a reset. Undici takes one for the end of a body that has no length, and says so while the socket
 * still tells its error: `endedByReset` is true for as long.
 *
 * @see https://github.com/nodejs/undici/blob/main/lib/dispatcher/client-h1.js `onHttpSocketError`
 */
export function watchResets<T extends Socket>(socket: T): T {
  // The first listener: undici's own comes with the first request.
  socket.on("error", () => {
    isResetting = true;
    queueMicrotask(() => {
      isResetting = false;
    });
  });
  return socket;
}

/** Whether the body that ends now was ended by a reset. */
export function endedByReset(): boolean {
  return isResetting;
}
