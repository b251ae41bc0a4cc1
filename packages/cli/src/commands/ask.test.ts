import { spawnSync } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "@byok/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { run, type RunOptions } from "../__fixtures__/fake-io.ts";
import { closedAddress, serve } from "../__fixtures__/fake-server.ts";

const CANARY = "sk-canary-4f9d1c77aa20";

let simulator: Awaited<ReturnType<typeof startSimulator>>;
let folder: string;
beforeEach(async () => {
  simulator = await startSimulator();
  folder = await mkdtemp(join(tmpdir(), "byok-ask-"));
});
afterEach(async () => {
  await simulator.close();
});

function ask(args: readonly string[], options: RunOptions = {}) {
  return run(["ask", "-m", "simulator/sim-1", "--url", simulator.url, ...args], {
    stdin: "",
    ...options,
  });
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

function sent(): { messages: { role: string; content: unknown }[] } & Record<string, unknown> {
  return simulator.requests.at(-1)?.body as never;
}

describe("byok ask", () => {
  it("writes the answer to standard output and nothing else there", async () => {
    simulator.set({ text: "The answer." });
    expect(await ask(["a", "question"])).toEqual({ code: 0, out: "The answer.\n", err: "" });
    expect(sent()).toMatchObject({
      model: "sim-1",
      stream: true,
      messages: [{ role: "user", content: "a question" }],
    });
  });

  it("adds piped input to the question, takes it as the question, and puts it where - stands", async () => {
    await ask(["Summarise:"], { stdin: "a text\n" });
    expect(sent().messages[0]?.content).toBe("Summarise:\n\na text");
    await ask([], { stdin: "only this" });
    expect(sent().messages[0]?.content).toBe("only this");
    await ask(["Before", "-", "after"], { stdin: "the input" });
    expect(sent().messages[0]?.content).toBe("Before\nthe input\nafter");
    await ask(["Summarise:", "--no-stdin"], { stdin: "not read" });
    expect(sent().messages[0]?.content).toBe("Summarise:");
  });

  it("refuses to ask nothing", async () => {
    expect(await ask([])).toMatchObject({
      code: 2,
      err: expect.stringContaining("Nothing was asked") as string,
    });
    expect(await ask(["-"])).toMatchObject({ code: 2 });
    expect(simulator.requests).toHaveLength(0);
  });

  it("sends system, temperature and the limit of tokens", async () => {
    await ask(["-s", "Be brief.", "-t", "0.5", "--max-tokens", "50", "hi"]);
    expect(sent()).toMatchObject({
      temperature: 0.5,
      messages: [{ role: "system", content: "Be brief." }, { role: "user" }],
    });
    expect([sent()["max_tokens"], sent()["max_completion_tokens"]]).toContain(50);
  });

  it("warns on standard error of a parameter that the model refuses", async () => {
    const { code, err } = await run(
      ["ask", "-m", "simulator/sim-1-reasoning", "--url", simulator.url, "-t", "1", "hi"],
      { stdin: "" },
    );
    expect(code).toBe(0);
    expect(err).toMatch(/^warning .*temperature/m);
    expect(sent()).not.toHaveProperty("temperature");
  });

  it("prints one JSON object with text, usage, cost and warnings", async () => {
    simulator.set({ text: "Hi \u009b31m" });
    const { code, out } = await ask(["--json", "hi"]);
    expect(code).toBe(0);
    expect(out).not.toContain("\u009b");
    expect(JSON.parse(out)).toMatchObject({
      text: "Hi \u009b31m",
      platform: "simulator",
      model: "sim-1",
      finishReason: "stop",
      usage: { input: { total: expect.any(Number) as number } },
      cost: { amount: "0", currency: "USD", complete: true },
      warnings: [],
    });
  });

  it("answers after a schema", async () => {
    const schema = {
      type: "object",
      properties: { name: { type: "string" } },
      required: ["name"],
      additionalProperties: false,
    };
    const path = await file("schema.json", JSON.stringify(schema));
    const { code, out } = await ask(["--schema", path, "--json", "hi"]);
    expect(code).toBe(0);
    expect((JSON.parse(out) as { output: object }).output).toHaveProperty("name");
    expect(await ask(["--schema", await file("no.json", "{"), "hi"])).toMatchObject({ code: 2 });
  });

  it.skipIf(process.platform === "win32")(
    "reads a schema from a pipe, which is empty after that",
    async () => {
      const path = join(folder, "pipe");
      spawnSync("mkfifo", [path]);
      const writing = writeFile(
        path,
        '{"type":"object","properties":{},"additionalProperties":false}',
      );
      // A second reader finds an end, and does not wait for a writer for ever.
      const { code, err } = await ask(["--schema", path, "--json", "hi"]);
      await writing;
      expect({ code, err }).toEqual({ code: 0, err: "" });
    },
  );

  it("calls a .env file that is not there, or is none, a wrong command line", async () => {
    for (const [path, why] of [
      [join(folder, "nope.env"), "It does not exist."],
      [folder, "It is a folder."],
    ] as const) {
      const { code, err } = await ask(["--use-env-file", path, "hi"]);
      expect(code).toBe(2);
      expect(err).toContain(`The file ${path} cannot be read`);
      expect(err).toContain(why);
    }
    const good = await file("good.env", "");
    expect((await ask(["--use-env-file", good, "hi"])).code).toBe(0);
  });

  it("sends text files inline under their name, and images as files", async () => {
    const text = await file("notes.txt", "line one\n");
    const image = await file("dot.png", new Uint8Array([137, 80, 78, 71]));
    await ask(["-f", text, "--file", image, "What is this?"]);
    const content = JSON.stringify(sent().messages[0]?.content);
    expect(content).toContain("line one");
    expect(content).toContain("notes.txt");
    expect(content).toContain("data:image/png;base64,iVBORw==");
    expect(content).toContain("What is this?");
  });

  it("refuses files that are not there, or of no known kind", async () => {
    expect(await ask(["-f", join(folder, "none"), "hi"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("does not exist") as string,
    });
    const binary = await file("data.bin", new Uint8Array([0, 255, 1]));
    expect(await ask(["-f", binary, "hi"])).toMatchObject({ code: 2 });
  });

  it("takes control sequences out of the answer; --raw lets them through where the output is no terminal", async () => {
    simulator.set({ text: "a\u001b]52;c;ZXZpbA==\u0007b\u001b[31mc\rd", chunkBytes: 1 });
    expect((await ask(["hi"])).out).toBe("abcd\n");
    expect((await ask(["--raw", "hi"])).out).toBe("a\u001b]52;c;ZXZpbA==\u0007b\u001b[31mc\rd\n");
    expect((await ask(["--raw", "hi"], { terminal: true })).out).toBe("abcd\n");
  });

  it("takes control sequences out of the platform's error texts", async () => {
    simulator.set({
      faults: [
        {
          kind: "status",
          status: 400,
          body: {
            error: {
              message: "bad \u001b]0;owned\u0007\u001b[2Jthing",
              type: "invalid_request_error",
            },
          },
        },
      ],
    });
    const { err } = await ask(["hi"]);
    expect(err).toContain("bad thing");
    expect(err).not.toContain("\u001b");
  });

  it("shows model, tokens and cost on a terminal", async () => {
    const { out, err } = await ask(["hi"], { terminal: true, env: { NO_COLOR: "1" } });
    expect(err).toMatch(/simulator\/sim-1 · \d+ tokens in, \d+ out · 0 USD · \d+\.\d s/);
    expect(out).not.toContain("tokens in");
    expect((await ask(["-v", "hi"])).err).toContain("0 USD");
  });

  it("warns when the answer is cut off, and exits with 9 when it is filtered", async () => {
    simulator.set({ finishReason: "length" });
    expect(await ask(["hi"])).toMatchObject({
      code: 0,
      err: expect.stringContaining("--max-tokens") as string,
    });
    simulator.set({ finishReason: "content_filter" });
    expect(await ask(["hi"])).toMatchObject({
      code: 9,
      err: expect.stringContaining("Next") as string,
    });
  });

  it.each([
    ["authentication", 4],
    ["permission", 4],
    ["quota_exceeded", 6],
    ["model_not_found", 7],
    ["invalid_request", 8],
    ["context_length", 8],
  ] as const)("exits by the kind of error: %s is %i, with all three parts", async (code, exit) => {
    simulator.set({ faults: [{ kind: "error", code }] });
    const result = await ask(["hi"]);
    expect(result).toMatchObject({ code: exit, out: "" });
    expect(result.err).toMatch(/^Error {2}\S/m);
    expect(result.err).toMatch(/^Next {3}\S/m);
    const json = await (async () => {
      simulator.set({ faults: [{ kind: "error", code }] });
      return await ask(["--json", "hi"]);
    })();
    expect(JSON.parse(json.out)).toMatchObject({
      error: { code, exitCode: exit, next: expect.any(String) as string },
    });
  });

  it("keeps what came and tells of it when an answer breaks off", async () => {
    simulator.set({ text: "The first words and many more words.", faults: [{ kind: "truncate" }] });
    const { code, out, err } = await ask(["hi"]);
    expect(code).toBe(13);
    expect(out).toContain("The first words");
    expect(err).toContain("So far:");
    expect(err).toContain("the output has what arrived");
    simulator.set({ text: "The first words and many more words.", faults: [{ kind: "truncate" }] });
    const json = await ask(["--json", "hi"]);
    expect(JSON.parse(json.out)).toMatchObject({
      error: {
        code: "stream_truncated",
        partial: { text: expect.stringContaining("The first words") as string },
      },
    });
  });

  it("never proposes the model that was just refused", async () => {
    simulator.set({ faults: [{ kind: "error", code: "model_not_found" }] });
    const { err } = await ask(["hi"]);
    expect(err.replaceAll(/\s+/g, " ")).not.toMatch(/Did you mean[^?]*\bsim-1[,?]/);
    expect(err).not.toContain("listModels(");
  });

  it("exits with 10 where nothing answers", async () => {
    const { code, err } = await run(
      ["ask", "-m", "ollama/x", "--url", await closedAddress(), "hi"],
      { stdin: "" },
    );
    expect(code).toBe(10);
    expect(err).toContain("refused");
  }, 30_000);

  it("exits with 3 and says how to give a key when there is none", async () => {
    const named = await run(["ask", "-m", "openai/gpt-4o-mini", "--no-env-file", "hi"], {
      stdin: "",
    });
    expect(named.code).toBe(3);
    expect(named.err).toContain(
      "Missing or empty required API keys in environment variables: OPENAI_API_KEY.",
    );
    expect(named.err).toContain("export OPENAI_API_KEY=");
    const chosen = await run(["ask", "--no-env-file", "hi"], { stdin: "" });
    expect(chosen).toMatchObject({ code: 3, out: "" });
    expect(chosen.err).toContain("-m simulator");
  });

  it("reads a .env file that is named, and sends its key to its own address only", async () => {
    const keys = await file("keys.env", `OPENAI_API_KEY=${CANARY}\n`);
    await run(
      ["ask", "-m", "openai/gpt-4o-mini", "--url", simulator.url, "--use-env-file", keys, "hi"],
      { stdin: "" },
    );
    expect(simulator.requests.at(-1)?.credential).toMatchObject({ ending: CANARY.slice(-4) });
    vi.stubEnv("OPENAI_API_KEY", CANARY);
    const foreign = await file(
      "evil.env",
      `OPENAI_BASE_URL=${simulator.url}\nOPENAI_API_BASE_URL=${simulator.url}\n`,
    );
    const before = simulator.requests.length;
    const { code, err } = await run(
      ["ask", "-m", "openai/gpt-4o-mini", "--use-env-file", foreign, "hi"],
      { stdin: "" },
    );
    expect({ code, asked: simulator.requests.length - before }).toEqual({ code: 4, asked: 0 });
    expect(err).toContain("may not go to");
  });

  it("takes control sequences out of a live list and of a local server's model", async () => {
    const evil = "evil\u001b]0;owned\u0007\u001b[2J\u202emodel\r\n";
    const server = await serve({ object: "list", data: [{ id: evil, object: "model" }] });
    const outputs: string[] = [];
    for (const args of [
      ["models", "ollama", "--live", "--url", server.url],
      ["models", "--default"],
      ["ask", "hi"],
    ]) {
      for (const flags of [[], ["--json"]]) {
        const { out, err } = await run([...args, "--no-env-file", ...flags], {
          stdin: "",
          servers: [{ platform: "ollama", name: "Ollama", url: server.url }],
        });
        outputs.push(out + err);
      }
    }
    await server.close();
    expect(outputs.filter((text) => text.includes("evilmodel"))).toHaveLength(2);
    for (const text of outputs)
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it("never prints a key, in no command and no error", async () => {
    vi.stubEnv("OPENAI_API_KEY", CANARY);
    vi.stubEnv("SIMULATOR_API_KEY", CANARY);
    const echo = await serve(
      {
        error: { message: `key ${CANARY} is bad; Bearer ${CANARY}`, type: "invalid_request_error" },
      },
      400,
    );
    const all: string[] = [];
    const commands: string[][] = [
      ["ask", "-m", "openai/gpt-4o-mini", "--url", echo.url, "hi"],
      ["ask", "--json", "-m", "openai/gpt-4o-mini", "--url", echo.url, "hi"],
      ["ask", "-v", "-m", "simulator/sim-1", "--url", simulator.url, "hi"],
      ["ask", "--json", "-m", "simulator/sim-1", "--url", simulator.url, "hi"],
      ["ask", `--api-key=${CANARY}`, "hi"],
      ["ask", "-m", "openai/gpt-4o-mini", "--url", await closedAddress(), "--timeout", "1s", "hi"],
      ["models", "openai", "--live", "--url", echo.url],
      ["models", "--default"],
      ["models", "--default", "--json"],
      ["platforms"],
      ["platforms", "--json"],
      ["price", "openai/gpt-4o-mini", "--json"],
      ["chat"],
      ["help"],
      [`--api-key=${CANARY}`],
    ];
    for (const command of commands) {
      const { out, err } = await run(command, { stdin: "" });
      all.push(out, err);
    }
    await echo.close();
    expect(echo.credentials).toContain(`Bearer ${CANARY}`);
    const text = all.join("\n");
    expect(text).toContain("is bad");
    for (const form of [CANARY, Buffer.from(CANARY).toString("base64"), encodeURIComponent(CANARY)])
      expect(text).not.toContain(form);
  }, 60_000);
});
