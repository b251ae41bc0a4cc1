import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPlatform, isByokError, listPlatforms } from "@byok/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { closedAddress, serve, serveNothing, type FakeServer } from "./__fixtures__/fake-server.ts";
import { chooseModel, type ChooseModelOptions } from "./choose-model.ts";
import { CliError } from "./errors/cli-error.ts";
import { explainError } from "./errors/explain-error.ts";
import { inOrder, LOCAL_SERVERS, PREFERRED } from "./model-order.ts";

const open: FakeServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function models(...ids: string[]): Promise<FakeServer> {
  return await listing(ids.map((id) => ({ id })));
}

/** A server with a list of models, for everybody or for a key. */
async function listing(data: readonly object[], key?: string): Promise<FakeServer> {
  const server = await serve({ object: "list", data }, 200, key === undefined ? {} : { key });
  open.push(server);
  return server;
}

function choose(options: Partial<ChooseModelOptions> = {}) {
  return chooseModel({ env: {}, envFile: false, servers: [], simulator: true, ...options });
}

describe("the rule for the model", () => {
  it("takes --model before everything", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-test-1");
    expect(
      await choose({ model: "groq/some-model", env: { BYOK_MODEL: "openai/gpt-4o" } }),
    ).toMatchObject({
      platform: "groq",
      model: "some-model",
      by: "flag",
    });
  });

  it("keeps slashes of the model, and takes other names of the platform", async () => {
    expect(await choose({ model: "openrouter/meta/llama:free" })).toMatchObject({
      platform: "openrouter",
      model: "meta/llama:free",
    });
    expect(await choose({ model: "aws_bedrock/x" })).toMatchObject({ platform: "aws-bedrock" });
  });

  it("takes a platform alone as its default model", async () => {
    expect(await choose({ model: "anthropic" })).toMatchObject({
      platform: "anthropic",
      model: findPlatform("anthropic")?.defaultModel,
    });
  });

  it("takes BYOK_MODEL before a key", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-test-1");
    expect(await choose({ env: { BYOK_MODEL: "groq/m" } })).toMatchObject({
      platform: "groq",
      model: "m",
      by: "variable",
    });
  });

  it("takes the first platform of the written order that has a key, and says which variable", async () => {
    vi.stubEnv("GROQ_API_KEY", "gsk-test");
    vi.stubEnv("MISTRAL_API_KEY", "m-test");
    vi.stubEnv("ANTHROPIC_API_KEY", "sk-ant-test");
    const choice = await choose();
    expect(choice).toMatchObject({ platform: "anthropic", by: "key" });
    expect(choice.why).toContain("ANTHROPIC_API_KEY is set in the environment");
  });

  it("reads the .env file that is asked for, and only then", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "byok-")), "keys.env");
    await writeFile(file, "DEEPSEEK_API_KEY=sk-from-file\n");
    const choice = await choose({ envFile: file });
    expect(choice).toMatchObject({ platform: "deepseek", by: "key" });
    expect(choice.why).toContain(".env file");
    expect((await choose()).by).toBe("simulator");
  });

  it("tells of a key that it cannot use, goes on, and never says that there is none", async () => {
    vi.stubEnv("AZURE_OPENAI_API_KEY", "azure-test");
    const choice = await choose();
    expect(choice.by).toBe("simulator");
    expect(choice.skipped.join(" ")).toContain("--model azure/<model>");
    expect(choice.why).toBe(
      "Nothing that is set can be used, and no local server gives a chat model.",
    );
    const server = await models("llama3");
    const local = await choose({
      servers: [{ platform: "ollama", name: "Ollama", url: server.url }],
    });
    expect(local.why).toMatch(/^Nothing that is set can be used, and Ollama answers at/);
  });

  it("goes past a platform whose package does not exist yet, and says so", async () => {
    vi.stubEnv("WATSONX_API_KEY", "k");
    const server = await models("llama3");
    const choice = await choose({
      servers: [{ platform: "ollama", name: "Ollama", url: server.url }],
    });
    expect(choice).toMatchObject({ platform: "ollama", model: "llama3", by: "local" });
    expect(choice.skipped.join(" ")).toContain(
      "WATSONX_API_KEY is set in the environment, but IBM watsonx cannot be used: IBM watsonx needs @byok/watsonx",
    );
  });

  it("looks for local servers when there is no key, in order, and takes the first chat model", async () => {
    const first = await models("nomic-embed-text", "qwen3:8b", "llama3");
    const second = await models("other");
    const choice = await choose({
      servers: [
        { platform: "ollama", name: "Ollama", url: await closedAddress() },
        { platform: "lmstudio", name: "LM Studio", url: first.url },
        { platform: "vllm", name: "vLLM", url: second.url },
      ],
    });
    expect(choice).toMatchObject({
      platform: "lmstudio",
      model: "qwen3:8b",
      url: first.url,
      by: "local",
    });
    expect(choice.why).toContain("LM Studio");
  });

  it("sends no key to a server that it only looks for", async () => {
    vi.stubEnv("OLLAMA_API_KEY", "canary-ollama");
    const server = await models("llama3");
    await choose({ servers: [{ platform: "ollama", name: "Ollama", url: server.url }] });
    expect(server.credentials).toEqual([undefined]);
  });

  it.each([
    ["a web page", "<html>", 200],
    ["another JSON", { hello: 1 }, 200],
    ["an empty list", { data: [] }, 200],
    ["ids that are no text", { data: [{ id: 1 }, null, {}] }, 200],
    ["only embeddings", { data: [{ id: "bge-m3" }, { id: "text-embedding-3" }] }, 200],
    ["an error", { data: [{ id: "x" }] }, 500],
  ])("does not take %s for a model server", async (_, body, status) => {
    const server = await serve(body, status);
    open.push(server);
    expect(
      (await choose({ servers: [{ platform: "vllm", name: "vLLM", url: server.url }] })).by,
    ).toBe("simulator");
  });

  it.each([
    ["a wrong key", "badkey", "cannot be used: the key is refused. No valid key."],
    ["a right key and no chat model", "goodkey", "lists no chat model"],
  ])("tells of a server of the user's own with %s, and goes on", async (_, key, why) => {
    vi.stubEnv("VLLM_API_KEY", key);
    const server = await listing([{ id: "bge-m3" }], "goodkey");
    const choice = await choose({
      servers: [{ platform: "vllm", name: "vLLM", url: server.url }],
    });
    expect(choice.by).toBe("simulator");
    expect(choice.skipped.join(" ")).toMatch(
      new RegExp(`^VLLM_API_KEY is set in the environment, but .*${why}`),
    );
    expect(choice.why).not.toContain("No key");
  });

  it("ends with the simulator, or with an error where that is not wanted", async () => {
    expect(await choose()).toMatchObject({ platform: "simulator", by: "simulator" });
    const error: unknown = await choose({ simulator: false }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CliError);
    expect(error).toMatchObject({ exit: "no-key" });
  });

  it("takes --url alone as an OpenAI-compatible server", async () => {
    const server = await models("my-model");
    expect(await choose({ url: server.url })).toMatchObject({
      platform: "openai-compatible-model",
      model: "my-model",
      url: server.url,
    });
  });

  it("gives the server at --url its key, and says that one is wanted where there is none", async () => {
    const server = await listing([{ id: "my-model" }], "goodkey");
    const error: unknown = await choose({ url: server.url }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      exit: "no-key",
      message: `The server at ${server.url} wants a key.`,
    });
    expect((error as CliError).next).toContain("OPENAI_COMPATIBILITY_API_KEY");
    vi.stubEnv("OPENAI_COMPATIBILITY_API_KEY", "goodkey");
    expect(await choose({ url: server.url })).toMatchObject({ model: "my-model", url: server.url });
  });

  it("helps with a model without its platform, and with a misspelt platform", async () => {
    const bare: unknown = await choose({ model: "gpt-4o-mini" }).catch((reason: unknown) => reason);
    expect(isByokError(bare, "model_not_found") && bare.hint).toContain("openai/gpt-4o-mini");
    const slip: unknown = await choose({ model: "opnai" }).catch((reason: unknown) => reason);
    expect(isByokError(slip, "unknown_platform") && slip.hint).toContain("openai");
    const whole: unknown = await choose({ model: "opnai/x" }).catch((reason: unknown) => reason);
    expect(isByokError(whole, "unknown_platform") && whole.message).toContain(": opnai");
    expect(isByokError(whole) && whole.hint).toContain("openai");
    expect(isByokError(whole) && whole.hint).not.toContain("BYOK_MODEL");
  });

  it.each(["nope/x", "nope", "gpt-4o-mini"])(
    "says that BYOK_MODEL gives a wrong name: %s",
    async (name) => {
      const error: unknown = await choose({ env: { BYOK_MODEL: name } }).catch(
        (reason: unknown) => reason,
      );
      expect(isByokError(error) && error.hint).toContain(
        "The environment variable BYOK_MODEL gives this name.",
      );
    },
  );
});

