import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadCatalog } from "../../packages/catalog/src/index.ts";
import { catalogInput } from "../../packages/catalog/src/codegen/catalog-input.ts";
import { compile } from "../../packages/core/src/generated-proof/__fixtures__/compile.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const TYPES = JSON.stringify(join(ROOT, "packages/core/src/generated/types/index.ts"));
const folder = mkdtempSync(join(tmpdir(), "byok-named-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("the type under a platform's own name fits its default model, and its unknown ones", () => {
  const { platforms } = catalogInput(loadCatalog());
  const checks = platforms.flatMap(({ platform, configName }) => {
    const id = JSON.stringify(platform.id);
    const model = JSON.stringify(platform.defaultModel);
    return [
      { what: `${platform.id} (unknown)`, line: fits(configName, `PlatformConfigs[${id}]`) },
      ...(platform.defaultModel === undefined
        ? []
        : [
            {
              what: `${platform.id}/${platform.defaultModel}`,
              line: fits(configName, `Models[${id}][${model}]`),
            },
          ]),
    ];
  });
  const wrong = { what: "openai/o3", line: fits("ChatGPTConfig", `Models["openai"]["o3"]`) };
  expect(checks.length).toBeGreaterThan(70);
  expect(misfits([...checks, wrong])).toEqual(["openai/o3"]);
}, 60_000);

interface Check {
  what: string;
  line: string;
}

const fits = (from: string, to: string): string => `((c: T.${from}): T.${to} => c);`;

/** Lets the compiler assign one type to another, and gives what does not fit. */
function misfits(checks: readonly Check[]): string[] {
  const lines = [`import type * as T from ${TYPES};`, ...checks.map(({ line }) => line)];
  const { output, status } = compile(folder, "fits.ts", `${lines.join("\n")}\n`);
  const found = [...output.matchAll(/fits\.ts\((\d+),/gu)].map(
    ([, line]) => checks[Number(line) - 2]?.what ?? output,
  );
  if (status !== 0 && found.length === 0) throw new Error(output);
  return [...new Set(found)];
}
