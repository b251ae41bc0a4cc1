import { beforeAll, describe, expect, it } from "vitest";

import { toolScript } from "../../scripts/lib/tool.ts";
import { withFixture } from "../support/fixture.ts";

const refused = {
  "byok(import-boundaries)": {
    "packages/core/src/reads-catalog.ts": 'export { load } from "@byok/catalog";\n',
    "packages/core/src/loads-provider.ts": 'export const load = () => import("@byok/anthropic");\n',
    "packages/core/src/loads-peer.ts": 'export { OpenAI } from "openai";\n',
    "packages/core/src/undeclared.ts": 'import { z } from "zod";\nexport const s = z;\n',
    "packages/core/src/bare-builtin.ts": 'export { join } from "path";\n',
    "packages/core/src/leaves.ts": 'export { x } from "../../catalog/src/x.ts";\n',
    "packages/core/src/type-of-catalog.ts": 'export type A = import("@byok/catalog").A;\n',
    "packages/core/src/generated/eager.ts": 'export { anthropic } from "@byok/anthropic";\n',
    "packages/providers/anthropic/src/root.ts": 'export { x } from "@byok/core";\n',
    "packages/simulator/src/value.ts": 'export { x } from "@byok/core/provider";\n',
    "packages/chat/src/provider.ts": 'export { anthropic } from "@byok/anthropic";\n',
    "packages/chat/src/plugin.ts": 'export { x } from "@byok/core/provider";\n',
    "packages/cli/src/eager.ts": 'export { anthropic } from "@byok/anthropic";\n',
  },
  "byok(no-enum)": { "packages/core/src/enum.ts": "export enum Colour { Red }\n" },
  "byok(no-export-star)": { "packages/core/src/star.ts": 'export * from "./clean.ts";\n' },
  "byok(no-platform-comparison)": {
    "packages/core/src/equals.ts":
      'export const f = (platform: string) => platform === "openai";\n',
    "packages/core/src/member.ts":
      'export const f = (row: { platform: { id: string } }) => "groq" !== row.platform.id;\n',
    "packages/core/src/switch.ts":
      'export function f(modelPlatform: string): number {\n  switch (modelPlatform) {\n    case "qwen":\n      return 1;\n    default:\n      return 2;\n  }\n}\n',
    "packages/core/src/includes.ts":
      'export const f = (platformId: string) => ["openai", "groq"].includes(platformId);\n',
    "packages/core/src/record.ts":
      "declare const ModelPlatformType: { OPENAI: string };\nexport const f = (platform: string) => platform === ModelPlatformType.OPENAI;\n",
  },
  "eslint(max-lines)": { "packages/core/src/long.ts": "export const x = 1;\n".padEnd(420, "\n") },
  "import(no-cycle)": {
    "packages/core/src/cycle-a.ts":
      'import { b } from "./cycle-b.ts";\nexport const a = () => b;\n',
    "packages/core/src/cycle-b.ts":
      'import { a } from "./cycle-a.ts";\nexport const b = () => a;\n',
  },
  "import(no-default-export)": { "packages/core/src/default.ts": "export default 1;\n" },
  "typescript(no-explicit-any)": { "packages/core/src/any.ts": "export let x: any;\n" },
  "typescript(no-floating-promises)": {
    "packages/core/src/floating.ts": "const f = async () => 1;\nf();\nexport { f };\n",
  },
} as const;

const allowed = {
  "packages/core/src/clean.ts":
    'import { join } from "node:path";\nimport type { OpenAI } from "openai";\nimport { request } from "undici";\nexport const f = (a: OpenAI) => [join, request, a];\nexport const g = () => import("openai");\nexport const h = process.platform === "win32";\n',
  "packages/core/src/generated/plugins.ts":
    'export const load = () => import("@byok/anthropic");\n',
  "packages/core/src/clean.test.ts":
    'import { fc } from "fast-check";\nimport { x } from "@byok/core";\nexport const f = (platform: string) => platform === "openai" && [fc, x];\n',
  "packages/providers/anthropic/src/clean.ts": 'export { x } from "@byok/core/provider";\n',
  "packages/simulator/src/clean.ts":
    'import type { X } from "@byok/core/provider";\nexport type Y = X;\n',
  "packages/simulator/src/conformance/clean.ts":
    'import { it } from "vitest";\nimport { x } from "@byok/core";\nexport const f = () => it(x, () => {});\n',
  "packages/chat/src/clean.ts":
    'import { x } from "@byok/core";\nexport const f = () => [x, import("yaml")];\n',
  "packages/cli/src/clean.ts": 'export const load = () => import("@byok/anthropic");\n',
};

const manifests = ["core", "chat", "cli", "simulator", "providers/anthropic"].map(
  (name) => `packages/${name}/package.json`,
);

interface Diagnostic {
  code: string;
  filename: string;
}

let diagnostics: Diagnostic[] = [];

beforeAll(async () => {
  const files = Object.assign({}, allowed, ...Object.values(refused)) as Record<string, string>;
  const { output } = await withFixture(
    {
      ...files,
      "tsconfig.json": '{ "compilerOptions": { "module": "nodenext", "strict": true } }\n',
    },
    [".oxlintrc.json", "scripts/lint", ...manifests],
    (fixture) => fixture.node([toolScript("oxlint"), "--type-aware", "--format=json", "packages"]),
  );
  diagnostics = (JSON.parse(output) as { diagnostics: Diagnostic[] }).diagnostics;
});

describe.each(Object.entries(refused))("%s", (rule, files) => {
  it.each(Object.keys(files))("refuses %s", (file) => {
    const rules = diagnostics.filter(({ filename }) => filename === file).map(({ code }) => code);
    expect(rules).toContain(rule);
  });
});

it.each(Object.keys(allowed))("the rules of the house allow %s", (file) => {
  const ours = diagnostics.filter(
    ({ filename, code }) => filename === file && code.startsWith("byok"),
  );
  expect(ours).toEqual([]);
});
