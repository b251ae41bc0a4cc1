import { expect, test } from "vitest";
import { FactsFileError, parseFacts, priceSource } from "./fact-row.ts";

const good = {
  platform: "aws_bedrock",
  id: "m",
  kind: "chat",
  context: null,
  input_usd_per_mtok: -1,
  price_source: "litellm@2026-08-01",
  sources: [
    { src: "pi-ai", date: "2026-11-10" },
    { src: "litellm", date: "2026-08-01", url: "https://example.com/prices" },
  ],
};

test("reads rows, puts hyphens into platform names and takes null as unknown", () => {
  const [row] = parseFacts(JSON.stringify([good]), "facts.json");
  expect(row?.platform).toBe("aws-bedrock");
  expect(row).not.toHaveProperty("context");
});

test("knows the price's source, its date and its page", () => {
  const [row] = parseFacts(JSON.stringify([good]), "facts.json");
  expect(row && priceSource(row)).toEqual({
    name: "litellm",
    date: "2026-08-01",
    url: "https://example.com/prices",
  });
});

test.each([
  ["{", "not JSON"],
  ['{"openai": {}}', "expected a JSON array of model rows, found an object"],
  ["null", "found null"],
  ["[]", "holds no rows"],
  [JSON.stringify([{ platform: "openai", id: "m" }]), "row 1 (openai m) kind: "],
  [JSON.stringify([{ ...good, platform: "../etc" }]), "platform: not a platform id"],
  [JSON.stringify([{ ...good, id: "__proto__" }]), "id: not a model id"],
  [JSON.stringify([{ ...good, id: "toString" }]), "id: not a model id"],
  [JSON.stringify([{ ...good, input_usd_per_mtok: "2" }]), "input_usd_per_mtok: "],
  [
    JSON.stringify([{ ...good, price_source: "yesterday" }]),
    "price_source: not a source and its date",
  ],
  [JSON.stringify([{ ...good, sources: [] }]), "sources: "],
  [JSON.stringify([good, good]), "row 2 (aws_bedrock m): the same platform, region and id"],
  [JSON.stringify([good, 7]), "row 2: "],
])("refuses %s", (text, message) => {
  expect(() => parseFacts(text, "facts.json")).toThrow(FactsFileError);
  expect(() => parseFacts(text, "facts.json")).toThrow(message);
  expect(() => parseFacts(text, "facts.json")).toThrow("facts.json: ");
});

test("lists twenty problems and counts the others", () => {
  const rows = Array.from({ length: 30 }, () => ({ platform: "openai" }));
  expect(() => parseFacts(JSON.stringify(rows), "facts.json")).toThrow(/row 1 .*… and \d+ more/s);
});
