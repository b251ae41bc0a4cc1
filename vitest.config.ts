import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string =>
  fileURLToPath(new URL(`./packages/${path}.ts`, import.meta.url));

const tests = (name: string): string[] => [
  `packages/**/src/**/${name}.test.ts`,
  `scripts/**/${name}.test.ts`,
  `tests/**/${name}.test.ts`,
];
const nowhere = ["**/node_modules/**", "**/dist/**"];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@byok\/anthropic$/, replacement: source("providers/anthropic/src/index") },
      { find: /^@byok\/anthropic\/client$/, replacement: source("providers/anthropic/src/client") },
      { find: /^@byok\/catalog$/, replacement: source("catalog/src/index") },
      { find: /^@byok\/chat$/, replacement: source("chat/src/index") },
      { find: /^@byok\/core$/, replacement: source("core/src/index") },
      { find: /^@byok\/core\/keys$/, replacement: source("core/src/keys") },
      { find: /^@byok\/core\/openai$/, replacement: source("core/src/openai") },
      { find: /^@byok\/core\/provider$/, replacement: source("core/src/provider") },
      { find: /^@byok\/simulator$/, replacement: source("simulator/src/index") },
      { find: /^@byok\/simulator\/conformance$/, replacement: source("simulator/src/conformance") },
      { find: /^@byok\/vault$/, replacement: source("vault/src/index") },
      { find: /^@byok\/vault\/paths$/, replacement: source("vault/src/paths") },
    ],
  },
  test: {
    globalSetup: ["./scripts/vitest-global-setup.ts"],
    setupFiles: ["./scripts/vitest-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 15_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          include: tests("*"),
          exclude: [...nowhere, ...tests("*.isolated")],
          // Files share a process, and so what it has loaded: half the time of a process for each.
          isolate: false,
          typecheck: {
            enabled: true,
            include: ["packages/**/src/**/*.test-d.ts", "tests/**/*.test-d.ts"],
            tsconfig: "./tsconfig.test.json",
          },
        },
      },
      {
        extends: true,
        // What mocks a module, registers a provider or changes the process keeps that to itself.
        test: { name: "isolated", include: tests("*.isolated"), exclude: nowhere },
      },
    ],
  },
});
