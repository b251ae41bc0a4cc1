import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseToolInput } from "./parse-tool-input.ts";

describe("parseToolInput", () => {
  it("parses every JSON text that JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const raw = JSON.stringify(value);
        expect(parseToolInput(raw)).toEqual({ ok: true, value: JSON.parse(raw) });
      }),
    );
  });

  it("never lets a truncated object through", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { minKeys: 1 }),
        fc.nat(),
        (value, cut) => {
          const raw = JSON.stringify(value);
          const end = 1 + (cut % (raw.length - 1));
          expect(parseToolInput(raw.slice(0, end))).toMatchObject({
            ok: false,
            reason: "truncated",
          });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["not JSON", "path=/tmp", "not-json"],
    ["more behind the object", '{"a":1}{"a":2}', "not-json"],
    ["single quotes", "{'a':1}", "not-json"],
    ["a key twice", '{"path":"/tmp","path":"/"}', "not-json"],
    ["a key twice, deep", '{"a":[{"b":1,"b":1}]}', "not-json"],
    ["a key twice, written differently", '{"a":1,"\\u0061":2}', "not-json"],
    ["__proto__ twice", '{"__proto__":1,"__proto__":2}', "not-json"],
    ["too large a number", '{"n":1e999}', "not-json"],
    ["too deep", `${"[".repeat(201)}${"]".repeat(201)}`, "not-json"],
    ["deep and cut", "[".repeat(10_000), "not-json"],
    ["cut in a literal", '{"a": tru', "truncated"],
  ])("refuses %s", (_name, raw, reason) => {
    expect(parseToolInput(raw)).toMatchObject({ ok: false, reason });
  });

  it.each([
    ["", {}],
    [" \n", {}],
    [
      `${"[".repeat(200)}${"]".repeat(200)}`,
      JSON.parse(`${"[".repeat(200)}${"]".repeat(200)}`) as unknown,
    ],
    ['{"a":"b:c","d:e":{":":1}}', { a: "b:c", "d:e": { ":": 1 } }],
  ])("accepts %j", (raw, value) => {
    expect(parseToolInput(raw)).toEqual({ ok: true, value });
  });

  it("takes the cap on depth from the caller", () => {
    expect(parseToolInput("[[1]]", { maxDepth: 1 })).toMatchObject({
      ok: false,
      reason: "not-json",
    });
    expect(parseToolInput("[[1]]", { maxDepth: 2 })).toMatchObject({ ok: true });
  });

  it("keeps __proto__ a plain property", () => {
    const input = parseToolInput('{"__proto__": {"admin": true}}');
    expect(input.ok && Object.getPrototypeOf(input.value)).toBe(Object.prototype);
    expect(input.ok && Object.keys(input.value as object)).toEqual(["__proto__"]);
  });
});
