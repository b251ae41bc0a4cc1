import { ModelFactory, type ConfigOf, type LooseConfig, type Unsupported } from "@byok/core";
import { expectTypeOf, it } from "vitest";

interface StrictConfig extends Omit<LooseConfig, "temperature"> {
  temperature?: Unsupported<"This model takes no temperature.">;
}

declare module "@byok/core" {
  interface Models {
    "my-platform": { "my-model": StrictConfig };
  }
}

it("a program adds its own platform by declaration merging with the public entry", () => {
  expectTypeOf<ConfigOf<"my-platform", "my-model">>().toEqualTypeOf<StrictConfig>();
  expectTypeOf<ConfigOf<"my-platform", "other">>().toEqualTypeOf<LooseConfig>();
  const own = { modelPlatform: "my-platform", modelType: "my-model" } as const;
  ModelFactory.create({ ...own, modelConfig: { maxTokens: 1 } });
  // @ts-expect-error the program's own type refuses it
  ModelFactory.create({ ...own, modelConfig: { temperature: 1 } });
});
