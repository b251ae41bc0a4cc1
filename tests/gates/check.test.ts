import { join } from "node:path";
import process from "node:process";

import { describe, expect, it } from "vitest";

import { runGroups } from "../../scripts/check/run-steps.ts";
import { stepNames } from "../../scripts/check/steps.ts";
import type { Step } from "../../scripts/check/steps.ts";
import { root } from "../../scripts/lib/root.ts";
import { run } from "../../scripts/lib/run.ts";

const step = (name: string, script: string): Step => ({
  name,
  hint: `Repair ${name}.`,
  command: () => ["--eval", script],
});

async function runAll(groups: readonly (readonly Step[])[]) {
  let text = "";
  const passed = await runGroups(groups, (more) => (text += more));
  return { passed, text };
}

describe("pnpm check", () => {
  it("passes when every step passes", async () => {
    const { passed, text } = await runAll([
      [step("one", "")],
      [step("two", ""), step("three", "")],
    ]);
    expect(passed).toBe(true);
    expect(text.match(/✓/g)).toHaveLength(3);
  });

  it("stops at a step that fails, and shows what it wrote and what to do", async () => {
    const { passed, text } = await runAll([
      [step("one", "")],
      [step("two", 'console.log("the reason"); process.exit(3)')],
      [step("three", "")],
    ]);
    expect(passed).toBe(false);
    expect(text).toContain("the reason");
    expect(text).toContain("Repair two.");
    expect(text).not.toContain("three");
  });

  it("runs the tests last, so that their closing line is the last line", () => {
    expect(stepNames.at(-1)).toBe("test");
  });

  it("refuses a step that does not exist", async () => {
    const { code, output } = await run(process.execPath, [join(root, "scripts/check.ts"), "tset"]);
    expect(code).toBe(2);
    expect(output).toContain("No step is called tset");
  });
});
