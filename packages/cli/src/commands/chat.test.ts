import { startSimulator } from "@byok/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { plain, run, start, type Session } from "../__fixtures__/fake-io.ts";

vi.setConfig({ testTimeout: 60_000 });

let simulator: Awaited<ReturnType<typeof startSimulator>>;
let session: Session | undefined;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(async () => {
  session?.end();
  await session?.done;
  session = undefined;
  await simulator.close();
});

function chat(...args: string[]): Session {
  session = start(["chat", "--no-env-file", ...args], { env: { NO_COLOR: "1" } });
  return session;
}
const here = (): string[] => ["-m", "simulator/sim-1", "--url", simulator.url];
const said = (): { role: string; content: string }[] =>
  (simulator.requests.at(-1)?.body as { messages: { role: string; content: string }[] } | undefined)
    ?.messages ?? [];

describe("byok chat without a terminal", () => {
  it("always holds a demonstration with the simulator: text, a tool call and its result, usage, cost", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-would-spend");
    const { code, out } = await run(["chat", "-m", "openai/gpt-4o-mini"], { stdin: "hello\n" });
    expect(code).toBe(0);
    expect(out).toContain("This is a simulator");
    expect(out).toMatch(/http:\/\/127\.0\.0\.1:\d+\/v1/);
    expect(out).toMatch(/→ get_weather .*Paris/);
    expect(out).toMatch(/← get_weather ok: .*18/);
    expect(out).toMatch(/usage: \d+ tokens in, \d+ out · cost: 0 USD/);
    expect(out).toMatch(/would cost 0\.\d+ USD on openai\/gpt-4o-mini/);
  });

  it("holds it as JSON too", async () => {
    const { code, out } = await run(["chat", "--json"], { stdin: "" });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      demonstration: true,
      platform: "simulator",
      turns: [
        { text: expect.stringContaining("simulator") as string },
        { toolCalls: [{ name: "get_weather" }], cost: { amount: "0" } },
      ],
    });
  });

  it("sends a question to byok ask instead", async () => {
    expect(await run(["chat", "hello"], { stdin: "" })).toMatchObject({
      code: 2,
      err: expect.stringContaining('byok ask "hello"') as string,
    });
  });
});

