/**
 * Measures the chat store with 50,000 messages: `node bench/quick/chat.ts [--messages <n>]`. Needs `pnpm build`.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { parseArgs } from "node:util";

import { addMessage, createChat, listChats, openChat, openStore, searchMessages } from "@byok/chat";

const PER_CHAT = 100;
const ROUNDS = 60;
const words =
  "model answer token price cache stream router database checkpoint python rust memory vector prompt context recipe budget kettle garden window violin mountain river bread teapot lantern harbour compass feather marble orchard saddle thimble walnut zephyr".split(
    " ",
  );
const han = "我喜欢绿茶咖啡数据库模型回答价格缓存上下文预算窗口山河花园";

const { values } = parseArgs({ options: { messages: { type: "string", default: "50000" } } });
const folder = mkdtempSync(join(tmpdir(), "byok-bench-"));
try {
  run(Number(values.messages));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(messages: number): void {
  const path = join(folder, "chats.db");
  const random = seeded(42);
  const pick = (): string => words[Math.floor(random() * random() * words.length)] ?? "";
  const text = (i: number): string => {
    const body = Array.from({ length: 40 + Math.floor(random() * 60) }, pick).join(" ");
    const at = Math.floor(random() * (han.length - 4));
    return `${body} item${i} ${i % 10 === 0 ? han.slice(at, at + 4) : ""}`;
  };
  const store = openStore({ path });
  const filled = performance.now();
  for (let start = 0; start < messages; start += PER_CHAT) {
    store.connection.transaction(() => {
      const chat = createChat(store, { createdAt: 1e12 + start });
      for (let i = start; i < start + PER_CHAT; i += 1) {
        const origin = { platform: "openai", model: "gpt-5" };
        addMessage(
          store,
          chat.id,
          i % 2 === 0
            ? { role: "user", content: text(i) }
            : { role: "assistant", content: text(i), origin },
        );
      }
    });
  }
  store.close();
  report("filled", [performance.now() - filled]);
  process.stdout.write(`file: ${(statSync(path).size / 1e6).toFixed(1)} MB\n`);

  const opened = performance.now();
  const again = openStore({ path });
  report("openStore", [performance.now() - opened]);
  const ids = listChats(again, { limit: 400 }).chats.map((chat) => chat.id);
  const queries: Record<string, (n: number) => string> = {
    "a rare word": (n) => `item${n * 37}`,
    "a common word": (n) => words[n % 4] ?? "",
    "three common words": (n) => `${words[n % 5]} ${words[(n + 1) % 5]} ${words[(n + 2) % 5]}`,
    "the beginning of a word": (n) => (words[n % words.length] ?? "").slice(0, 3),
    "the middle of a word": (n) => `tem${n * 41}`,
    "two Chinese characters": (n) => han.slice(n % 20, (n % 20) + 2),
    "two letters": (n) => ["zq", "xj", "vv"][n % 3] ?? "",
    nothing: (n) => `nowhere${n}`,
  };
  for (const [name, query] of Object.entries(queries)) {
    measure(`search ${name}`, (n) => searchMessages(again, query(n)));
  }
  measure("search with filters", (n) =>
    searchMessages(again, words[n % 9] ?? "", { role: "user", platform: "none", from: 1 }),
  );
  measure("open a chat of 100", (n) => openChat(again, ids[n % ids.length] ?? ""));
  measure("list 50 chats", () => listChats(again));
  const target = ids[0] ?? "";
  measure("add a message", () => addMessage(again, target, { role: "user", content: text(1) }));
  again.close();
}

function measure(name: string, work: (round: number) => unknown): void {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    work(round);
    times.push(performance.now() - start);
  }
  report(name, times);
}

function report(name: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  process.stdout.write(`${name.padEnd(34)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms\n`);
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}
