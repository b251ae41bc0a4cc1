import { expect, it } from "vitest";

import type { Platform } from "../catalog/platform.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import { fillHeaders } from "./fill-headers.ts";

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
const policy = { headers: { fixed: { "x-account": "a/{account}", "x-other": "{json}" } } };

it("fills the places of variables, and leaves other braces", () => {
  expect(fillHeaders(policy, platform, { vars: { account: "7" } }).headers?.fixed).toEqual({
    "x-account": "a/7",
    "x-other": "{json}",
  });
  expect(policy.headers.fixed["x-account"]).toBe("a/{account}");
  const plain = { headers: { fixed: { a: "1" } } };
  expect(fillHeaders(plain, platform, { vars: {} })).toEqual(plain);
});

it.each([[undefined], ["7\r\nx-evil: 1"], [""], ["é"]])("refuses %j", (account) => {
  const vars: Record<string, string> = account === undefined ? {} : { account };
  expect(() => fillHeaders(policy, platform, { vars })).toThrow(InvalidRequestError);
});
