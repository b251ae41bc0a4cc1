import { expect, it } from "vitest";
import { keepLiveLimits, liveLimits } from "./live-limits.ts";

const read = (address: string, maxOutput: number): void =>
  keepLiveLimits("aggregator", address, [{ id: "m", maxOutput, raw: {} }]);

it("keeps sixteen lists, and forgets the one that was read longest ago", () => {
  for (let each = 0; each < 16; each++) read(`https://${each}.example`, each + 1);
  read("https://0.example", 100);
  read("https://16.example", 17);
  const known = Array.from(
    { length: 17 },
    (_, each) => liveLimits("aggregator", `https://${each}.example`, "m")?.maxOutput,
  );
  expect(known).toEqual([100, undefined, ...Array.from({ length: 15 }, (_, each) => each + 3)]);
});
