import { expect } from "vitest";
import type { Cost, PriceRow } from "@byok/core";
import { expectedPolicy } from "../expect/merge.ts";
import type { ConformanceCheck } from "./check.ts";
import { hasUsage } from "./check-answers.ts";
import { roundUnits, toUnits } from "./decimal.ts";
import { UNKNOWN_MODEL, type SampleModel, type Subject } from "./subject.ts";

const MILLION = 1_000_000n;

/** Money. */
export const COST_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "prices an answer by the catalog, and the lines sum to the amount",
    applies: (subject) => !reportsCost(subject) && plainlyPriced(subject) !== undefined,
    async run(bench) {
      const { sample, row } = plainlyPriced(bench.subject)!;
      const { cost } = await bench.model(sample).generate("How much is this?");
      const counted = bench.last().counted!;
      const input = BigInt(counted.input) * toUnits(row.components.input ?? "0");
      const reasoning = row.components.reasoning === undefined ? 0 : counted.reasoning;
      const output = BigInt(counted.output - reasoning) * toUnits(row.components.output ?? "0");
      const extra = BigInt(reasoning) * toUnits(row.components.reasoning ?? "0");
      const perRequest = toUnits(row.components.request ?? "0");
      expect(cost.currency).toBe(row.currency);
      expect(toUnits(cost.amount ?? "-1"), `${sample.id}: ${cost.amount}`).toBe(
        roundUnits((input + output + extra) / MILLION + perRequest),
      );
      expectSum(cost);
      const streamed = await bench.model(sample).stream("How much is this?").result();
      if (hasUsage(bench.subject)) expect(streamed.cost).toEqual(cost);
    },
  },
  {
    name: "knows no price where the catalog has none",
    applies: (subject) => !reportsCost(subject) && subject.surface.models === undefined,
    async run(bench) {
      const sample: SampleModel = {
        id: UNKNOWN_MODEL,
        row: undefined,
        policy: expectedPolicy(bench.subject.platform, bench.subject.surface),
      };
      const { cost } = await bench.model(sample).generate("How much is this?");
      expect(cost.amount).toBeUndefined();
      expect(cost.complete).toBe(false);
    },
  },
  {
    name: "a free model costs 0",
    applies: (subject) => !reportsCost(subject) && freeModel(subject) !== undefined,
    async run(bench) {
      const { cost } = await bench.model(freeModel(bench.subject)!).generate("How much is this?");
      expect(cost).toMatchObject({ amount: "0", complete: true });
    },
  },
  {
    name: "takes the platform's own figure",
    applies: reportsCost,
    async run(bench) {
      const { cost } = await bench.model(bench.subject.samples[0]!).generate("How much is this?");
      expect(cost).toMatchObject({ amount: "0.000123", basis: "reported", source: "platform" });
    },
  },
];

function reportsCost({ samples, wire }: Subject): boolean {
  return wire === "openai-chat" && samples[0]?.policy.usage?.paths?.cost !== undefined;
}

function expectSum(cost: Cost): void {
  const sum = cost.lines.reduce((total, { amount }) => total + toUnits(amount), 0n);
  const difference = sum - toUnits(cost.amount ?? "0");
  // Each line may be rounded by itself.
  const tolerance = BigInt(cost.lines.length) * 10n ** 12n;
  expect(
    difference <= tolerance && difference >= -tolerance,
    `lines sum to ${sum}, not ${cost.amount}`,
  ).toBe(true);
}

/** A model with one price that depends on nothing: no tier, hour, region or date to choose. */
function plainlyPriced(subject: Subject): { sample: SampleModel; row: PriceRow } | undefined {
  for (const [id, rows] of Object.entries(subject.prices)) {
    const [row] = rows;
    if (
      row === undefined ||
      rows.length > 1 ||
      row.free === true ||
      row.when !== undefined ||
      (row.tiers ?? []).length > 0
    )
      continue;
    if (
      row.components.input === undefined ||
      row.components.output === undefined ||
      row.serviceTier !== undefined
    )
      continue;
    if (row.from !== undefined || row.until !== undefined || row.region !== undefined) continue;
    if (row.currency !== (subject.platform.endpoints[0]?.currency ?? row.currency)) continue;
    const sample = chatModel(subject, id);
    if (sample !== undefined) return { sample, row };
  }
  return undefined;
}

function freeModel(subject: Subject): SampleModel | undefined {
  for (const [id, rows] of Object.entries(subject.prices)) {
    const sample = rows.length === 1 && rows[0]?.free === true ? chatModel(subject, id) : undefined;
    if (sample !== undefined) return sample;
  }
  return undefined;
}

function chatModel(subject: Subject, id: string): SampleModel | undefined {
  const row = subject.rows[id];
  if (row === undefined || (row.kind ?? "chat") !== "chat" || subject.surface.models !== undefined)
    return undefined;
  return { id, row, policy: expectedPolicy(subject.platform, subject.surface, row) };
}
