import { describe, expectTypeOf, it } from "vitest";
import type { NeutralParameter } from "../catalog/neutral-parameter.ts";
import type {
  AnthropicConfig,
  AnthropicLooseConfig,
  ChatGPTLooseConfig,
  ChatGPTNoReasoningConfig,
  ChatGPTReasoningConfig,
  DeepSeekLooseConfig,
  Models,
  PlatformConfigs,
} from "../generated/types/index.ts";
import { ModelPlatformType } from "../generated/model-platform-type.ts";
import { ModelType } from "../generated/model-type.ts";
import type {
  ConfigFor,
  ConfigOf,
  ConfigOfReference,
  CreateOptions,
  ModelName,
  PlatformName,
} from "./config-of.ts";
import type { LooseConfig } from "./config-types.ts";

/** Stands for `ModelFactory.create`: the same type parameters. */
declare function create<
  const P extends PlatformName,
  const M extends ModelName<P>,
  const L extends string = never,
>(options: CreateOptions<P, M, L>): ConfigFor<P, M, L>;

const openai = ModelPlatformType.OPENAI;

describe("a refused parameter does not compile", () => {
  it("as a literal", () => {
    create({ modelPlatform: openai, modelType: ModelType.O3, modelConfig: { maxTokens: 10 } });
    // @ts-expect-error o3 takes no temperature
    create({ modelPlatform: openai, modelType: ModelType.O3, modelConfig: { temperature: 0.2 } });
    // @ts-expect-error the plain id as well
    create({ modelPlatform: "openai", modelType: "o3", modelConfig: { temperature: 0.2 } });
    // @ts-expect-error undefined is the only value that fits
    create({ modelPlatform: "openai", modelType: "o3", modelConfig: { temperature: null } });
    create({ modelPlatform: "openai", modelType: "o3", modelConfig: { temperature: undefined } });
  });

  it("as each of the seed's seven", () => {
    // @ts-expect-error refused
    create({ modelPlatform: openai, modelType: "o3", modelConfig: { topP: 1 } });
    // @ts-expect-error refused
    create({ modelPlatform: openai, modelType: "o3", modelConfig: { presencePenalty: 1 } });
    // @ts-expect-error refused
    create({ modelPlatform: openai, modelType: "o3", modelConfig: { frequencyPenalty: 1 } });
    // @ts-expect-error refused
    create({ modelPlatform: openai, modelType: "o3", modelConfig: { logprobs: true } });
    // @ts-expect-error refused
    create({ modelPlatform: openai, modelType: "o3", modelConfig: { topLogprobs: 1 } });
    // @ts-expect-error refused
    create({ modelPlatform: openai, modelType: "o3", modelConfig: { logitBias: { "1": 1 } } });
  });

  it("as a variable or a spread", () => {
    const warm = { temperature: 0.2 };
    // @ts-expect-error a variable
    create({ modelPlatform: openai, modelType: "o3", modelConfig: warm });
    // @ts-expect-error a spread
    create({ modelPlatform: openai, modelType: "o3", modelConfig: { ...warm, maxTokens: 10 } });
    const loose: LooseConfig = { maxTokens: 10 };
    // @ts-expect-error a type that may hold it
    create({ modelPlatform: openai, modelType: "o3", modelConfig: loose });
    const options = {
      modelPlatform: "openai",
      modelType: "o3",
      modelConfig: { temperature: 0.2 },
    } as const;
    // @ts-expect-error the options as a whole
    create(options);
  });

  it("on the dated snapshot too, and the reason is in the type", () => {
    // @ts-expect-error the snapshot inherits the rules of its base
    create({ modelPlatform: openai, modelType: "o3-2025-04-16", modelConfig: { topP: 1 } });
    expectTypeOf<
      NonNullable<Models["openai"]["o3"]["temperature"]>["__unsupported"]
    >().toExtend<string>();
    expectTypeOf<
      NonNullable<Models["openai"]["o3"]["temperature"]>["__unsupported"]
    >().not.toEqualTypeOf<string>();
  });

  it("that asks a model to reason which does not", () => {
    create({
      modelPlatform: openai,
      modelType: "gpt-4o",
      // @ts-expect-error gpt-4o does not reason
      modelConfig: { reasoningEffort: "high" },
    });
    create({
      modelPlatform: "openrouter",
      modelType: "openai/gpt-4o",
      // @ts-expect-error nor does it behind an aggregator
      modelConfig: { reasoningBudgetTokens: 2048 },
    });
    expectTypeOf<
      NonNullable<Models["deepseek"]["deepseek-chat"]["reasoningEffort"]>["__unsupported"]
    >().toEqualTypeOf<"The model does not reason.">();
  });

  it("whose effort the model does not know", () => {
    create({ modelPlatform: openai, modelType: "o3", modelConfig: { reasoningEffort: "high" } });
    // @ts-expect-error o3 knows low, medium and high
    create({ modelPlatform: openai, modelType: "o3", modelConfig: { reasoningEffort: "xhigh" } });
  });
});