describe("a server of the user's own with a key", () => {
  const all = [
    ["vllm", "VLLM_API_KEY", "VLLM_BASE_URL"],
    ["ollama", "OLLAMA_API_KEY", "OLLAMA_BASE_URL"],
    ["lmstudio", "LMSTUDIO_API_KEY", "LMSTUDIO_API_BASE_URL"],
    ["sglang", "SGLANG_API_KEY", "SGLANG_BASE_URL"],
    ["litellm", "LITELLM_API_KEY", "LITELLM_BASE_URL"],
    [
      "openai-compatible-model",
      "OPENAI_COMPATIBILITY_API_KEY",
      "OPENAI_COMPATIBILITY_API_BASE_URL",
    ],
  ] as const;

  it.each(all)("is asked with it where it wants one: %s", async (platform, key, url) => {
    const server = await listing([{ id: "nomic-embed" }, { id: "my-model" }], "goodkey");
    vi.stubEnv(key, "goodkey");
    vi.stubEnv(url, server.url);
    const choice = await choose({ servers: undefined });
    expect(choice).toMatchObject({ platform, model: "my-model", by: "local", skipped: [] });
    expect(choice.why).toContain(`${key} is set in the environment, and `);
    expect(choice.why).toContain(server.url);
    expect(server.credentials).toEqual([undefined, "Bearer goodkey"]);
    // Core finds the address by itself, and so knows who chose it.
    expect(choice.url).toBeUndefined();
  });

  it("is asked without it where it wants none, and goes before one without a key", async () => {
    vi.stubEnv("VLLM_API_KEY", "canary-vllm");
    const [other, own] = [await models("other"), await models("my-model")];
    const choice = await choose({
      servers: [
        { platform: "ollama", name: "Ollama", url: other.url },
        { platform: "vllm", name: "vLLM", url: own.url },
      ],
    });
    expect(choice).toMatchObject({ platform: "vllm", model: "my-model" });
    expect(choice.why).toContain("VLLM_API_KEY is set in the environment, and vLLM answers at");
    expect(own.credentials).toEqual([undefined]);
  });

  it("never gets a key that core would not send there", async () => {
    const server = await listing([{ id: "my-model" }], "goodkey");
    const file = join(await mkdtemp(join(tmpdir(), "byok-")), "project.env");
    await writeFile(file, `VLLM_BASE_URL=${server.url}\n`);
    vi.stubEnv("VLLM_API_KEY", "goodkey");
    const choice = await choose({ servers: undefined, envFile: file });
    expect(choice.platform).not.toBe("vllm");
    expect(choice.skipped.join(" ")).toContain("may not go to");
    expect(server.credentials).toEqual([]);
    // A key of the same file may.
    await writeFile(file, `VLLM_BASE_URL=${server.url}\nVLLM_API_KEY=goodkey\n`);
    vi.stubEnv("VLLM_API_KEY", "");
    expect(await choose({ servers: undefined, envFile: file })).toMatchObject({
      platform: "vllm",
      model: "my-model",
    });
  });

  it("is told of where its address is missing or wrong", async () => {
    vi.stubEnv("VLLM_API_KEY", "k");
    vi.stubEnv("VLLM_BASE_URL", "not a url");
    expect((await choose({ servers: undefined })).skipped.join(" ")).toContain(
      "VLLM_API_KEY is set in the environment, but vLLM cannot be used: The address from VLLM_BASE_URL is not a URL.",
    );
  });

  it("may be named alone, as --model", async () => {
    const server = await listing([{ id: "my-model" }], "goodkey");
    vi.stubEnv("VLLM_API_KEY", "goodkey");
    vi.stubEnv("VLLM_BASE_URL", server.url);
    expect(await choose({ model: "vllm", servers: undefined })).toMatchObject({
      platform: "vllm",
      model: "my-model",
      by: "flag",
    });
    vi.stubEnv("LITELLM_BASE_URL", (await models("proxied")).url);
    expect(await choose({ model: "litellm", servers: undefined })).toMatchObject({
      model: "proxied",
    });
    vi.stubEnv("VLLM_BASE_URL", "not a url");
    const error: unknown = await choose({ model: "vllm", servers: undefined }).catch(
      (reason: unknown) => reason,
    );
    expect(isByokError(error, "invalid_request") && error.message).toContain("VLLM_BASE_URL");
  });
});

