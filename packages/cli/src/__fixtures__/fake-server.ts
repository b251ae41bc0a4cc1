import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on this machine that answers every request the same way. */
export interface FakeServer {
  url: string;
  /** Authorization headers that were received. */
  credentials: (string | undefined)[];
  close(): Promise<void>;
}

/** Starts a server that answers with a status and a body, or with 401 where the key is not the one that it wants. */
export async function serve(
  body: unknown,
  status = 200,
  options: { key?: string } = {},
): Promise<FakeServer> {
  const credentials: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    credentials.push(request.headers.authorization);
    const refused =
      options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`;
    response.writeHead(refused ? 401 : status, { "content-type": "application/json" });
    if (refused) response.end(JSON.stringify({ error: { message: "No valid key." } }));
    else response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return running(server, credentials);
}

function running(server: Server, credentials: (string | undefined)[]): FakeServer {
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

/** A server that takes every request and answers none. */
export async function serveNothing(): Promise<FakeServer> {
  const server = createServer((request) => credentials.push(request.headers.authorization));
  const credentials: (string | undefined)[] = [];
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return running(server, credentials);
}

/** An address at which nothing answers. */
export async function closedAddress(): Promise<string> {
  const server = await serve("");
  await server.close();
  return server.url;
}
