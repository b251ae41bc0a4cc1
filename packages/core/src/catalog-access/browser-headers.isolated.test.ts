import { afterEach, expect, test, vi } from "vitest";
import { checkKey } from "../index.ts";
import type { Platform } from "../catalog/platform.ts";
import { fillHeaders } from "./fill-headers.ts";

afterEach(() => vi.unstubAllGlobals());

const platform: Platform = {
  id: "acme",
  name: "Acme",
  kind: "direct",
  env: [],
  endpoints: [{ id: "default" }],
  surfaces: [],
  models: "none",
  vars: { account: { env: ["ACME_ACCOUNT"], what: "an account" } },
};
const headers = { fixed: { a: "1" }, browser: { b: "{account}" } };
const fill = () => fillHeaders({ headers }, platform, { vars: { account: "7" } }).headers?.fixed;

const page = { window: {}, document: {} };
const worker = { WorkerGlobalScope: EventTarget, importScripts: () => {} };
const edge = { WorkerGlobalScope: EventTarget };
const native = { window: {} };

test.each([
  ["a page", page, { a: "1", b: "7" }],
  ["a worker", worker, { a: "1", b: "7" }],
  ["an edge runtime", edge, { a: "1" }],
  ["React Native", native, { a: "1" }],
  ["Node", {}, { a: "1" }],
])("headers for browsers in %s", (_, globals, expected) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  expect(fill()).toEqual(expected);
});

test.each([
  [page, "true"],
  [{}, null],
])("Anthropic is told of a call from a page", async (globals, expected) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  const seen: (string | null)[] = [];
  await checkKey("anthropic", {
    apiKey: "sk-ant-1234567890abcdef",
    fetch: (_, init) => {
      const sent = new Headers(init?.headers);
      expect(sent.get("anthropic-version")).toBe("2023-06-01");
      seen.push(sent.get("anthropic-dangerous-direct-browser-access"));
      return Promise.resolve(new Response('{"data":[]}'));
    },
  });
  expect(seen).toEqual([expected]);
});
