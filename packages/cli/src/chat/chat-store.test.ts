import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allMessages, listChats, listTurns, openStore, type ChatStore } from "@byok/chat";
import { startSimulator } from "@byok/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { plain, run, start, type Session } from "../__fixtures__/fake-io.ts";

vi.setConfig({ testTimeout: 60_000 });

let simulator: Awaited<ReturnType<typeof startSimulator>>;
let home: string;
let sessions: Session[] = [];
beforeEach(async () => {
  simulator = await startSimulator();
  home = mkdtempSync(join(tmpdir(), "byok-chat-"));
});
afterEach(async () => {
  for (const session of sessions) {
    session.end();
    await session.done;
  }
  sessions = [];
  await simulator.close();
});

const env = (): Record<string, string> => ({ NO_COLOR: "1", BYOK_HOME: home });

function chat(...args: string[]): Session {
  const at = ["-m", "simulator/sim-1", "--url", simulator.url];
  const session = start(["chat", "--no-env-file", ...at, ...args], { env: env() });
  sessions.push(session);
  return session;
}

async function leave(session: Session): Promise<string> {
  await session.say("/exit");
  expect(await session.done).toBe(0);
  return plain(session.all());
}

const said = (): string[] =>
  (simulator.requests.at(-1)!.body as { messages: { content: string }[] }).messages.map(
    ({ content }) => content,
  );

function stored<T>(read: (store: ChatStore) => T): T {
  const store = openStore({ path: join(home, "chats.db") });
  try {
    return read(store);
  } finally {
    store.close();
  }
}

function oneChat() {
  return stored((store) => {
    const { chats } = listChats(store);
    expect(chats).toHaveLength(1);
    const id = chats[0]?.id ?? "";
    const turns = listTurns(store, { chatId: id });
    return { chat: chats[0], messages: allMessages(store, id), turns };
  });
}

