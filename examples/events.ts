// Reads an answer event by event, and says what it used and what byok changed in the request.
import { ModelFactory } from "@byok/core";

const model = ModelFactory.create("openai/gpt-4o-mini");
const stream = model.stream({
  messages: [
    { role: "system", content: "Answer in one sentence." },
    { role: "user", content: "Why is the sky blue?" },
  ],
  config: { maxTokens: 200 },
  signal: AbortSignal.timeout(60_000),
});

for await (const event of stream) {
  switch (event.type) {
    case "text-delta":
      process.stdout.write(event.text);
      break;
    case "reasoning-delta":
      process.stderr.write(event.text);
      break;
    case "finish":
      console.log(`\nfinished: ${event.reason}`);
      break;
    default:
      // Minor versions add events; one that you do not know is nothing to stop for.
      break;
  }
}

const { usage, cost, warnings, response } = await stream.result();
console.log(`${response.model}: ${usage.input.total} in, ${usage.output.total} out`);
console.log(`${cost.amount ?? "no known price"} ${cost.currency}, complete: ${cost.complete}`);
for (const line of cost.lines) console.log(`  ${line.class}: ${line.quantity} at ${line.price}`);
for (const warning of warnings)
  console.log(`  ${warning.code} ${warning.path}: ${warning.message}`);
