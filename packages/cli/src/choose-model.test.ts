import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPlatform, isByokError, listPlatforms } from "@byok/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { closedAddress, serve, type FakeServer } from "./__fixtures__/fake-server.ts";
import { chooseModel, type ChooseModelOptions } from "./choose-model.ts";
import { CliError } from "./errors/cli-error.ts";
import { inOrder, LOCAL_SERVERS, PREFERRED } from "./model-order.ts";

const open: FakeServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function models(...ids: string[]): Promise<FakeServer> {
  const server = await serve({ object: "list", data: ids.map((id) => ({ id })) });
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

  it("tells of a key that it cannot use, and goes on", async () => {
    vi.stubEnv("OPENROUTER_API_KEY", "sk-or-test");
    const choice = await choose();
    expect(choice.by).toBe("simulator");
    expect(choice.skipped.join(" ")).toContain("--model openrouter/<model>");
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

  it("helps with a model without its platform, and with a misspelt platform", async () => {
    const bare: unknown = await choose({ model: "gpt-4o-mini" }).catch((reason: unknown) => reason);
    expect(isByokError(bare, "model_not_found") && bare.hint).toContain("openai/gpt-4o-mini");
    const slip: unknown = await choose({ model: "opnai" }).catch((reason: unknown) => reason);
    expect(isByokError(slip, "unknown_platform") && slip.hint).toContain("openai");
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