describe("a chat with its store", () => {
  it("saves every turn with model, parameters, tokens, cost and times, and names the chat", async () => {
    const talk = chat("-t", "0.5");
    simulator.set({ text: "Because of scattering." });
    await talk.say("Why is the sky blue?");
    await talk.sees("tokens in");
    // It is on the disk before the chat ends.
    const { chat: kept, messages, turns } = oneChat();
    expect(kept?.title).toBe("Why is the sky blue?");
    expect(kept?.settings).toMatchObject({
      model: "simulator/sim-1",
      config: { temperature: 0.5 },
    });
    expect(messages.map(({ message }) => message.role)).toEqual(["user", "assistant"]);
    expect(turns).toMatchObject([
      { platform: "simulator", model: "sim-1", parameters: { temperature: 0.5 }, finish: "stop" },
    ]);
    expect(turns[0]?.cost?.amount).toBe("0");
    expect(turns[0]?.latencyMs).toBeGreaterThanOrEqual(turns[0]?.firstTokenMs ?? Infinity);
    expect(await leave(talk)).toContain("byok chat --resume");
  });

  it("goes on with the last chat: what was said, instructions, cost", async () => {
    const first = chat("-s", "Answer in French.");
    simulator.set({ text: "Oui." });
    await first.say("one");
    await first.sees("tokens in");
    await leave(first);
    const second = chat("--resume");
    await second.sees("one");
    await second.sees("Oui.");
    simulator.set({ text: "Encore." });
    await second.say("two");
    await second.sees("Encore.");
    await second.sees("chat: ");
    expect(said()).toEqual(["Answer in French.", "one", "Oui.", "two"]);
    expect(oneChat().messages).toHaveLength(4);
  });

  it("keeps what came of a stopped and of a broken answer, with its cost, and goes on", async () => {
    const talk = chat();
    simulator.set({ text: "word ".repeat(300), delayMs: 10 });
    await talk.say("long");
    await talk.sees("word word");
    talk.type("\u0003");
    await talk.sees("Stopped.");
    simulator.set({
      text: "First half, second half.",
      delayMs: 0,
      faults: [{ kind: "truncate", times: 1 }],
    });
    await talk.say("breaks");
    await talk.sees("Error");
    await talk.sees("What arrived stays");
    const { messages, turns } = oneChat();
    expect(messages.map(({ incomplete }) => incomplete)).toEqual([false, true, false, true]);
    expect(turns.map(({ error }) => error?.code)).toEqual(["aborted", "stream_truncated"]);
    for (const { cost } of turns) expect(cost?.basis).toBe("estimated");
  });

  it("leaves a question without an answer beside the next one, also after a resume", async () => {
    const talk = chat();
    simulator.set({ text: "Yes.", faults: [{ kind: "error", code: "quota_exceeded", times: 1 }] });
    await talk.say("never answered");
    await talk.sees("/retry");
    await talk.say("something else");
    await talk.sees("tokens in");
    await leave(talk);
    const again = chat("--resume");
    await again.say("more");
    await again.sees("chat:");
    expect(said()).toEqual(["something else", "Yes.", "more"]);
    expect(oneChat().messages).toHaveLength(5);
  });

  it("asks again beside the old answer, goes between branches, and keeps all of them", async () => {
    const talk = chat();
    simulator.set({ text: "Answer A." });
    await talk.say("question");
    await talk.sees("tokens in");
    simulator.set({ text: "Answer B." });
    await talk.say("/retry");
    await talk.sees("Answer B.");
    await talk.sees("chat:");
    expect(said()).toEqual(["question"]);
    await talk.say("/branch");
    await talk.sees("* 1  Answer B.");
    await talk.sees("2  Answer A.");
    await talk.say("/branch 2");
    await talk.sees("Now at: Answer A.");
    simulator.set({ text: "More." });
    await talk.say("go on");
    await talk.sees("More.");
    await talk.sees("chat:");
    expect(said()).toEqual(["question", "Answer A.", "go on"]);
    await talk.say("/branch at 2");
    await talk.sees("stays as a branch");
    await talk.say("elsewhere");
    await talk.sees("chat:");
    expect(said()).toEqual(["question", "Answer A.", "elsewhere"]);
    await talk.say("/branch new");
    await talk.sees("chat of its own");
    await leave(talk);
    stored((store) => {
      const sizes = listChats(store).chats.map(({ id }) => allMessages(store, id).length);
      expect(sizes.toSorted((a, b) => a - b)).toEqual([4, 7]);
    });
  });

  it("edits a question beside the original: sends it again, or only keeps it", async () => {
    const talk = chat();
    simulator.set({ text: "First." });
    await talk.say("tpyo");
    await talk.sees("tokens in");
    await talk.say("/edit typo");
    await talk.sees("[send/keep]");
    await talk.say("yes");
    await talk.sees("Not changed");
    await talk.say("/edit typo");
    await talk.sees("[send/keep]");
    await talk.say("keep");
    await talk.sees("nothing was sent");
    expect(simulator.requests).toHaveLength(1);
    simulator.set({ text: "Second." });
    await talk.say("next");
    await talk.sees("Second.");
    await talk.sees("chat:");
    expect(said()).toEqual(["typo", "First.", "next"]);
    await talk.say("/edit other words");
    await talk.sees("[send/keep]");
    await talk.say("send");
    await talk.sees("chat:");
    expect(said()).toEqual(["typo", "First.", "other words"]);
    const texts = oneChat().messages.map(({ message }) => message.content);
    expect(texts).toContain("tpyo");
    expect(texts).toContain("next");
  });

  it("leaves nothing behind when it is temporary, and keeps it after all with /save", async () => {
    const talk = chat("--temporary");
    await talk.sees("nothing of this chat is kept");
    await talk.say("a secret");
    await talk.sees("tokens in");
    expect(existsSync(join(home, "chats.db"))).toBe(false);
    await talk.say("/save");
    await talk.sees("Saved as chat");
    await talk.say("no secret");
    await talk.sees("chat:");
    await leave(talk);
    expect(oneChat().messages).toHaveLength(4);
  });

  it("writes a chat to a file, and never over one that is there", async () => {
    const talk = chat();
    simulator.set({ text: "An answer." });
    await talk.say("a question");
    await talk.sees("tokens in");
    const path = join(home, "out.md");
    await talk.say(`/save ${path}`);
    await talk.sees("Written to");
    await talk.say(`/save ${path}`);
    await talk.sees("exists already");
    expect(readFileSync(path, "utf8")).toContain("An answer.");
  });

  it("sends files with the next message only", async () => {
    writeFileSync(join(home, "notes.txt"), "the notes\n");
    const talk = chat();
    await talk.say(`/attach ${join(home, "notes.txt")}`);
    await talk.sees("1 file");
    await talk.say("read this");
    await talk.sees("tokens in");
    expect(JSON.stringify(simulator.requests.at(-1)?.body)).toContain("the notes");
    await talk.say("and now?");
    await talk.sees("chat:");
    const { messages } = simulator.requests.at(-1)!.body as { messages: { content: unknown }[] };
    expect(JSON.stringify(messages.at(-1))).not.toContain("the notes");
  });

  it("lists, titles and opens chats", async () => {
    const first = chat();
    await first.say("about herons");
    await first.sees("tokens in");
    await first.say("/title Birds");
    await first.sees("Title: Birds");
    await leave(first);
    const second = chat();
    await second.say("about trains");
    await second.sees("tokens in");
    await second.say("/history");
    await second.sees("about trains");
    await second.sees("Birds");
    const id = /([0-9a-f]{8}) {2}.*Birds/.exec(plain(second.all()))?.[1] ?? "";
    await second.say(`/open ${id}`);
    await second.sees("about herons");
    await second.say("go on");
    await second.sees("chat:");
    expect(said()[0]).toBe("about herons");
  });

  it("refuses a call over the chat's budget, says why, and sends nothing", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-test-0000000000000000000000000000");
    const session = start(
      [
        "chat",
        "--no-env-file",
        "-m",
        "openai/gpt-4o-mini",
        "--url",
        simulator.url,
        "--budget",
        "0.000001",
      ],
      { env: env() },
    );
    sessions.push(session);
    await session.say("hello");
    await session.sees("Error");
    await session.sees("budget");
    await session.sees("/budget");
    expect(simulator.requests).toHaveLength(0);
    await session.say("/budget 5");
    await session.sees("5 USD");
    await session.say("/retry");
    await session.sees("tokens in");
    await session.say("/budget");
    await session.sees("5 USD");
    expect(simulator.requests).toHaveLength(1);
    await session.sees("0.00002535     0  4.99997465");
  });

  it("keeps an answer as a context unit, and a recipe sends it with another chat", async () => {
    const first = chat();
    simulator.set({ text: "Herons nest in April." });
    await first.say("When do herons nest?");
    await first.sees("tokens in");
    await first.say("/keep fact:");
    await first.sees("Kept as fact");
    await leave(first);
    const second = chat("--recipe", "default");
    await second.say("/context herons nest");
    await second.sees("Sent, word for word");
    await second.sees("Herons nest in April.");
    await second.sees("Cost");
    expect(simulator.requests).toHaveLength(1);
    await second.say("Tell me of herons and where they nest");
    await second.sees("tokens in");
    expect(JSON.stringify(simulator.requests.at(-1)?.body)).toContain("Herons nest in April.");
    await second.say("/recipe off");
    await second.sees("whole conversation");
    await second.say("again");
    await second.sees("chat:");
    expect(said()[0]).toBe("Tell me of herons and where they nest");
  });

  it("compares models in a chat, and keeps each answer as a branch", async () => {
    const talk = chat();
    simulator.set({ text: "Same words." });
    await talk.say("question");
    await talk.sees("tokens in");
    vi.stubEnv("SIMULATOR_BASE_URL", simulator.url);
    await talk.say("/compare simulator/sim-1-reasoning simulator/sim-1");
    await talk.sees("simulator/sim-1-reasoning");
    await talk.sees("Each answer is a branch");
    await talk.say("/branch");
    await talk.sees("3  ");
    const { turns } = oneChat();
    expect(turns).toHaveLength(3);
    await talk.say("on");
    await talk.sees("chat:");
    expect(said()).toEqual(["question", "Same words.", "on"]);
  });

  it("goes on without a store, shows the answer, and says that it was not saved", async () => {
    // A file where the folder should be.
    home = join(home, "file");
    writeFileSync(home, "");
    const talk = chat();
    await talk.sees("not saved");
    await talk.sees("/save");
    simulator.set({ text: "Here is the answer." });
    await talk.say("hello");
    await talk.sees("Here is the answer.");
    await talk.say("more");
    await talk.sees("chat:");
    expect(said()).toEqual(["hello", "Here is the answer.", "more"]);
    expect(await leave(talk)).toContain("This chat was not saved.");
  });

  it("moves into memory when the store fails in the middle, and loses nothing of the conversation", async () => {
    const talk = chat();
    simulator.set({ text: "One." });
    await talk.say("first");
    await talk.sees("tokens in");
    stored((store) => {
      store.connection.exec(
        "CREATE TRIGGER full BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'full'); END",
      );
    });
    simulator.set({ text: "Two." });
    await talk.say("second");
    await talk.sees("not saved");
    await talk.sees("Two.");
    await talk.say("third");
    await talk.sees("chat:");
    expect(said()).toEqual(["first", "One.", "second", "Two.", "third"]);
    stored((store) => store.connection.exec("DROP TRIGGER full"));
    await talk.say("/save");
    await talk.sees("Saved as chat");
    await leave(talk);
    stored((store) => {
      const sizes = listChats(store).chats.map(({ id }) => allMessages(store, id).length);
      expect(sizes.toSorted((a, b) => a - b)).toEqual([2, 6]);
    });
  });

  it("tells who reads aloud when an answer begins and is complete, by whole lines and without cursor moves", async () => {
    const talk = chat("--plain");
    simulator.set({ text: "Line one.\nLine two.", chunkBytes: 3 });
    await talk.say("hello");
    await talk.sees("Answer:\nLine one.\nLine two.\nAnswer complete.");
    await talk.sees("tokens in");
    await leave(talk);
    expect(talk.all()).not.toContain("\u001b");
    expect(talk.all()).not.toContain("\r");
  });

  it("completes commands, models, recipes and files", async () => {
    const talk = chat();
    await talk.sees("> ");
    for (const [typed, shown] of [
      ["/rec", "/rec"],
      ["\t", "ipe"],
      [" def", " def"],
      ["\t", "ault"],
    ] as const) {
      talk.type(typed);
      await talk.sees(shown);
    }
    talk.type("\r");
    await talk.sees("Recipe default");
    await talk.sees("> ");
    talk.type("/model simulator/sim-1-r");
    await talk.sees("sim-1-r");
    talk.type("\t");
    await talk.sees("easoning");
    talk.type("\u0015/attach ");
    await talk.sees("/attach ");
    writeFileSync(join(home, "unusual.txt"), "");
    talk.type(join(home, "unus"));
    await talk.sees("unus");
    talk.type("\t");
    await talk.sees("ual.txt");
  });

  it("holds the demonstration without touching the store", async () => {
    const { code } = await run(["chat"], { stdin: "", env: env() });
    expect(code).toBe(0);
    expect(existsSync(join(home, "chats.db"))).toBe(false);
  });
});
