import { describe, expect, it } from "vitest";
import { acme, problemsOf } from "../__fixtures__/acme.ts";
import { parseCatalog } from "../parse-catalog.ts";

const SOURCE = "        source: { name: price page, date: 2026-11-01 }\n";

/** Acme with two prices more, each for some hours. */
function withHours(one: string, other: string): string {
  const row = (when: string): string =>
    `      - currency: USD\n        when: { basis: requestStart, ${when} }\n        components: { input: "3" }\n${SOURCE}`;
  return acme(SOURCE, `${SOURCE}${row(one)}${row(other)}`);
}

describe("prices of certain hours", () => {
  it.each([
    [
      "one after the other",
      'tz: UTC, windows: [["01:00", "04:00"]]',
      'tz: UTC, windows: [["04:00", "06:00"]]',
    ],
    [
      "on other days",
      'tz: UTC, weekdays: [1], windows: [["01:00", "04:00"]]',
      'tz: UTC, weekdays: [2], windows: [["01:00", "04:00"]]',
    ],
    [
      "in time zones that only a day can tell apart",
      'tz: UTC, windows: [["01:00", "04:00"]]',
      'tz: Asia/Shanghai, windows: [["01:00", "04:00"]]',
    ],
    [
      "in several windows",
      'tz: UTC, windows: [["00:00", "01:00"], ["02:00", "24:00"]]',
      'tz: UTC, windows: [["01:00", "02:00"]]',
    ],
  ])("may hold %s", (_, one, other) => {
    expect(problemsOf(withHours(one, other))).toEqual([]);
  });

  it.each([
    ["every day and one day", "", "weekdays: [7], "],
    ["the same days", "weekdays: [1, 2], ", "weekdays: [2], "],
    ["every day", "", ""],
  ])("may not meet on %s", (_, one, other) => {
    const hours = 'tz: UTC, windows: [["01:00", "04:00"]]';
    expect(problemsOf(withHours(`${one}${hours}`, `${other}${hours}`))).toEqual([
      expect.stringContaining("prices[2]: holds at the same time as prices[1]"),
    ]);
  });
});

describe("a price's region", () => {
  // Acme's endpoint has the id `default` and the region `us`.
  const rows = (...regions: string[]): string =>
    acme(
      `      - currency: USD\n        components: { input: "1", output: "2", cacheRead: "0.1" }\n${SOURCE}`,
      regions
        .map(
          (region, index) =>
            `      - currency: USD\n        region: ${region}\n        components: { input: "${index + 1}" }\n${SOURCE}`,
        )
        .join(""),
    );

  it("is the endpoint's own, also where its id is written", () => {
    for (const region of ["us", "default"]) {
      const { catalog, problems } = parseCatalog(new Map([["platforms/acme.yaml", rows(region)]]));
      expect(problems).toEqual([]);
      expect(catalog.get("acme")?.prices.get("acme-1")?.[0]?.region).toBe("us");
    }
  });

  it("is one, under whichever name", () => {
    expect(problemsOf(rows("us", "default"))).toEqual([
      expect.stringContaining("prices[1]: holds at the same time as prices[0]"),
    ]);
  });
});

describe("a price's step", () => {
  const tiers = (above: number): string =>
    acme(SOURCE, `        tiers: [{ above: ${above}, components: { input: "2" } }]\n${SOURCE}`);

  it("may stand at the context: some models have a longer one on request", () => {
    expect(problemsOf(tiers(1000))).toEqual([]);
  });

  it("may stand above it where that is waived in writing", () => {
    const why = "waivers: [{ rule: tier-within-context, why: the context is the default one }]\n";
    expect(problemsOf(tiers(2000))).toHaveLength(1);
    expect(problemsOf(tiers(2000) + why)).toEqual([]);
  });
});
