import { createServer, type Server } from "node:http";
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ModelFactory, type ModelOptions } from "../index.ts";
import {
  goodAnswer,
  goodStream,
  sendJson,
  sendSse,
  startRawServer,
  startServer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";

const KEY = "sk-canary-0123456789abcdef";

interface Proxy {
  url: string;
  /** CONNECT lines with their Proxy-Authorization. */
  tunnels: { target: string; authorization: string | undefined }[];
  /** Requests that came without a tunnel. */
  plain: number;
  close(): Promise<void>;
}

/** A real CONNECT proxy; `refuse` answers every tunnel with that status. */
async function startProxy(
  refuse?: number | "silent" | "garbage" | "reset" | "close",
): Promise<Proxy> {
  const tunnels: Proxy["tunnels"] = [];
  const sockets = new Set<Socket>();
  const proxy = { plain: 0 };
  const server: Server = createServer((_, response) => {
    proxy.plain++;
    response.end();
  });
  server.on("connection", (socket) => sockets.add(socket));
  server.on("connect", (request, client: Socket, head: Buffer) => {
    tunnels.push({
      target: request.url ?? "",
      authorization: request.headers["proxy-authorization"],
    });
    if (refuse === "silent") return;
    if (refuse === "reset") {
      client.resetAndDestroy();
      return;
    }
    if (refuse === "close") {
      client.end();
      return;
    }
    if (refuse === "garbage") {
      client.end("SSH-2.0-OpenSSH_9.2\r\n");
      return;
    }
    if (refuse !== undefined) {
      client.end(`HTTP/1.1 ${refuse} No\r\nconnection: close\r\n\r\n`);
      return;
    }
    const [host, port] = (request.url ?? "").split(":");
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
    sockets.add(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    get plain() {
      return proxy.plain;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

let server: TestServer;
let proxy: Proxy;
beforeEach(async () => {
  server = await startServer((response, request) =>
    request.body.includes('"stream":true')
      ? sendSse(response, goodStream())
      : sendJson(response, 200, goodAnswer()),
  );
});
afterEach(async () => {
  await Promise.all([server.close(), proxy.close()]);
});

function ask(options: ModelOptions = {}): Promise<unknown> {
  return ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    { apiKey: KEY, url: server.url, maxRetries: 0, ...options },
  ).generate("Hi");
}

test.each(["HTTP_PROXY", "http_proxy"])("%s is used, through a tunnel", async (name) => {
  proxy = await startProxy();
  vi.stubEnv(name, proxy.url);
  await expect(ask()).resolves.toMatchObject({ text: "Hello" });
  const stream = ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    { apiKey: KEY, url: server.url },
  ).stream("Hi");
  expect((await stream.result()).text).toBe("Hello");
  expect(new Set(proxy.tunnels.map((tunnel) => tunnel.target))).toEqual(
    new Set([new URL(server.url).host]),
  );
  // The proxy must never see a request in the clear: it would hold the key.
  expect(proxy.plain).toBe(0);
});

test.each(["127.0.0.1", "*", "a.test, 127.0.0.1", "10.0.0.0/8 127.0.0.0/8"])(
  "NO_PROXY %s leaves it out",
  async (noProxy) => {
    proxy = await startProxy();
    vi.stubEnv("HTTP_PROXY", proxy.url);
    vi.stubEnv("NO_PROXY", noProxy);
    await expect(ask()).resolves.toMatchObject({ text: "Hello" });
    expect(proxy.tunnels).toEqual([]);
  },
);

test.each(["10.0.0.0/8", "::/0", "127.0.0.0/x", "127.0.0.0/99", "localhost/8", "/"])(
  "NO_PROXY %s does not",
  async (noProxy) => {
    proxy = await startProxy();
    vi.stubEnv("HTTP_PROXY", proxy.url);
    vi.stubEnv("NO_PROXY", noProxy);
    await expect(ask()).resolves.toMatchObject({ text: "Hello" });
    expect(proxy.tunnels.length).toBe(1);
  },
);

test("the proxy's own user and password go to the proxy only, and into no error", async () => {
  proxy = await startProxy(407);
  const { port } = new URL(proxy.url);
  vi.stubEnv("HTTP_PROXY", `http://me:swordfish@127.0.0.1:${port}`);
  const error = await ask().catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "network", kind: "proxy" });
  const { inspect } = await import("node:util");
  expect(inspect(error, { depth: Infinity })).not.toMatch(/swordfish|bWU6c3dvcmRmaXNo/);
  expect(inspect(error, { depth: Infinity })).not.toContain(KEY);
  expect(proxy.tunnels[0]?.authorization).toBe("Basic bWU6c3dvcmRmaXNo");
  expect(server.requests).toEqual([]);
});

test("a tunnel that is refused says so", async () => {
  proxy = await startProxy(502);
  vi.stubEnv("HTTP_PROXY", proxy.url);
  await expect(ask()).rejects.toMatchObject({
    code: "network",
    kind: "proxy",
    message: expect.stringContaining("502") as string,
  });
});

test("a proxy that speaks no HTTP is not taken for the platform", async () => {
  proxy = await startProxy("garbage");
  vi.stubEnv("HTTP_PROXY", proxy.url);
  await expect(ask()).rejects.toMatchObject({
    code: "network",
    kind: "proxy",
    hint: expect.stringContaining("HTTP_PROXY") as string,
  });
});

test.each(["reset", "close"] as const)(
  "a proxy that breaks the connection (%s) is not taken for the platform",
  async (how) => {
    proxy = await startProxy(how);
    vi.stubEnv("HTTP_PROXY", proxy.url);
    await expect(ask()).rejects.toMatchObject({
      code: "network",
      kind: "proxy",
      retryable: true,
      message: expect.stringContaining("it broke the connection") as string,
      hint: expect.stringContaining("HTTP_PROXY") as string,
    });
  },
);

test("a platform that breaks the connection behind a tunnel is not taken for the proxy", async () => {
  proxy = await startProxy();
  vi.stubEnv("HTTP_PROXY", proxy.url);
  vi.stubEnv("HTTPS_PROXY", proxy.url);
  await server.close();
  server = await startServer((response) => void response.socket?.resetAndDestroy());
  await expect(ask()).rejects.toMatchObject({ code: "network", kind: "reset" });
  // In the middle of the handshake with the platform, the tunnel is open.
  const tls = createTcpServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
  await new Promise<void>((resolve) => tls.listen(0, "127.0.0.1", resolve));
  const url = `https://127.0.0.1:${(tls.address() as AddressInfo).port}/v1`;
  await expect(ask({ url })).rejects.toMatchObject({ code: "network", kind: "reset" });
  tls.close();
  expect(proxy.tunnels.length).toBe(2);
});

test("a proxy that does not answer ends with the connect limit", async () => {
  proxy = await startProxy("silent");
  vi.stubEnv("HTTP_PROXY", proxy.url);
  await expect(ask({ timeouts: { connectMs: 50 } })).rejects.toMatchObject({
    code: "timeout",
    phase: "connect",
  });
});

test("a proxy that is not there is not taken for the platform", async () => {
  proxy = await startProxy();
  vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:9");
  await expect(ask()).rejects.toMatchObject({
    code: "network",
    kind: "proxy",
    message: expect.stringContaining("127.0.0.1:9") as string,
  });
});

test("an address that is none is told without its value", async () => {
  proxy = await startProxy();
  vi.stubEnv("HTTP_PROXY", "swordfish");
  const error: unknown = await ask().catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: "invalid_request",
    message: expect.stringContaining("HTTP_PROXY") as string,
  });
  expect(String(error)).not.toContain("swordfish");
});