describe("a key of a platform that has no default model", () => {
  const list = [
    { id: "text-embedding-9" },
    { id: "painter", architecture: { output_modalities: ["image"] } },
    { id: "listener", type: "speech-to-text" },
    { id: "maker/chatty", architecture: { output_modalities: ["text", "image"] } },
    { id: "maker/other" },
  ];

  it("means the first chat model of its list, and says so", async () => {
    const server = await listing(list, "sk-or-test");
    vi.stubEnv("OPENROUTER_API_KEY", "sk-or-test");
    vi.stubEnv("OPENROUTER_API_BASE_URL", server.url);
    const choice = await choose();
    expect(choice).toEqual({
      platform: "openrouter",
      model: "maker/chatty",
      by: "key",
      listed: true,
      why: "OPENROUTER_API_KEY is set in the environment; OpenRouter has no default model, and this is the first chat model of its list.",
      skipped: [],
    });
    expect(await choose({ model: "openrouter" })).toMatchObject({
      model: "maker/chatty",
      by: "flag",
      listed: true,
    });
    // The chosen model's own address and key are found by core anew.
    expect(choice.url).toBeUndefined();
  });

  it("gets no key from elsewhere: a .env file may not choose where it goes", async () => {
    const server = await listing(list);
    const file = join(await mkdtemp(join(tmpdir(), "byok-")), "project.env");
    await writeFile(file, `OPENROUTER_API_BASE_URL=${server.url}\n`);
    vi.stubEnv("OPENROUTER_API_KEY", "sk-or-test");
    const choice = await choose({ envFile: file });
    expect(choice.by).toBe("simulator");
    expect(choice.skipped.join(" ")).toContain("may not go to");
    expect(server.credentials).toEqual([]);
  });

  it("is passed over with the reason where its list fails or has no chat model", async () => {
    vi.stubEnv("OPENROUTER_API_KEY", "sk-or-test");
    vi.stubEnv("NOVITA_API_KEY", "sk-novita-test");
    for (const [server, why] of [
      [await serve({ error: { message: "Upstream is down." } }, 500), "Upstream is down."],
      [await serve({ data: [] }), "lists no chat model"],
      [await serve({ data: list.slice(0, 3) }), "lists no chat model"],
    ] as const) {
      open.push(server);
      vi.stubEnv("OPENROUTER_API_BASE_URL", server.url);
      const choice = await choose();
      expect(choice).toMatchObject({ platform: "novita", by: "key" });
      expect(choice.skipped.join(" ")).toMatch(
        new RegExp(`^OPENROUTER_API_KEY is set in the environment, but OpenRouter .*${why}`),
      );
    }
  });

  it("does not hold the start up: all lists together get little time", async () => {
    const server = await serveNothing();
    open.push(server);
    for (const name of ["OPENROUTER", "AIML", "NETMIND", "VLLM"])
      vi.stubEnv(`${name}_API_KEY`, "k");
    for (const name of ["OPENROUTER_API", "AIML_API", "NETMIND_API", "VLLM"])
      vi.stubEnv(`${name}_BASE_URL`, server.url);
    const labels: string[] = [];
    const choice = await choose({
      servers: [{ platform: "vllm", name: "vLLM", url: server.url }],
      patienceMs: 60,
      serverPatienceMs: 60,
      onWait: (label) => labels.push(label),
    });
    expect(choice.by).toBe("simulator");
    const late = "did not come in time";
    const notAsked = "was not asked: the lists before its own took all the time";
    expect(choice.skipped).toEqual([
      expect.stringMatching(`OpenRouter .*${late}`),
      expect.stringMatching(`${notAsked}. Name a model: --model aiml/<model>.`),
      expect.stringMatching(`${notAsked}. Name a model: --model netmind/<model>.`),
      expect.stringMatching(`vLLM .*${late}`),
    ]);
    expect(labels).toEqual(["asking OpenRouter for its models", "asking vLLM for its models"]);
    expect(server.credentials).toHaveLength(3);
  });

  it("is told of where it was named alone and its list is late: a longer wait would not help", async () => {
    const server = await serveNothing();
    open.push(server);
    vi.stubEnv("OPENROUTER_API_KEY", "k");
    vi.stubEnv("OPENROUTER_API_BASE_URL", server.url);
    const error: unknown = await choose({ model: "openrouter", patienceMs: 60 }).catch(
      (reason: unknown) => reason,
    );
    const next = (inChat: boolean): string =>
      explainError(error, { command: inChat ? "chat" : "ask", inChat }).next;
    expect(next(false)).toBe("byok ask --model openrouter/<model> …");
    expect(next(true)).toBe("/model openrouter/<model>");
    expect(explainError(error, { command: "ask" }).exit).toBe(11);
  });

  it("leaves the servers of the user's own the time for their lists", async () => {
    const slow = await serveNothing();
    open.push(slow);
    const own = await listing([{ id: "my-model" }], "goodkey");
    for (const name of ["OPENROUTER", "AIML"]) {
      vi.stubEnv(`${name}_API_KEY`, "k");
      vi.stubEnv(`${name}_API_BASE_URL`, slow.url);
    }
    vi.stubEnv("VLLM_API_KEY", "goodkey");
    vi.stubEnv("VLLM_BASE_URL", own.url);
    expect(await choose({ servers: undefined, patienceMs: 60 })).toMatchObject({
      platform: "vllm",
      model: "my-model",
    });
  });

  it("sets no timer where no time is left for a list", async () => {
    vi.stubEnv("OPENROUTER_API_KEY", "k");
    const set = vi.spyOn(globalThis, "setTimeout");
    const choice = await choose({ patienceMs: 0 });
    expect(choice.skipped.join(" ")).toContain("OpenRouter was not asked");
    expect(set).not.toHaveBeenCalled();
  });
});

describe("the order", () => {
  it("names platforms that exist", () => {
    for (const id of [...PREFERRED, ...LOCAL_SERVERS.map((server) => server.platform)]) {
      expect(findPlatform(id)?.id).toBe(id);
    }
  });

  it("holds every maker before every connector", () => {
    const kinds = inOrder(listPlatforms()).map((platform) => platform.kind);
    expect(kinds.lastIndexOf("direct")).toBeLessThan(kinds.indexOf("connector"));
    expect(inOrder(listPlatforms()).map((platform) => platform.id)).toEqual(
      inOrder(listPlatforms().toReversed()).map((platform) => platform.id),
    );
  });
});
