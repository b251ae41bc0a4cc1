import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { acme, problemsOf } from "../__fixtures__/acme.ts";

const COMPONENTS = '{ input: "1", output: "2", cacheRead: "0.1" }';
const ROW = `      - currency: USD\n        components: ${COMPONENTS}\n`;
const SOURCE = "        source: { name: price page, date: 2026-11-01 }\n";
const AT = "models.acme-1.prices[0]";

/** Acme with other components, and more fields beside them. */
function row(fields: string, components = COMPONENTS): string {
  return acme(ROW, `      - currency: USD\n        components: ${components}\n        ${fields}\n`);
}

/** The problems without the place in the file. */
function found(text: string): string[] {
  return problemsOf(text).map((problem) => problem.replace(/^\S+ /, ""));
}

describe("multipliers", () => {
  it.each([
    ['multipliers: { batch: "0.5" }'],
    ['multipliers: { geo: { us: "1.1", eu: "1.2" } }'],
    ['multipliers: { batch: "0.5", geo: { us-east-1: "1.1" } }'],
    ['region: us\n        multipliers: { geo: { eu: "1.1" } }'],
  ])("%s may stand beside prices per token", (fields) => {
    expect(found(row(fields))).toEqual([]);
  });

  it.each([
    [
      'multipliers: { batch: "0" }',
      "multipliers.batch: a multiplier is above 0: what costs nothing is `free`",
    ],
    [
      'multipliers: { batch: "0.00" }',
      "multipliers.batch: a multiplier is above 0: what costs nothing is `free`",
    ],
    ['multipliers: { batch: "-0.5" }', "multipliers.batch: a multiplier is never negative"],
    [
      "multipliers: { batch: 0.5 }",
      'multipliers.batch: a multiplier is a decimal in quotes: write "0.5"',
    ],
    [
      'multipliers: { batch: "5e-1" }',
      'multipliers.batch: a multiplier has no exponent: write 1000 as "1000"',
    ],
    [
      'multipliers: { batch: "50%" }',
      'multipliers.batch: must be a plain decimal in quotes, such as "0.15"',
    ],
    ['multipliers: { batch: "0.1234567890123" }', "multipliers.batch: has more than 12 characters"],
    [
      'multipliers: { geo: { us: "110" } }',
      "multipliers.geo.us: 110 looks like a percentage: write 1.1 for a tenth more [price-outlier]",
    ],
    [
      'multipliers: { batch: "0.05" }',
      "multipliers.batch: 0.05 looks like a percentage: write 1.1 for a tenth more [price-outlier]",
    ],
    ["multipliers: {}", "multipliers: names no multiplier"],
    ["multipliers: { geo: {} }", "multipliers.geo: names no place"],
    ['multipliers: { bach: "0.5" }', "multipliers.bach: unknown key; did you mean batch?"],
    [
      'multipliers: { geo: { "the us": "1.1" } }',
      'multipliers.geo["the us"]: the name must be letters, digits, dots, hyphens and underscores',
    ],
    [
      'serviceTier: batch\n        multipliers: { batch: "0.5" }',
      "multipliers.batch: is for a row of the standard tier: this one is the price of batch",
    ],
    [
      'region: us\n        multipliers: { geo: { us: "1.1" } }',
      "multipliers.geo.us: multiplies nothing: the row is that region's price",
    ],
  ])("%s is refused", (fields, ...problems) => {
    expect(found(row(fields)).toSorted()).toEqual(
      problems.map((problem) => `${AT}.${problem}`).toSorted(),
    );
  });

  it.each([['{ request: "1" }'], ['{ cacheStorageHour: "1", request: "1" }']])(
    "need prices per token, which %s are not",
    (components) => {
      expect(found(row('multipliers: { batch: "0.5" }', components))).toEqual([
        `${AT}.multipliers: multiplies nothing: the row has no price per token`,
      ]);
    },
  );

  it("may be far from 1 where that is waived in writing", () => {
    const why = 'waivers: [{ rule: price-outlier, why: "the page says so" }]\n';
    expect(problemsOf(row('multipliers: { geo: { us: "20" } }') + why)).toEqual([]);
  });
});

