import { expect, test } from "vitest";
import { addPlatform } from "../catalog-access/__fixtures__/add-platform.ts";
import { sendJson, useServers } from "../engine/__fixtures__/server.ts";
import { checkKey } from "../index.ts";

const serve = useServers();
addPlatform({ id: "open", keyOptional: true, keyCheck: { path: "/key", proves: "key" } });
addPlatform({
  id: "placed",
  vars: { project: { env: ["PLACED_PROJECT"], default: "p0" }, team: { env: ["PLACED_TEAM"] } },
  keyCheck: { path: "/projects/{project}/{team}/key?team={team}", proves: "key" },
});

test("without a key there is nothing to check, and nothing is sent", async () => {
  const server = await serve((response) => sendJson(response, 200, {}));
  expect(await checkKey("open", { url: server.url })).toMatchObject({
    status: "unverifiable",
    message: "There is no key to check: open is asked without one.",
    hint: "Pass `apiKey`, or set OPEN_API_KEY.",
  });
  expect(server.requests).toEqual([]);
  const given = await checkKey("open", { url: server.url, apiKey: "k-0123456789" });
  expect(given.status).toBe("ok");
  expect(server.requests[0]?.headers.authorization).toBe("Bearer k-0123456789");
});

test("the page that proves a key has the variables of the platform in its address", async () => {
  const server = await serve((response) => sendJson(response, 200, {}));
  const options = { url: server.url, apiKey: "k-0123456789" };
  const { status } = await checkKey("placed", { ...options, vars: { team: "a b" } });
  expect(status).toBe("ok");
  expect(server.requests[0]?.path).toBe("/v1/projects/p0/a%20b/key?team=a+b");
  await expect(checkKey("placed", options)).rejects.toMatchObject({
    code: "invalid_request",
    hint: "Set PLACED_TEAM.",
  });
});
