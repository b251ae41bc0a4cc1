import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The bench server, in a process of its own. */
export interface BenchServer {
  readonly origin: string;
  stop(): void;
}

/** Starts the bench server on a free port. */
export async function startServer(): Promise<BenchServer> {
  const child = fork(fileURLToPath(new URL("server.ts", import.meta.url)));
  const [port] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`The bench server ended with exit code ${String(code)}.`);
    }),
  ])) as [number];
  return { origin: `http://127.0.0.1:${port}`, stop: () => child.disconnect() };
}
