// An agent whose tool runs only after a person has agreed.
import { ChatAgent, defineTool, ModelFactory } from "@byok/core";
import { z } from "zod";

const removed: string[] = [];
const remove = defineTool({
  name: "remove_file",
  description: "Removes a file.",
  inputSchema: z.object({ path: z.string() }),
  needsApproval: true,
  execute: ({ path }) => removed.push(path) && "removed",
});

const model = ModelFactory.create("openai/gpt-4o-mini");
const agent = new ChatAgent({ model, tools: [remove], memory: { windowSize: 40 } });
let answer = await agent.step("Please remove the file notes.txt.");

while (answer.info.terminationReason === "approval") {
  const calls = answer.info.toolCalls.map(({ name, input }) => `${name} ${JSON.stringify(input)}`);
  console.log(`wants to run: ${calls.join(", ")}`);
  answer = await agent.step({
    role: "tool",
    content: answer.info.approvals.map(({ approvalId }) => ({
      type: "tool-approval-response" as const,
      approvalId,
      approved: true,
    })),
  });
}
console.log(`${removed.length} removed; ${answer.msg.content}`);
console.log(`${answer.info.steps.length} requests in the last step`);
