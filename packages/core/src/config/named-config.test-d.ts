import { describe, it } from "vitest";
import {
  ModelFactory,
  ModelPlatformType,
  ModelType,
  type AnthropicConfig,
  type AzureOpenAIConfig,
  type ChatGPTConfig,
  type ChatGPTReasoningConfig,
  type DeepSeekConfig,
  type MoonshotConfig,
  type XAIConfig,
} from "../index.ts";

describe("a variable of the type under the platform's own name", () => {
  const config: ChatGPTConfig = { temperature: 0.2 };

  it("fits the model of the seed's third step", () => {
    ModelFactory.create({
      modelPlatform: ModelPlatformType.OPENAI,
      modelType: ModelType.GPT_4O_MINI,
      modelConfig: config,
    });
    ModelFactory.create("openai/gpt-4o-mini", config);
    void ModelFactory.create("openai/gpt-4o-mini").generate({ messages: "Hi", config });
  });

  it("fits the platform's other models that refuse none of it, and unknown ones", () => {
    ModelFactory.create("openai/gpt-4o", config);
    ModelFactory.create("openai/gpt-4.1-nano", config);
    ModelFactory.create("openai/gpt-9-future", config);
    const id: string = "gpt-4o";
    ModelFactory.create({ modelPlatform: "openai", modelType: id, modelConfig: config });
  });

  it("fits the default model of other platforms, also where it reasons", () => {
    const deepseek: DeepSeekConfig = { temperature: 0.2 };
    ModelFactory.create("deepseek/deepseek-flash", deepseek);
    ModelFactory.create("deepseek/deepseek-chat", deepseek);
    const moonshot: MoonshotConfig = { temperature: 1 };
    ModelFactory.create("moonshot/kimi-k3", moonshot);
    const xai: XAIConfig = { temperature: 0.2, maxTokens: 10 };
    ModelFactory.create("xai/grok-4.3", xai);
    const azure: AzureOpenAIConfig = { temperature: 0.2 };
    ModelFactory.create("azure/gpt-4o", azure);
    ModelFactory.create("azure/my-deployment", azure);
    const anthropic: AnthropicConfig = { temperature: 0.2 };
    ModelFactory.create("anthropic/claude-haiku-4-5", anthropic);
  });

  it("is refused by a model that refuses some of it, whatever it holds", () => {
    // @ts-expect-error o3 takes no temperature
    ModelFactory.create("openai/o3", config);
    const empty: ChatGPTConfig = {};
    // @ts-expect-error the type may hold one
    ModelFactory.create({ modelPlatform: "openai", modelType: "o3", modelConfig: empty });
    ModelFactory.create("openai/o3", { maxTokens: 1 } satisfies ChatGPTConfig);
  });

  it("takes nothing that asks for reasoning where some models do not reason; its family does", () => {
    // @ts-expect-error gpt-4o-mini does not reason
    const asks: ChatGPTConfig = { reasoningEffort: "high" };
    // @ts-expect-error nor has it a budget
    const budget: ChatGPTConfig = { reasoningBudgetTokens: 2048 };
    // @ts-expect-error misspelt
    const misspelt: ChatGPTConfig = { temprature: 0.2 };
    const effort: ChatGPTReasoningConfig<"high"> = { reasoningEffort: "high" };
    ModelFactory.create("openai/o3", effort);
    return [asks, budget, misspelt];
  });
});