describe("everything else compiles", () => {
  it("on a model that takes it", () => {
    create({
      modelPlatform: openai,
      modelType: ModelType.GPT_4O_MINI,
      modelConfig: { temperature: 0.2 },
    });
    create({
      modelPlatform: openai,
      modelType: "gpt-4o-mini",
      modelConfig: { temperature: 0.2, topP: 1, logprobs: true },
    });
  });

  it("on an unknown model, an unknown platform and plain strings", () => {
    create({
      modelPlatform: openai,
      modelType: "ft:gpt-4o:me",
      modelConfig: { temperature: 0.2, reasoningEffort: "any" },
    });
    // No contributor's platform is called this, or the line would be about its policy.
    create({
      modelPlatform: "no-such-platform",
      modelType: "x",
      modelConfig: { temperature: 0.2, topK: 3 },
    });
    const platform: string = "openai";
    const model: string = "o3";
    create({
      modelPlatform: platform,
      modelType: model,
      modelConfig: { temperature: 0.2, topK: 3 },
    });
    create({ modelPlatform: openai, modelType: model, modelConfig: { temperature: 0.2 } });
    create({
      modelPlatform: "openrouter",
      modelType: "openai/gpt-4o",
      modelConfig: { temperature: 0.2 },
    });
  });

  it("on a union of ids, when any member takes it", () => {
    const either = "o3" as "o3" | "gpt-4o-mini";
    create({ modelPlatform: openai, modelType: either, modelConfig: { temperature: 0.2 } });
    const reasoning = "o3" as "o3" | "o1";
    // @ts-expect-error neither takes it
    create({ modelPlatform: openai, modelType: reasoning, modelConfig: { temperature: 0.2 } });
    const platforms = "openai" as "openai" | "deepseek";
    create({
      modelPlatform: platforms,
      modelType: "gpt-4o-mini",
      modelConfig: { temperature: 0.2 },
    });
  });
});

describe("a misspelt or foreign key does not compile", () => {
  it("on known and unknown models", () => {
    // @ts-expect-error misspelt
    create({ modelPlatform: openai, modelType: "gpt-4o-mini", modelConfig: { temprature: 0.2 } });
    // @ts-expect-error misspelt, unknown model
    create({ modelPlatform: openai, modelType: "new-model", modelConfig: { temprature: 0.2 } });
    // @ts-expect-error misspelt, unknown platform
    create({ modelPlatform: "acme", modelType: "x", modelConfig: { temprature: 0.2 } });
    // @ts-expect-error the name is maxTokens
    create({ modelPlatform: openai, modelType: "gpt-4o-mini", modelConfig: { max_tokens: 10 } });
    // @ts-expect-error a wrong type
    create({ modelPlatform: openai, modelType: "gpt-4o", modelConfig: { temperature: "warm" } });
  });
});

describe("like", () => {
  const deployment = { modelPlatform: "azure", modelType: "my-deployment" } as const;

  it("takes the types of another model", () => {
    create({ ...deployment, like: "openai/gpt-4o-mini", modelConfig: { temperature: 0.2 } });
    // @ts-expect-error the deployment is an o3
    create({ ...deployment, like: "openai/o3", modelConfig: { temperature: 0.2 } });
  });

  it("says nothing about a model that the catalog knows", () => {
    const known = { modelPlatform: "openai", modelType: "o3" } as const;
    // @ts-expect-error o3 is known
    create({ ...known, like: "openai/gpt-4o-mini", modelConfig: { temperature: 0.2 } });
  });
});