test("a local server is reached without it", async () => {
  proxy = await startProxy();
  vi.stubEnv("HTTP_PROXY", proxy.url);
  const local = ModelFactory.create({
    modelPlatform: "ollama",
    modelType: "llama",
    url: server.url,
  });
  expect((await local.generate("Hi")).text).toBe("Hello");
  expect(proxy.tunnels).toEqual([]);
});

test("a kept tunnel that has died costs no retry, and the first request in one is no kept one", async () => {
  proxy = await startProxy();
  vi.stubEnv("HTTP_PROXY", proxy.url);
  await server.close();
  server = await startServer((response, _, nth) => {
    if (nth === 0 || nth === 2) response.socket?.resetAndDestroy();
    else sendJson(response, 200, goodAnswer());
  });
  await expect(ask()).rejects.toMatchObject({ code: "network", kind: "reset" });
  await expect(ask()).resolves.toMatchObject({ text: "Hello" });
  // undici lets go of a connection one turn after its answer.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  await expect(ask()).resolves.toMatchObject({ text: "Hello" });
  expect(server.requests).toHaveLength(4);
});

test("a 100 Continue that nobody asked for is passed over in a tunnel too", async () => {
  proxy = await startProxy();
  vi.stubEnv("HTTP_PROXY", proxy.url);
  await server.close();
  server = await startRawServer((socket) => {
    const body = goodAnswer();
    socket.write("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
  });
  await expect(ask()).resolves.toMatchObject({ text: "Hello" });
});
