import { afterEach } from "vitest";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from "node:net";

/** A request as the test server received it. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** A loopback HTTP server that counts what reaches it. */
export interface TestServer {
  url: string;
  requests: Received[];
  /** Sockets open now. */
  open(): number;
  /** Resolves when no socket of a finished or aborted request is open any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Answers one request; `nth` counts from 0. */
export type Answer = (response: ServerResponse, request: Received, nth: number) => void | Promise<void>;

/** Starts an HTTP server on a free loopback port. */
export async function startServer(answer: Answer): Promise<TestServer> {
  const requests: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => {});
    response.on("error", () => {});
    request.on("end", () => {
      const received = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      requests.push(received);
      void answer(response, received, requests.length - 1);
    });
  });
  return await listen(server, requests);
}

/** Starts a server that speaks raw bytes; `onRequest` gets the socket once a request head has come. */
export async function startRawServer(onRequest: (socket: Socket, head: string) => void): Promise<TestServer> {
  const requests: Received[] = [];
  const server = createTcpServer((socket) => {
    let head = "";
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      if (head.includes("\r\n\r\n")) return;
      head += chunk.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      requests.push({ method: "", path: "", headers: {}, body: head });
      onRequest(socket, head);
    });
  });
  return await listen(server, requests);
}

/** Starts servers that are closed after each test of the file that calls this. */
export function useServers(): (answer: Answer) => Promise<TestServer> {
  const servers: TestServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  return async (answer) => {
    const server = await startServer(answer);
    servers.push(server);
    return server;
  };
}

async function listen(server: Server | TcpServer, requests: Received[]): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const wake of waiting.splice(0)) wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    open: () => sockets.size,
    idle: () => (sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** One text chunk of the OpenAI chat stream. */
export function textChunk(text: string, extra: object = {}): string {
  return data({ id: "c1", object: "chat.completion.chunk", created: 1, model: "gpt-4o-mini", choices: [{ index: 0, delta: { content: text }, finish_reason: null }], ...extra });
}

/** The chunk that finishes choice 0. */
export function finishChunk(reason = "stop"): string {
  return data({ id: "c1", object: "chat.completion.chunk", created: 1, model: "gpt-4o-mini", choices: [{ index: 0, delta: {}, finish_reason: reason }] });
}

/** The usage chunk. */
export function usageChunk(input = 10, output = 5): string {
  return data({ id: "c1", object: "chat.completion.chunk", model: "gpt-4o-mini", choices: [], usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output } });
}

/** A server-sent event. */
export function data(value: unknown): string {
  return `data: ${typeof value === "string" ? value : JSON.stringify(value)}\n\n`;
}

/** A whole good stream. */
export function goodStream(text = "Hello"): string {
  return textChunk(text) + finishChunk() + usageChunk() + data("[DONE]");
}

/** A whole good answer without streaming. */
export function goodAnswer(text = "Hello", extra: object = {}): string {
  return JSON.stringify({
    id: "c1",
    object: "chat.completion",
    created: 1,
    model: "gpt-4o-mini",
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    ...extra,
  });
}

/** Answers with an event stream. */
export function sendSse(response: ServerResponse, body: string): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(body);
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: string | object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
