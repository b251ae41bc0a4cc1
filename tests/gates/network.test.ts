import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { request } from "undici";
import { afterAll, beforeAll, expect, it } from "vitest";

const server = createServer((_incoming, outgoing) => outgoing.end("here"));

beforeAll(async () => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => server.close());

it("lets a test talk to a server on this machine", async () => {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://localhost:${port}/`);
  expect(await response.text()).toBe("here");
});

it.each(["http://192.0.2.1/", "https://example.com/"])("refuses %s", async (url) => {
  await expect(fetch(url)).rejects.toMatchObject({
    cause: { message: expect.stringContaining("A test tried to connect to") },
  });
  await expect(request(url)).rejects.toThrow("A test tried to connect to");
});
