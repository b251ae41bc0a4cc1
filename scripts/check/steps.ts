import { join } from "node:path";

import { root } from "../lib/root.ts";
import { toolScript } from "../lib/tool.ts";

/** One step of `pnpm check`. */
export interface Step {
  readonly name: string;
  /** What is wrong when it fails, and how to repair it. */
  readonly hint: string;
  /** Arguments for Node. */
  command(): string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Shows the output as it comes. */
  readonly live?: boolean;
}

/**
 * Everything CI runs. The groups run one after the other; the steps of a group share the machine's
 * cores. The tests come last, so that their closing line is the last one.
 */
export const stepGroups: readonly (readonly Step[])[] = [
  [
    {
      name: "codegen",
      hint: "A generated file differs from what the catalog says: run `pnpm codegen`.",
      command: () => [join(root, "packages/catalog/src/cli/codegen.ts"), "--check"],
    },
  ],
  [
    {
      name: "build",
      hint: "The sources do not compile.",
      command: () => [join(root, "scripts/build.ts")],
    },
  ],
  [
    {
      name: "types",
      hint: "The tests, scripts or benchmarks do not compile.",
      command: () => [toolScript("typescript", "tsc"), "-p", "tsconfig.test.json"],
    },
    {
      name: "lint",
      hint: "A rule of .oxlintrc.json is broken; `pnpm lint --fix` repairs some.",
      command: () => [toolScript("oxlint"), "--type-aware", "--deny-warnings"],
    },
    {
      name: "format",
      hint: "Run `pnpm format`.",
      command: () => [toolScript("oxfmt"), "--check"],
    },
    {
      name: "unused",
      hint: "A file, export or dependency has no user: remove it (knip.json names the entries).",
      command: () => [toolScript("knip"), "--no-config-hints"],
    },
    {
      name: "boundaries",
      hint: "An import breaks the package graph of turbo.json.",
      command: () => [toolScript("turbo"), "boundaries"],
      env: { TURBO_TELEMETRY_DISABLED: "1" },
    },
    {
      name: "packages",
      hint: "A package would reach its users broken.",
      command: () => [join(root, "scripts/check-packages.ts")],
    },
    {
      name: "size",
      hint: "Users would download more than we promise; import less, or load it lazily.",
      command: () => [join(root, "scripts/check-size.ts")],
    },
  ],
  [
    {
      name: "test",
      hint: "A test fails.",
      command: () => [toolScript("vitest"), "run"],
      live: true,
    },
  ],
];

/** The names of all steps, in their order. */
export const stepNames: readonly string[] = stepGroups.flat().map((step) => step.name);

/** Finds a step, or undefined for an unknown name. */
export function findStep(name: string): Step | undefined {
  return stepGroups.flat().find((step) => step.name === name);
}
