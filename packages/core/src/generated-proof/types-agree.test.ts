import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NeutralParameter } from "../catalog/neutral-parameter.ts";
import { compile } from "./__fixtures__/compile.ts";
import { runTimeFacts, type Fact, type Facts } from "./__fixtures__/run-time-facts.ts";

const source = (path: string): string =>
  JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));

/** Snapshots that price books alone hold: their models refuse a temperature, and so do they. */
const SNAPSHOTS = [
  "openai gpt-5.6-sol-2026-07-09",
  "openai o1-mini-2024-09-12",
  "azure gpt-5.6-sol-2026-07-09",
  "azure o1-mini-2024-09-12",
  "openrouter openai/gpt-5.6-sol-2026-07-09",
  "openrouter openai/o1-mini-2024-09-12",
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "byok-types-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("types and run time", () => {
  it("agree for every platform, model and neutral parameter", async () => {
    const facts = await runTimeFacts();
    expect(facts.size).toBeGreaterThan(100);
    expect([...facts.values()].some((each) => each.size > 0)).toBe(true);
    for (const snapshot of SNAPSHOTS)
      expect(facts.get(snapshot)?.get("temperature"), snapshot).toHaveProperty("refused");
    expect(disagreements(facts)).toEqual([]);
  }, 60_000);

  it("goes red, naming the model, when one side is changed", async () => {
    const facts = await runTimeFacts();
    const change = (key: string, parameter: NeutralParameter, fact: Fact | undefined): void => {
      const model = facts.get(key);
      if (model === undefined) throw new Error(`No ${key}.`);
      if (fact === undefined) model.delete(parameter);
      else model.set(parameter, fact);
    };
    change("openai o3", "temperature", undefined);
    change("openai gpt-4o-mini", "seed", { refused: "No seed." });
    change("openai o1", "reasoningEffort", { values: ["low", "high"] });
    change("openai gpt-4o", "n", { values: [1] });
    expect(disagreements(facts)).toEqual([
      "openai gpt-4o",
      "openai gpt-4o-mini",
      "openai o1",
      "openai o3",
    ]);
  }, 60_000);
});

/** Lets the compiler compare the facts with the generated types, and gives the models on which they differ. */
function disagreements(facts: Facts): string[] {
  const lines: string[] = [];
  const models: string[] = [];
  for (const [key, model] of facts) {
    const space = key.indexOf(" ");
    const [platform, id] = [key.slice(0, space), key.slice(space + 1)];
    const expected = [...model]
      .map(([parameter, fact]) => `${parameter}: ${factType(parameter, fact)}`)
      .join("; ");
    lines.push(
      `const _${models.length}: Same<Facts<Models[${JSON.stringify(platform)}][${JSON.stringify(id)}]>, { ${expected} }> = true;`,
    );
    models.push(key);
  }
  const { output, status } = compile(
    folder,
    "assertions.ts",
    `${PRELUDE}\n${lines.join("\n")}\nexport {};\n`,
  );
  const first = PRELUDE.split("\n").length + 1;
  const failed = [...output.matchAll(/assertions\.ts\((\d+),/gu)].map(
    ([, line]) => models[Number(line) - first] ?? `line ${line}`,
  );
  if (status !== 0 && failed.length === 0) throw new Error(output);
  return [...new Set(failed)].toSorted();
}

function factType(parameter: NeutralParameter, fact: Fact): string {
  if ("refused" in fact) return `Unsupported<${JSON.stringify(fact.refused)}>`;
  const union = fact.values.map((value) => JSON.stringify(value)).join(" | ");
  return parameter === "stop" ? `${union} | readonly (${union})[]` : union;
}

const PRELUDE = `import type { Models } from ${source("../generated/types/index.ts")};
import type { LooseConfig, Unsupported } from ${source("../config/config-types.ts")};
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Facts<C> = { [K in keyof C as K extends keyof LooseConfig ? Same<NonNullable<C[K]>, NonNullable<LooseConfig[K]>> extends true ? never : K : K]-?: NonNullable<C[K]> };`;
