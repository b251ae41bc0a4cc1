import type { Dispatcher } from "undici";

/** What was thrown while a proxy was asked for a tunnel: the platform has no part in it. */
const tunnelErrors = new WeakSet<object>();

/** Tells whether an error, or what caused it, came while a proxy was asked for a tunnel. */
export function isOfTunnel(error: unknown): boolean {
  // undici wraps what it caught once.
  return [error, (error as { cause?: unknown } | undefined)?.cause].some(
    (each) => typeof each === "object" && each !== null && tunnelErrors.has(each),
  );
}

/** Notes the errors of the dispatcher through which a proxy is asked for tunnels. */
export function noteTunnelErrors<T extends Dispatcher>(proxy: T): T {
  const connect = proxy.connect.bind(proxy) as (...args: unknown[]) => Promise<unknown>;
  const noting = async (...args: unknown[]): Promise<unknown> => {
    try {
      return await connect(...args);
    } catch (error) {
      if (typeof error === "object" && error !== null) tunnelErrors.add(error);
      throw error;
    }
  };
  return Object.assign(proxy, { connect: noting });
}