describe("a free row", () => {
  it.each([
    ["free: true"],
    ["free: { until: 2026-12-01 }"],
    ["free: { limits: { requestsPerDay: 50, requestsPerMinute: 20 } }"],
    [
      "from: 2026-11-01\n        free: { until: 2026-12-01, limits: { tokensPerMonth: 1000000000 } }",
    ],
    ["until: 2026-12-02\n        free: { until: 2026-12-01 }"],
  ])("may say %s", (fields) => {
    expect(found(row(fields, "{}"))).toEqual([]);
    expect(found(row(fields, '{ cacheStorageHour: "1" }'))).toEqual([]);
  });

  it.each([
    ["free: false", "free: must be true or a map"],
    ["free: {}", "free: names no terms: write `free: true`"],
    ["free: { limits: {} }", "free.limits: names no limit"],
    ["free: { limits: { requestsPerDay: 0 } }", "free.limits.requestsPerDay: must be at least 1"],
    [
      "free: { limits: { requestPerDay: 5 } }",
      "free.limits.requestPerDay: unknown key; did you mean requestsPerDay?",
    ],
    ["free: { until: 2026-13-01 }", "free.until: must be a real day in the form YYYY-MM-DD"],
    ["from: 2026-12-01\n        free: { until: 2026-12-01 }", "free.until: is not after from"],
    [
      "until: 2026-12-01\n        free: { until: 2026-12-01 }",
      "free.until: is not before until: the row ends on 2026-12-01",
    ],
    [
      'free: true\n        multipliers: { batch: "0.5" }',
      "multipliers: multiplies nothing: the row has no price per token",
    ],
  ])("may not say %s", (fields, ...problems) => {
    expect(found(row(fields, "{}")).toSorted()).toEqual(
      problems.map((problem) => `${AT}.${problem}`).toSorted(),
    );
  });

  it("has no price beside its terms", () => {
    expect(found(row("free: { until: 2026-12-01 }"))).toEqual([
      `${AT}.free: is free, but has a price`,
    ]);
  });

  it("is not multiplied, though it says 0", () => {
    const fields = 'free: true\n        multipliers: { batch: "0.5" }';
    expect(found(row(fields, '{ input: "0" }'))).toEqual([
      `${AT}.multipliers: multiplies nothing: the row has no price per token`,
    ]);
  });

  it("makes room for the next price on the day on which it ends", () => {
    const both = (from: string): string =>
      acme(
        ROW + SOURCE,
        `      - currency: USD\n        components: {}\n        free: { until: 2026-12-01 }\n        until: 2027-01-01\n${SOURCE}${ROW}        from: ${from}\n${SOURCE}`,
      );
    expect(found(both("2026-12-01"))).toEqual([]);
    expect(found(both("2026-11-30"))).toEqual([
      "models.acme-1.prices[1]: holds at the same time as prices[0]: end one with until, or tell them apart by region, serviceTier or when",
    ]);
  });
});

describe("a row with a plan", () => {
  it.each([["{}"], ['{ webSearch: "0.01" }'], ['{ cacheStorageHour: "1" }']])(
    "may price %s beside it",
    (components) => {
      expect(found(row("plan: Acme Coding Plan", components))).toEqual([]);
    },
  );

  it.each([
    ["plan: Acme Plan\n        free: true", "{}", "free: is paid by a plan, so it is not free"],
    [
      "plan: Acme Plan",
      '{ input: "0", output: "0" }',
      "components.input: is paid by the plan: what a call costs of it is unknown",
      "components.output: is paid by the plan: what a call costs of it is unknown",
    ],
    [
      "plan: Acme Plan",
      '{ webSearch: "0" }',
      "components.webSearch: is 0: leave out what the plan pays, since unknown is not 0",
    ],
    [
      'plan: Acme Plan\n        tiers: [{ above: 10, components: { input: "1" } }]',
      "{}",
      "tiers: has no price to step up from: a plan pays",
    ],
    [
      'plan: Acme Plan\n        multipliers: { batch: "0.5" }',
      "{}",
      "multipliers: multiplies nothing: the row has no price per token",
    ],
    ['plan: ""', "{}", "plan: must not be empty"],
    ["plan: true", "{}", "plan: must be a text, not true or false: write it in quotes"],
  ])("%s with %s is refused", (fields, components, ...problems) => {
    expect(found(row(fields, components)).toSorted()).toEqual(
      problems.map((problem) => `${AT}.${problem}`).toSorted(),
    );
  });
});

describe("the fee of a cache by the hour", () => {
  it("stands among the components of a row", () => {
    expect(found(row("agreement: single", `{ input: "1", cacheStorageHour: "4.5" }`))).toEqual([]);
  });

  it.each([
    ['{ cacheStorageHour: "4.5" }', "components: names no price"],
    [
      '{ input: "1", cacheStorageHour: "0" }',
      "components.cacheStorageHour: is 0: leave it out where a cache is kept for nothing",
    ],
    [
      '{ input: "1", cacheStorageHour: "4500000" }',
      "components.cacheStorageHour: 4500000 per million tokens looks like another unit [price-outlier]",
    ],
  ])("%s is refused", (components, problem) => {
    expect(found(row("agreement: single", components))).toEqual([`${AT}.${problem}`]);
  });

  it("does not stand in a tier", () => {
    const tiers = 'tiers: [{ above: 10, components: { input: "2", cacheStorageHour: "9" } }]';
    expect(found(row(tiers))).toEqual([
      `${AT}.tiers[0].components.cacheStorageHour: belongs to the row's own components: a cache is kept longer than one request`,
    ]);
  });
});

describe("the README's example", () => {
  it("is sound", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const example = /```yaml\nprices:\n([^]*?)```/.exec(readme)?.[1] ?? "";
    expect(example).toContain("plan:");
    expect(found(acme(ROW + SOURCE, example.replaceAll(/^/gm, "    ").trimEnd() + "\n"))).toEqual(
      [],
    );
  });
});