describe("byok chat in a terminal", () => {
  it("shows platform, model, why, and how to change it; answers; remembers; sums up", async () => {
    const talk = chat(...here());
    await talk.sees("Simulator · sim-1");
    await talk.sees("Why: You named it.");
    await talk.sees("/model platform/model");
    simulator.set({ text: "First answer." });
    await talk.say("one");
    await talk.sees("First answer.");
    await talk.sees("0 USD");
    simulator.set({ text: "Second answer." });
    await talk.say("two");
    await talk.sees("Second answer.");
    await talk.sees("chat: ");
    expect(said().map((message) => message.content)).toEqual(["one", "First answer.", "two"]);
    talk.end();
    expect(await talk.done).toBe(0);
    expect(plain(talk.all())).toContain("This chat: ");
  });

  it("talks to the embedded simulator without a key, and says so", async () => {
    const talk = chat();
    await talk.sees("This is a simulator");
    await talk.sees("export OPENAI_API_KEY=");
    await talk.say("hello");
    await talk.sees("tokens in");
  });

  it("stops the answer at Ctrl-C, keeps what came, and goes on", async () => {
    const talk = chat(...here());
    simulator.set({ text: "word ".repeat(200), delayMs: 10 });
    await talk.say("long");
    await talk.sees("word word");
    talk.type("\u0003");
    await talk.sees("Stopped.");
    simulator.set({ text: "Here again." });
    await talk.say("still there?");
    await talk.sees("Here again.");
    expect(said().map((message) => message.role)).toEqual(["user", "assistant", "user"]);
    expect(said()[1]?.content).toMatch(/^word word/);
    expect(said()[1]?.content.length).toBeLessThan(1000);
  });

  it("drops a typed line at Ctrl-C, and leaves at the second one on an empty line", async () => {
    const talk = chat(...here());
    await talk.sees("leaves.");
    await talk.sees("> ");
    talk.type("never sent");
    talk.type("\u0003");
    await talk.sees("^C");
    talk.type("\u0003");
    await talk.sees("Press Ctrl-C again");
    talk.type("\u0003");
    expect(await talk.done).toBe(0);
    expect(simulator.requests).toHaveLength(0);
  });

  it("shows an error in three parts, keeps the message, and sends it again with /retry", async () => {
    const talk = chat(...here());
    simulator.set({
      text: "Now it works.",
      faults: [{ kind: "error", code: "quota_exceeded", times: 1 }],
    });
    await talk.say("important words");
    await talk.sees("Error");
    await talk.sees("Next");
    await talk.sees("/retry");
    await talk.say("/retry");
    await talk.sees("Now it works.");
    expect(said().map((message) => message.content)).toEqual(["important words"]);
  });

  it("counts an unknown cost as unknown", async () => {
    const talk = chat("-m", "openai-compatible-model/mystery", "--url", simulator.url);
    await talk.say("hi");
    await talk.sees("cost unknown");
    await talk.say("/cost");
    await talk.sees("1 answer of unknown cost");
    expect(plain(talk.all())).not.toMatch(/\b0 USD/);
  });

  it("begins to count anew after /clear", async () => {
    const talk = chat(...here());
    await talk.say("hi");
    await talk.sees("tokens in");
    await talk.say("/cost");
    await talk.sees("This chat, 1 answer: ");
    await talk.say("/clear");
    await talk.sees("Forgotten");
    await talk.say("/cost");
    await talk.sees("This chat, 0 answers: nothing so far");
  });

  it("has commands for model, system, temperature and the limit of tokens", async () => {
    const talk = chat(...here());
    await talk.say("/system Answer in French.");
    await talk.sees("Instructions set");
    await talk.say("/temperature 0.5");
    await talk.sees("temperature: 0.5");
    await talk.say("/max-tokens 40");
    await talk.sees("max-tokens: 40");
    await talk.say("hi");
    await talk.sees("tokens in");
    expect(simulator.requests.at(-1)?.body).toMatchObject({
      temperature: 0.5,
      messages: [{ role: "system", content: "Answer in French." }, { role: "user" }],
    });
    await talk.say("/model simulator/sim-1-reasoning");
    await talk.sees("sim-1-reasoning");
    await talk.say("think");
    await talk.sees("warning");
    await talk.sees("reasoning)");
    await talk.say("/temperature off");
    await talk.sees("the platform's default");
    await talk.say("/clear");
    await talk.sees("Forgotten");
    await talk.say("/help");
    await talk.sees("/max-tokens [number | off]");
    await talk.say("/exit");
    expect(await talk.done).toBe(0);
  });

  it("refuses wrong commands and values with what to type, and changes nothing", async () => {
    const talk = chat(...here());
    for (const [line, shown] of [
      ["/modle", "Did you mean /model?"],
      ["/temperature hot", "must be a number"],
      ["/max-tokens 1.5", "must be a whole number"],
      ["/model nonsense", "Unknown model platform: nonsense"],
      ["/model openai/gpt-4o-mini", "OPENAI_API_KEY"],
    ] as const) {
      await talk.say(line);
      await talk.sees(shown);
      await talk.sees("Next");
    }
    await talk.say("//not a command");
    await talk.sees("tokens in");
    expect(said()).toMatchObject([{ content: "/not a command" }]);
    expect(simulator.requests.at(-1)?.body).not.toHaveProperty("temperature");
  });

  it("takes pasted lines as one message, and a line that ends with \\ as unfinished", async () => {
    const talk = chat(...here());
    await talk.say("first line\rsecond line");
    await talk.sees("tokens in");
    expect(said()[0]?.content).toBe("first line\nsecond line");
    await talk.say("begins \\");
    await talk.sees("… ");
    talk.type("and ends\r");
    await talk.sees("tokens in");
    expect(said().at(-1)?.content).toBe("begins \nand ends");
  });

  it("keeps what is typed during an answer for the next prompt, and does not send it by itself", async () => {
    const talk = chat(...here());
    simulator.set({ text: "slow ".repeat(30), delayMs: 10 });
    await talk.say("one");
    await talk.sees("slow slow");
    talk.type("typed ahead\r");
    await talk.sees("tokens in");
    await talk.sees("typed ahead");
    expect(simulator.requests).toHaveLength(1);
    simulator.set({ text: "Got it." });
    talk.type("\r");
    await talk.sees("Got it.");
    expect(said().at(-1)?.content).toBe("typed ahead");
  });

  it("lets no control sequence of an answer reach the terminal", async () => {
    const talk = chat(...here());
    simulator.set({
      text: "a\u001b]0;owned\u0007\u001b[2Jb\u202e",
      reasoning: "x\u001b[5mthought",
      chunkBytes: 1,
    });
    await talk.say("hi");
    await talk.sees("ab");
    await talk.sees("tokens in");
    expect(talk.all()).not.toContain("owned");
    expect(talk.all()).not.toContain("\u001b[2J");
    expect(talk.all()).not.toContain("\u001b[5m");
    expect(talk.all()).not.toContain("\u202e");
  });
});
