// Asks a model that does not exist, tells what went wrong, and falls back to one that does.
import { isByokError, ModelFactory, ModelManager } from "@byok/core";

const missing = ModelFactory.create("openai/gpt-4o-minni", {}, { maxRetries: 0 });
const good = ModelFactory.create("openai/gpt-4o-mini");

try {
  await missing.generate("Hello!");
} catch (error) {
  if (!isByokError(error)) throw error;
  console.log(`${error.code} (${error.status}): ${error.message}`);
  console.log(`  retryable: ${error.retryable}; next: ${error.hint}`);
}

// Asks the next model when one fails before its first event.
const manager = new ModelManager([missing, good]);
const { text, response } = await manager.generate("Hello!");
console.log(`${response.model} answered: ${text}`);
