import { describe, expect, it } from "vitest";
import type { Platform } from "../catalog/platform.ts";
import { mergePolicy } from "./merge-policy.ts";
import { policyFor } from "./policy-for.ts";

describe("mergePolicy", () => {
  it("merges each parameter's rule field by field; a range is taken whole", () => {
    expect(
      mergePolicy(
        {
          params: {
            maxTokens: { requiredDefault: 7, range: { min: 1, max: 10 } },
            n: { fixed: 1 },
          },
        },
        { params: { maxTokens: { to: "max_completion_tokens", range: { max: 5 } } } },
      ),
    ).toEqual({
      params: {
        maxTokens: { requiredDefault: 7, range: { max: 5 }, to: "max_completion_tokens" },
        n: { fixed: 1 },
      },
    });
  });

  it("keeps the places of reasoning that a later policy does not name", () => {
    const toggle = { field: "thinking.type", on: "enabled", off: "disabled" };
    const always = { ...toggle, off: "enabled" };
    expect(
      mergePolicy(
        { reasoning: { send: { effort: null, budget: "thinking_budget", toggle } } },
        { reasoning: { send: { toggle: always } } },
      ),
    ).toEqual({
      reasoning: { send: { effort: null, budget: "thinking_budget", toggle: always } },
    });
  });

  it("merges behaviour field by field and headers entry by entry", () => {
    expect(
      mergePolicy(
        {
          stream: { usage: "always", terminal: "either" },
          reasoning: { efforts: ["low"], echo: "required" },
          headers: { fixed: { a: "1", b: "1" } },
        },
        {
          stream: { terminal: "doneMarker" },
          reasoning: { efforts: ["high"] },
          headers: { fixed: { b: "2" }, attribution: { c: "3" } },
        },
      ),
    ).toEqual({
      stream: { usage: "always", terminal: "doneMarker" },
      reasoning: { efforts: ["high"], echo: "required" },
      headers: { fixed: { a: "1", b: "2" }, attribution: { c: "3" } },
    });
  });

  it("adds rules in order, and errors with the later policy's first", () => {
    const rule = (why: string): { when: object; why: string } => ({ when: {}, why });
    const merged = mergePolicy(
      { rules: [rule("platform")], errors: [{ status: 400, as: "invalid_request" }] },
      { rules: [rule("family")], errors: [{ status: 400, as: "context_length" }] },
    );
    expect(merged.rules?.map(({ why }) => why)).toEqual(["platform", "family"]);
    expect(merged.errors?.map(({ as }) => as)).toEqual(["context_length", "invalid_request"]);
  });

  it("takes nothing but policy fields, changes no input and keeps false", () => {
    const platform = Object.freeze({
      id: "acme",
      models: "live",
      errorsIn200: true,
      stream: Object.freeze({ supported: true }),
    }) as object;
    expect(mergePolicy(platform, { errorsIn200: false, stream: { supported: false } })).toEqual({
      errorsIn200: false,
      stream: { supported: false },
    });
    expect(mergePolicy()).toEqual({});
  });

  it("takes __proto__ as a name like any other", () => {
    const hostile = JSON.parse('{"headers":{"fixed":{"__proto__":"x"}}}') as object;
    const merged = mergePolicy({ headers: { fixed: { a: "1" } } }, hostile);
    expect(Object.entries(merged.headers?.fixed ?? {})).toEqual([
      ["a", "1"],
      ["__proto__", "x"],
    ]);
    expect(Object.getPrototypeOf(merged.headers?.fixed)).toBe(Object.prototype);
  });
});

describe("policyFor", () => {
  const surface = {
    wire: "openai-chat",
    auth: "bearer",
    params: { seed: { unsupported: "surface" }, user: { to: "surface_user" } },
  };
  const platform: Platform = {
    id: "acme",
    name: "Acme",
    kind: "direct",
    env: [],
    endpoints: [{ id: "default" }],
    surfaces: [surface, { wire: "other", auth: "bearer" }],
    models: "table",
    params: { topK: { unsupported: "platform" }, user: { to: "platform_user" } },
    families: { reasoning: { params: { temperature: { unsupported: "family" } } } },
  };
  const refused = (
    row?: Parameters<typeof policyFor>[2],
    of = surface,
  ): Record<string, string | undefined> =>
    Object.fromEntries(
      Object.entries(policyFor(platform, of, row).params ?? {}).map(([name, rule]) => [
        name,
        rule?.unsupported,
      ]),
    );

  it("merges platform, surface, family and model", () => {
    expect(policyFor(platform, surface).params?.user).toEqual({ to: "surface_user" });
    expect(refused()).toEqual({ topK: "platform", user: undefined, seed: "surface" });
    expect(refused({ family: "reasoning" })).toEqual({
      topK: "platform",
      seed: "surface",
      temperature: "family",
    });
    expect(
      refused({ family: "reasoning", policy: { params: { n: { unsupported: "model" } } } }),
    ).toMatchObject({ n: "model" });
    expect(policyFor(platform, { wire: "other", auth: "bearer" }).params).toEqual(platform.params);
  });

  it("is made once per family and surface", () => {
    expect(policyFor(platform, surface, { family: "reasoning" })).toBe(
      policyFor(platform, surface, { family: "reasoning" }),
    );
    expect(policyFor(platform, surface)).not.toBe(
      policyFor(platform, surface, { family: "reasoning" }),
    );
  });

  it.each(["no-such-family", "__proto__", "constructor"])(
    "takes the family %s for none",
    (family) => {
      expect(refused({ family })).toEqual({ topK: "platform", user: undefined, seed: "surface" });
    },
  );
});
