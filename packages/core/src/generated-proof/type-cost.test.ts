import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compile } from "./__fixtures__/compile.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "byok-cost-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const CONFIG_OF = JSON.stringify(fileURLToPath(new URL("../config/config-of.ts", import.meta.url)));

const program = (
  config: string,
): string => `import type { ConfigOf, CreateOptions, ModelName, PlatformName } from ${CONFIG_OF};
import type { Models, PlatformConfigs } from ${CONFIG_OF.replace("config/config-of.ts", "generated/types/index.ts")};
type Distributed<P, M> = P extends keyof Models ? M extends keyof Models[P] ? Models[P][M] : P extends keyof PlatformConfigs ? PlatformConfigs[P] : never : never;
declare function create<const P extends PlatformName, const M extends ModelName<P>>(
  options: Omit<CreateOptions<P, M>, "modelConfig"> & { modelConfig?: NoInfer<${config}> }): Distributed<never, never> | void;
create({ modelPlatform: "openai", modelType: "gpt-4o-mini", modelConfig: { temperature: 0.2 } });
create({ modelPlatform: "anthropic", modelType: "any-model", modelConfig: { maxTokens: 10 } });
create({ modelPlatform: "deepseek", modelType: "deepseek-chat", modelConfig: { maxTokens: 10 } });
create({ modelPlatform: "qwen", modelType: "qwen-max", modelConfig: { maxTokens: 10 } });
create({ modelPlatform: "azure", modelType: "gpt-4o", modelConfig: { maxTokens: 10 } });
`;

const instantiations = (config: string): number => {
  const { output, status } = compile(folder, "five-platforms.ts", program(config));
  if (status !== 0) throw new Error(output);
  return Number(/Instantiations:\s+(\d+)/u.exec(output)?.[1]);
};

// A count, not a time: the same on every machine. 5,000 instantiations are a few milliseconds.
it("a file that uses five platforms costs the compiler next to nothing", () => {
  expect(instantiations("ConfigOf<P, M>")).toBeLessThan(5_000);
}, 60_000);

it("goes red for a map that distributes over the platforms", () => {
  expect(instantiations("Distributed<P, M>")).toBeGreaterThan(50_000);
}, 60_000);
