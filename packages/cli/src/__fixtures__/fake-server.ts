import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on this machine that answers every request the same way. */
export interface FakeServer {
  url: string;
  /** Authorization headers that were received. */
  credentials: (string | undefined)[];
  close(): Promise<void>;
}

/** Starts a server that answers with a status and a body. */
export async function serve(body: unknown, status = 200): Promise<FakeServer> {
  const credentials: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    credentials.push(request.headers.authorization);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    credentials,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** An address at which nothing answers. */
export async function closedAddress(): Promise<string> {
  const server = await serve("");
  await server.close();
  return server.url;
}
