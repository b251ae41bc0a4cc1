import { describe, expect, it } from "vitest";
import { inputOf, platformFile } from "./__fixtures__/small-catalog.ts";
import { emitPlatformTypes } from "./config-types.ts";

/** The generated text of the type under the platform's own name, up to the closing brace. */
function commonType(fields: object): string {
  const { platforms } = inputOf({ "platforms/acme.yaml": platformFile("Acme", fields) });
  const [acme] = platforms;
  if (acme === undefined) throw new Error("The catalog is not valid.");
  return /^export interface AcmeConfig\b[^]*?\n\}/mu.exec(emitPlatformTypes(acme).text)?.[0] ?? "";
}

const no = (parameter: string, unsupported = "No."): object => ({
  params: { [parameter]: { unsupported } },
});

describe("the type under a platform's own name", () => {
  it("is the type of every model where all are of one", () => {
    expect(commonType({ models: { "a-1": {}, "a-2": {} } })).toContain("  seed?: number;\n");
  });

  it("takes what the default model takes, though others refuse it", () => {
    const models = {
      "a-1": {},
      "a-2": { policy: no("temperature") },
      "a-3": { policy: no("seed") },
    };
    expect(commonType({ defaultModel: "a-1", models })).toContain("  temperature?: number;\n");
    const text = commonType({ defaultModel: "a-2", models });
    expect(text).toMatch(/^export interface AcmeConfig extends AcmeLooseConfig \{/u);
    expect(text).toContain(
      '/** Not taken by every model; `AcmeA3Config` has it. */\n  temperature?: number & Unsupported<"No.">;',
    );
    expect(text).not.toContain("seed");
  });

  it("takes the values that all have in common, or else those of the default model", () => {
    const models = {
      "a-1": { policy: { params: { n: { allowed: [1, 2, 3] } } } },
      "a-2": { policy: { params: { n: { allowed: [2, 3, 4] } } } },
      "a-3": {},
    };
    expect(commonType({ defaultModel: "a-1", models })).toContain("  n?: 2 | 3;\n");
    const apart = { ...models, "a-4": { policy: { params: { n: { allowed: [5] } } } } };
    expect(commonType({ defaultModel: "a-1", models: apart })).toContain("  n?: 1 | 2 | 3;\n");
    const params = { n: { allowed: [7] } };
    expect(commonType({ defaultModel: "a-1", models, params })).toContain("  n?: never;\n");
  });

  it("asks for reasoning only where every model does it, with the efforts that they share", () => {
    const thinking = { "a-1": { efforts: ["low", "high"] }, "a-2": { efforts: ["high", "max"] } };
    expect(commonType({ defaultModel: "a-1", models: thinking })).toContain(
      '  reasoningEffort?: "high";\n',
    );
    const models = { ...thinking, "a-3": { reasoning: false } };
    expect(commonType({ defaultModel: "a-1", models })).toContain(
      '`AcmeLooseConfig` has it. */\n  reasoningEffort?: "high" & Unsupported<"The model does not reason.">;',
    );
  });

  it("has nothing that fits where one refuses and the others have no value in common, or reasons differ", () => {
    const models = {
      "a-1": { efforts: ["low"] },
      "a-2": { efforts: ["max"] },
      "a-3": { reasoning: false },
    };
    expect(commonType({ defaultModel: "a-1", models })).toContain("  reasoningEffort?: never;\n");
    const reasons = {
      "a-1": { policy: no("seed", "One.") },
      "a-2": { policy: no("seed", "Two.") },
    };
    expect(commonType({ defaultModel: "a-1", models: reasons })).toContain("  seed?: never;\n");
  });
});