describe("ConfigOf", () => {
  it("is the named type of the model, the platform's base, or the loose one", () => {
    expectTypeOf<ConfigOf<"openai", "gpt-4o-mini">>().toEqualTypeOf<ChatGPTNoReasoningConfig>();
    expectTypeOf<ConfigOf<"openai", "o3">>().toEqualTypeOf<
      ChatGPTReasoningConfig<"low" | "medium" | "high">
    >();
    expectTypeOf<ConfigOf<"openai", string>>().toEqualTypeOf<ChatGPTLooseConfig>();
    expectTypeOf<ConfigOf<"anthropic", "new">>().toEqualTypeOf<AnthropicLooseConfig>();
    expectTypeOf<ConfigOf<"deepseek", "new">>().toEqualTypeOf<DeepSeekLooseConfig>();
    expectTypeOf<ConfigOf<string, string>>().toEqualTypeOf<LooseConfig>();
    expectTypeOf<ConfigOfReference<"openai/o3">>().toEqualTypeOf<ConfigOf<"openai", "o3">>();
    expectTypeOf<ConfigOfReference<"openrouter/openai/gpt-4o">>().toEqualTypeOf<
      Models["openrouter"]["openai/gpt-4o"]
    >();
    expectTypeOf<ConfigOfReference<"openrouter/nobody/x">>().toEqualTypeOf<
      PlatformConfigs["openrouter"]
    >();
    expectTypeOf<ConfigOfReference<string>>().toEqualTypeOf<LooseConfig>();
  });

  it("infers the ids, not the config: the result carries them", () => {
    const config = create({ modelPlatform: openai, modelType: "o3", modelConfig: {} });
    expectTypeOf(config).toEqualTypeOf<ConfigOf<"openai", "o3">>();
  });
});

describe("every config type", () => {
  it("lists every neutral parameter and nothing else", () => {
    expectTypeOf<keyof LooseConfig>().toEqualTypeOf<NeutralParameter>();
    type Wrong = {
      [P in keyof PlatformConfigs]: [keyof PlatformConfigs[P], NeutralParameter] extends [
        NeutralParameter,
        keyof PlatformConfigs[P],
      ]
        ? never
        : P;
    }[keyof PlatformConfigs];
    expectTypeOf<Wrong>().toEqualTypeOf<never>();
    type WrongModel = {
      [P in keyof Models]: {
        [M in keyof Models[P]]: [keyof Models[P][M], NeutralParameter] extends [
          NeutralParameter,
          keyof Models[P][M],
        ]
          ? never
          : [P, M];
      }[keyof Models[P]];
    }[keyof Models];
    expectTypeOf<WrongModel>().toEqualTypeOf<never>();
  });
});

describe("an aggregator's model", () => {
  const platform = ModelPlatformType.OPENROUTER;

  it("refuses what the maker's model refuses", () => {
    const warm = { temperature: 0.2 };
    create({ modelPlatform: platform, modelType: "openai/o3", modelConfig: { maxTokens: 10 } });
    // @ts-expect-error o3 takes no temperature, whoever passes it on
    create({ modelPlatform: platform, modelType: "openai/o3", modelConfig: { temperature: 1 } });
    // @ts-expect-error a variable
    create({ modelPlatform: platform, modelType: "openai/o3", modelConfig: warm });
    // @ts-expect-error a snapshot of it
    create({ modelPlatform: "aiml", modelType: "openai/o3-2025-04-16", modelConfig: warm });
    expectTypeOf<ConfigOfReference<"openrouter/openai/o3">["temperature"]>().toEqualTypeOf<
      ChatGPTReasoningConfig["temperature"]
    >();
  });

  it("takes what only the maker's own platform refuses", () => {
    expectTypeOf<AnthropicConfig["presencePenalty"]>().not.toEqualTypeOf<number | undefined>();
    create({
      modelPlatform: platform,
      modelType: "anthropic/claude-sonnet-4-5",
      modelConfig: { presencePenalty: 1 },
    });
  });

  it("is loose where the maker or the model is not known, and as the loosest of a union", () => {
    for (const modelType of ["openai/gpt-4o-mini", "openai/unheard-of", "who/o3", "o3"] as const)
      create({ modelPlatform: platform, modelType, modelConfig: { temperature: 1 } });
    const either = "openai/o3" as "openai/o3" | "openai/gpt-4o-mini";
    create({ modelPlatform: platform, modelType: either, modelConfig: { temperature: 1 } });
    const both = "openai/o3" as "openai/o3" | "openai/o1";
    // @ts-expect-error both refuse it
    create({ modelPlatform: platform, modelType: both, modelConfig: { temperature: 1 } });
  });
});
