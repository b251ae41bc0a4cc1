import { ChatAgent, defineTool, ModelFactory, ModelPlatformType, ModelType } from "@byok/core";
import { z } from "zod";

const model = ModelFactory.create({
  modelPlatform: ModelPlatformType.OPENAI,
  modelType: ModelType.GPT_4O_MINI,
  modelConfig: { temperature: 0.2 }, // on a reasoning model this line does not compile
});
for await (const text of model.stream("Hello!").text()) process.stdout.write(text);

const city = z.object({ name: z.string(), country: z.string() });
const { output, cost } = await model.generate({ messages: "Name a city.", output: city });
console.log(`\n${output.name}, ${output.country}: ${cost.amount ?? "unknown"} ${cost.currency}`);

const add = defineTool({
  name: "add",
  description: "Adds two numbers.",
  inputSchema: z.object({ a: z.number(), b: z.number() }),
  execute: ({ a, b }) => a + b,
});
const systemMessage = "You are a helpful assistant.";
const agent = new ChatAgent({ systemMessage, model, tools: [add] });
console.log((await agent.step("Add the numbers 19 and 23.")).msg.content);
