import type { Socket } from "node:net";

/**
 * Errors of sockets that had served an exchange. `silent`: the next request was written, and nothing of its answer had
 * come. `idle`: nothing was written since the last answer, or some of the next one had come.
 */
const errors = new WeakMap<object, "silent" | "idle">();

/** Tells whether an error is that of a kept connection whose server had given it up; `begun`: the request had been. */
export function isStale(error: unknown, begun: boolean): boolean {
  const known = typeof error === "object" && error !== null ? errors.get(error) : undefined;
  return known === "silent" || (known === "idle" && !begun);
}

/** Watches what a socket is used for, so that `isStale` knows its errors. */
export function watchReuse<T extends Socket>(socket: T): T {
  const read = socket.read.bind(socket);
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let isReused = false;
  let isAnswered = false;
  socket.write = (...args: unknown[]) => {
    isReused ||= isAnswered;
    isAnswered = false;
    return write(...args);
  };
  socket.read = (size?: number) => {
    const chunk: unknown = read(size);
    isAnswered ||= chunk !== null;
    return chunk;
  };
  socket.on("error", (error) => {
    if (isAnswered) errors.set(error, "idle");
    else if (isReused) errors.set(error, "silent");
  });
  return socket;
}
