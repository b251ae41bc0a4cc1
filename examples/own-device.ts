// Asks with the key that `byok keys add openai` has stored; keeps the chat, its cost and its limit on this device.
import { addMessage, costs, createChat, openStore, recordTurn } from "@byok/chat";
import { searchMessages, setBudget, storeBudget } from "@byok/chat";
import { ModelFactory } from "@byok/core";
import { openVault } from "@byok/vault";

const store = openStore();
const chat = createChat(store);
setBudget(store, { scope: "chat", target: chat.id, period: "ever", amount: "0.10" });

const budget = storeBudget(store, { chatId: chat.id });
const options = { keyStore: openVault(), budget };
const model = ModelFactory.create("openai/gpt-4o-mini", { maxTokens: 500 }, options);

const question = "Which planet has the most moons?";
addMessage(store, chat.id, { role: "user", content: question });
const startedAt = Date.now();
const result = await model.generate(question);
recordTurn(store, {
  chatId: chat.id,
  platform: model.platform,
  model: "gpt-4o-mini",
  startedAt,
  latencyMs: Date.now() - startedAt,
  result,
});
console.log(result.text);

for (const hit of searchMessages(store, "moons", { chatId: chat.id })) {
  console.log(`found in "${hit.chatTitle}": ${hit.snippet.text}`);
}
for (const { group, sums } of await costs(store, { by: "chat", chatId: chat.id })) {
  console.log(`${group === chat.id ? "this chat" : group}: ${JSON.stringify(sums)}`);
}
store.close();
