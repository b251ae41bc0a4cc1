import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PriceRow } from "../catalog/price.ts";
import { priceFor } from "./price-for.ts";

const source = { name: "test", date: "2026-11-10" };
const row = (name: string, more: Partial<PriceRow> = {}): PriceRow => ({
  currency: "USD",
  components: { input: name },
  source,
  ...more,
});
const at = (text: string): Date => new Date(text);
const picked = (rows: PriceRow[], query: Parameters<typeof priceFor>[1]): string | undefined =>
  priceFor(rows, query)?.components.input;

describe("priceFor by date", () => {
  const history = [
    row("2", { from: "2026-01-01", until: "2026-06-01" }),
    row("3", { from: "2026-06-01" }),
  ];

  it.each([
    ["2025-12-31T23:59:59.999Z", undefined],
    ["2026-01-01T00:00:00Z", "2"],
    ["2026-05-31T23:59:59.999Z", "2"],
    ["2026-06-01T00:00:00Z", "3"],
    ["2030-01-01T00:00:00Z", "3"],
  ])("at %s", (when, expected) => {
    expect(picked(history, { at: at(when) })).toBe(expected);
    expect(picked(history, { at: at(when).getTime() })).toBe(expected);
  });

  it("takes the later of two open rows", () => {
    const rows = [row("2", { from: "2026-02-01" }), row("1")];
    expect(picked(rows, { at: at("2026-03-01") })).toBe("2");
    expect(picked(rows.toReversed(), { at: at("2026-03-01") })).toBe("2");
    expect(picked(rows, { at: at("2026-01-01") })).toBe("1");
  });

  it("ends on the first day that a price no longer holds", () => {
    const ended = [row("2", { until: "2026-06-01" })];
    expect(picked(ended, { at: at("2026-05-31T23:59:59.999Z") })).toBe("2");
    expect(picked(ended, { at: at("2026-06-01T00:00:00Z") })).toBeUndefined();
  });

  it("finds nothing for an instant that is none", () => {
    expect(priceFor(history, { at: Number.NaN })).toBeUndefined();
    expect(priceFor(history, { at: new Date("no") })).toBeUndefined();
    expect(priceFor(history, { at: Number.POSITIVE_INFINITY })).toBeUndefined();
  });
});

describe("priceFor by region, tier and currency", () => {
  const rows = [
    row("any"),
    row("cn", { region: "cn", currency: "CNY" }),
    row("eu", { region: "eu" }),
    row("flex", { serviceTier: "flex" }),
    row("eu-flex", { serviceTier: "flex", region: "eu" }),
  ];

  it.each([
    [{}, "any"],
    [{ region: "us" }, "any"],
    [{ region: "eu" }, "eu"],
    [{ region: "cn" }, "cn"],
    [{ region: "cn", currency: "USD" }, "any"],
    [{ region: "cn", currency: "CNY" }, "cn"],
    [{ currency: "CNY" }, undefined],
    [{ serviceTier: "flex" }, "flex"],
    [{ serviceTier: "flex", region: "eu" }, "eu-flex"],
    [{ serviceTier: "default" }, "any"],
    [{ serviceTier: "priority" }, "any"],
    [{ serviceTier: "priority", region: "eu" }, "eu"],
  ])("%j gives %s", (query, expected) => {
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(picked(shuffled, { at: at("2026-11-10"), ...query })).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });
});

describe("priceFor by hour", () => {
  // DeepSeek's peak hours: 01:00–04:00 and 06:00–10:00 UTC on weekdays.
  const peak = row("peak", {
    when: {
      tz: "UTC",
      weekdays: [1, 2, 3, 4, 5],
      windows: [
        ["01:00", "04:00"],
        ["06:00", "10:00"],
      ],
      basis: "requestStart",
    },
  });
  const rows = [row("base"), peak];

  it("agrees with the minute of the UTC day on every weekday", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 7 * 1440 - 1 }),
        fc.integer({ min: 0, max: 59_999 }),
        (minute, ms) => {
          const monday = Date.UTC(2026, 10, 16);
          const hour = (minute % 1440) / 60;
          const weekday = Math.floor(minute / 1440) < 5;
          const inPeak = weekday && ((hour >= 1 && hour < 4) || (hour >= 6 && hour < 10));
          expect(picked(rows, { at: monday + minute * 60_000 + ms })).toBe(
            inPeak ? "peak" : "base",
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it("gives the same answer for the same hours told in another time zone", () => {
    const beijing = row("peak", {
      when: {
        tz: "Asia/Shanghai",
        weekdays: [1, 2, 3, 4, 5],
        windows: [
          ["09:00", "12:00"],
          ["14:00", "18:00"],
        ],
        basis: "requestStart",
      },
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 * 1440 - 1 }), (minute) => {
        const instant = Date.UTC(2026, 10, 16) + minute * 60_000;
        expect(picked([row("base"), beijing], { at: instant })).toBe(picked(rows, { at: instant }));
      }),
      { numRuns: 500 },
    );
  });

  it("follows daylight saving time", () => {
    const evening = row("peak", {
      when: { tz: "Europe/Berlin", windows: [["18:00", "19:00"]], basis: "requestStart" },
    });
    expect(picked([row("base"), evening], { at: at("2026-07-01T16:30:00Z") })).toBe("peak");
    expect(picked([row("base"), evening], { at: at("2026-12-01T16:30:00Z") })).toBe("base");
    expect(picked([row("base"), evening], { at: at("2026-12-01T17:30:00Z") })).toBe("peak");
  });

  it("carries a window past midnight with the weekday on which it began", () => {
    const night = row("peak", {
      when: { tz: "UTC", weekdays: [5], windows: [["22:00", "02:00"]], basis: "requestStart" },
    });
    const on = (text: string): string | undefined => picked([row("base"), night], { at: at(text) });
    expect(on("2026-11-20T21:59:59Z")).toBe("base"); // Friday
    expect(on("2026-11-20T22:00:00Z")).toBe("peak");
    expect(on("2026-11-21T01:59:59Z")).toBe("peak"); // Saturday, the window of Friday
    expect(on("2026-11-21T02:00:00Z")).toBe("base");
    expect(on("2026-11-21T23:00:00Z")).toBe("base");
    expect(on("2026-11-20T01:00:00Z")).toBe("base");
  });

  it("lets a window run to the end of the day, and ignores a time zone that nobody knows", () => {
    const late = row("peak", {
      when: { tz: "UTC", windows: [["23:00", "24:00"]], basis: "requestStart" },
    });
    const lost = row("peak", {
      when: { tz: "Mars/Olympus", windows: [["00:00", "24:00"]], basis: "requestStart" },
    });
    expect(picked([row("base"), late], { at: at("2026-11-20T23:59:59Z") })).toBe("peak");
    expect(picked([row("base"), lost], { at: at("2026-11-20T12:00:00Z") })).toBe("base");
  });

  it("finds nothing outside the hours when no row holds for every hour", () => {
    expect(picked([peak], { at: at("2026-11-20T12:00:00Z") })).toBeUndefined();
  });
});
