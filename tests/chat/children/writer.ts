/**
 * Writes chats until it is done or killed, and tells each write on standard output once it is on the disk.
 * Arguments: the store's file, how many writes (0: without end), a name for the process.
 */
import { writeSync } from "node:fs";
import process from "node:process";
import { addMessage, createChat, editMessage, openStore, StoreError } from "@byok/chat";

const [path = "", count = "0", name = "w"] = process.argv.slice(2);
const tell = (line: string): void => void writeSync(1, `${line}\n`);

try {
  const store = openStore({ path });
  const chat = createChat(store, { title: name });
  tell(`chat ${chat.id}`);
  let last = "";
  const end = count === "0" ? Infinity : Number(count);
  for (let i = 0; i < end; i += 1) {
    const text = `${name} ${i} ${"x".repeat((i * 7919) % 5000)}`;
    const message = { role: "user", content: text } as const;
    if (i % 5 === 4) last = editMessage(store, last, message);
    else if (i % 7 === 6) {
      const bytes = Buffer.alloc(20_000, i);
      last = addMessage(store, chat.id, {
        role: "user",
        content: [
          { type: "text", text },
          { type: "file", mediaType: "image/png", source: { bytes } },
        ],
      });
    } else last = addMessage(store, chat.id, message);
    tell(`message ${last}`);
  }
  store.close();
  tell("done");
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  const { reason, message, hint, unsaved } = error;
  tell(`error ${JSON.stringify({ reason, message, hint, unsaved })}`);
  process.exitCode = 3;
}
