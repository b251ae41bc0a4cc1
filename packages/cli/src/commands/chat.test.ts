import { startSimulator } from "@byok/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { plain, run, start, type Session } from "../__fixtures__/fake-io.ts";

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
  (simulator.requests.at(-1)?.body as { messages: { role: string; content: string }[] } | undefined)?.messages ?? [];

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

  it("sends a question to byok ask instead", async () => {
    expect(await run(["chat", "hello"], { stdin: "" })).toMatchObject({ code: 2, err: expect.stringContaining('byok ask "hello"') as string });
  });
});

describe("byok chat in a terminal", () => {
  it("shows platform, model, why, and how to change it; answers; remembers; sums up", async () => {
    const it = chat(...here());
    await it.sees("Simulator · sim-1");
    await it.sees("Why: You named it.");
    await it.sees("/model platform/model");
    simulator.set({ text: "First answer." });
    await it.say("one");
    await it.sees("First answer.");
    await it.sees("0 USD");
    simulator.set({ text: "Second answer." });
    await it.say("two");
    await it.sees("Second answer.");
    await it.sees("chat: ");
    expect(said().map((message) => message.content)).toEqual(["one", "First answer.", "two"]);
    it.end();
    expect(await it.done).toBe(0);
    expect(plain(it.all())).toContain("This chat: ");
  });

  it("talks to the embedded simulator without a key, and says so", async () => {
    const it = chat();
    await it.sees("This is a simulator");
    await it.sees("export OPENAI_API_KEY=");
    await it.say("hello");
    await it.sees("tokens in");
  });

  it("stops the answer at Ctrl-C, keeps what came, and goes on", async () => {
    const it = chat(...here());
    simulator.set({ text: "word ".repeat(200), delayMs: 10 });
    await it.say("long");
    await it.sees("word word");
    it.type("\u0003");
    await it.sees("Stopped.");
    simulator.set({ text: "Here again." });
    await it.say("still there?");
    await it.sees("Here again.");
    expect(said().map((message) => message.role)).toEqual(["user", "assistant", "user"]);
    expect(said()[1]?.content).toMatch(/^word word/);
    expect(said()[1]?.content.length).toBeLessThan(1000);
  });

  it("drops a typed line at Ctrl-C, and leaves at the second one on an empty line", async () => {
    const it = chat(...here());
    await it.sees("leaves.");
    await it.sees("> ");
    it.type("never sent");
    it.type("\u0003");
    await it.sees("^C");
    it.type("\u0003");
    await it.sees("Press Ctrl-C again");
    it.type("\u0003");
    expect(await it.done).toBe(0);
    expect(simulator.requests).toHaveLength(0);
  });

  it("shows an error in three parts, keeps the message, and sends it again with /retry", async () => {
    const it = chat(...here());
    simulator.set({ text: "Now it works.", faults: [{ kind: "error", code: "quota_exceeded", times: 1 }] });
    await it.say("important words");
    await it.sees("Error");
    await it.sees("Next");
    await it.sees("/retry");
    await it.say("/retry");
    await it.sees("Now it works.");
    expect(said().map((message) => message.content)).toEqual(["important words"]);
  });

  it("counts an unknown cost as unknown", async () => {
    const it = chat("-m", "openai-compatible-model/mystery", "--url", simulator.url);
    await it.say("hi");
    await it.sees("cost unknown");
    await it.say("/cost");
    await it.sees("1 answer of unknown cost");
    expect(plain(it.all())).not.toMatch(/\b0 USD/);
  });

  it("has commands for model, system, temperature and the limit of tokens", async () => {
    const it = chat(...here());
    await it.say("/system Answer in French.");
    await it.sees("Instructions set");
    await it.say("/temperature 0.5");
    await it.sees("temperature: 0.5");
    await it.say("/max-tokens 40");
    await it.sees("max-tokens: 40");
    await it.say("hi");
    await it.sees("tokens in");
    expect(simulator.requests.at(-1)?.body).toMatchObject({ temperature: 0.5, messages: [{ role: "system", content: "Answer in French." }, { role: "user" }] });
    await it.say("/model simulator/sim-1-reasoning");
    await it.sees("sim-1-reasoning");
    await it.say("think");
    await it.sees("warning");
    await it.sees("reasoning)");
    await it.say("/temperature off");
    await it.sees("the platform's default");
    await it.say("/clear");
    await it.sees("Forgotten");
    await it.say("/help");
    await it.sees("/max-tokens [number | off]");
    await it.say("/exit");
    expect(await it.done).toBe(0);
  });

  it("refuses wrong commands and values with what to type, and changes nothing", async () => {
    const it = chat(...here());
    for (const [line, shown] of [
      ["/modle", "Did you mean /model?"],
      ["/temperature hot", "must be a number"],
      ["/max-tokens 1.5", "must be a whole number"],
      ["/model nonsense", "Unknown model platform: nonsense"],
      ["/model openai/gpt-4o-mini", "OPENAI_API_KEY"],
    ] as const) {
      await it.say(line);
      await it.sees(shown);
      await it.sees("Next");
      }
    await it.say("//not a command");
    await it.sees("tokens in");
    expect(said()).toMatchObject([{ content: "/not a command" }]);
    expect(simulator.requests.at(-1)?.body).not.toHaveProperty("temperature");
  });

  it("takes pasted lines as one message, and a line that ends with \\ as unfinished", async () => {
    const it = chat(...here());
    await it.say("first line\rsecond line");
    await it.sees("tokens in");
    expect(said()[0]?.content).toBe("first line\nsecond line");
    await it.say("begins \\");
    await it.sees("… ");
    it.type("and ends\r");
    await it.sees("tokens in");
    expect(said().at(-1)?.content).toBe("begins \nand ends");
  });

  it("keeps what is typed during an answer for the next prompt, and does not send it by itself", async () => {
    const it = chat(...here());
    simulator.set({ text: "slow ".repeat(30), delayMs: 10 });
    await it.say("one");
    await it.sees("slow slow");
    it.type("typed ahead\r");
    await it.sees("tokens in");
    await it.sees("typed ahead");
    expect(simulator.requests).toHaveLength(1);
    simulator.set({ text: "Got it." });
    it.type("\r");
    await it.sees("Got it.");
    expect(said().at(-1)?.content).toBe("typed ahead");
  });

  it("lets no control sequence of an answer reach the terminal", async () => {
    const it = chat(...here());
    simulator.set({ text: "a\u001b]0;owned\u0007\u001b[2Jb\u202e", reasoning: "x\u001b[5mthought", chunkBytes: 1 });
    await it.say("hi");
    await it.sees("ab");
    await it.sees("tokens in");
    expect(it.all()).not.toContain("owned");
    expect(it.all()).not.toContain("\u001b[2J");
    expect(it.all()).not.toContain("\u001b[5m");
    expect(it.all()).not.toContain("\u202e");
  });
});
