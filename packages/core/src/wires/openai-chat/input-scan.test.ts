import fc from "fast-check";
import { expect, test } from "vitest";
import { createInputScan } from "./input-scan.ts";

test("an object is whole with its last brace, not before and not with more behind it", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom("x", "{}", "]", '"'),
      (object, size, junk) => {
        const text = JSON.stringify(object);
        const scan = createInputScan();
        expect(scan.begun).toBe(false);
        for (let at = 0; at < text.length; at += size) {
          expect(scan.whole).toBe(false);
          scan.add(text.slice(at, at + size));
          expect(scan.begun).toBe(true);
        }
        expect(scan.whole).toBe(true);
        scan.add(" \n");
        expect(scan.whole).toBe(true);
        scan.add(junk);
        expect(scan.whole).toBe(false);
      },
    ),
  );
});

test.each(["5", '"{}"', "[]", "x{}", "}"])("%s is no object", (text) => {
  const scan = createInputScan();
  scan.add(text);
  expect(scan.whole).toBe(false);
});
