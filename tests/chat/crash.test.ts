import process from "node:process";

import { openStore, pathMessages } from "@byok/chat";
import { expect, it } from "vitest";

import { expectWhole, hasStrace, setting, start, storePath, toldMessages } from "./support.ts";

const kills = setting("BYOK_KILLS", 3);
/** Every how many writes one is tried; 1 tries each. There are fewer syncs, so they are tried more often. */
const stride = setting("BYOK_STRACE_STRIDE", 64);

it(`loses nothing that it told when killed ${kills} times at random moments`, async () => {
  const path = storePath();
  const told: string[] = [];
  for (let i = 0; i < kills; i += 1) {
    const child = start("writer", [path, "0", `run${i}`]);
    const after = Math.floor(Math.random() * 25);
    let seen = 0;
    child.onLine(() => {
      seen += 1;
      // A moment later the next write is under way, somewhere.
      if (seen === after + 1) setTimeout(() => child.process.kill("SIGKILL"), Math.random() * 15);
    });
    await child.closed;
    expect(child.errors()).toBe("");
    expect(child.lines.length).toBeGreaterThan(after);
    told.push(...toldMessages(child));
    const store = openStore({ path });
    expectWhole(store, told);
    const [chat = ""] = child.lines.filter((line) => line.startsWith("chat "));
    const shown = pathMessages(store, chat.slice("chat ".length));
    expect(shown.length).toBeGreaterThanOrEqual(Math.min(1, toldMessages(child).length));
    store.close();
  }
  expect(told.length).toBeGreaterThan(kills);
}, 600_000);

it.runIf(hasStrace).each([
  ["pwrite64", stride],
  ["fsync", Math.ceil(stride / 8)],
  ["ftruncate", 1],
])(
  "loses nothing that it told when killed at each %s",
  async (call, step) => {
    let deaths = 0;
    // Begins elsewhere each time, so that all are tried in the end.
    const first = 1 + Math.floor(Math.random() * step);
    for (let n = first; ; n += step) {
      const path = storePath();
      const strace = ["-e", `trace=${call}`, "-e", `inject=${call}:signal=KILL:when=${n}`];
      const child = start("writer", [path, "9"], strace);
      await child.closed;
      const store = openStore({ path });
      expectWhole(store, toldMessages(child));
      store.close();
      if (child.lines.includes("done")) break;
      deaths += 1;
    }
    process.stderr.write(`${call}: killed ${deaths} times.\n`);
    expect(deaths).toBeGreaterThan(0);
  },
  900_000,
);
