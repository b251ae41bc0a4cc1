import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Something whose CPU time is compared. */
export interface Contender {
  readonly name: string;
  /** Does the work once. @returns How many units (events, requests) it did. */
  run(): Promise<number>;
}

/** CPU time per unit, in microseconds. */
export interface CpuTime {
  readonly median: number;
  readonly min: number;
}

/**
 * Runs contenders in turn, round after round, so that a busy machine is busy for all of them. Young
 * garbage of one is collected before the next one starts; a full collection would throw optimized code away.
 */
export async function alternate(
  contenders: readonly Contender[],
  { rounds, warmups }: { rounds: number; warmups: number },
): Promise<ReadonlyMap<string, CpuTime>> {
  const samples = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < warmups + rounds; round++) {
    // Another one begins each round: what runs after the raw client finds the heap as that leaves it.
    for (let turn = 0; turn < contenders.length; turn++) {
      const { name, run } = contenders[(round + turn) % contenders.length]!;
      collectGarbage();
      const before = process.cpuUsage();
      const units = await run();
      const { user, system } = process.cpuUsage(before);
      if (round >= warmups) samples.get(name)!.push((user + system) / units);
    }
  }
  return new Map(
    [...samples].map(([name, list]) => [name, { median: median(list), min: Math.min(...list) }]),
  );
}

/** The middle value of a list. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

let gc: ((options: { type: "minor" }) => void) | undefined;

function collectGarbage(): void {
  if (gc === undefined) {
    setFlagsFromString("--expose-gc");
    gc = runInNewContext("gc") as typeof gc & {};
  }
  gc({ type: "minor" });
}
