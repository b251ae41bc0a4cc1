import { describe, expect, it, vi } from "vitest";
import { run } from "../__fixtures__/fake-io.ts";
import { serve } from "../__fixtures__/fake-server.ts";
import type { ModelLine } from "./describe-model.ts";

async function list(...flags: string[]): Promise<ModelLine[]> {
  const { code, out } = await run(["models", "--json", ...flags], { stdin: "" });
  expect(code).toBe(0);
  return JSON.parse(out) as ModelLine[];
}

describe("filters of models", () => {
  it("choose by ability", async () => {
    const found = await list("--tools", "--vision", "--reasoning", "--structured");
    expect(found.length).toBeGreaterThan(3);
    for (const { abilities } of found) {
      expect(abilities).toEqual(expect.arrayContaining(["tools", "image", "reasoning", "schema"]));
    }
  });

  it("choose by price in one currency, without unknown ones, and sort by it", async () => {
    const found = await list("--max-input-price", "0.2", "--sort", "price");
    expect(found.length).toBeGreaterThan(3);
    const prices = found.map(({ price }) => (price?.free === true ? 0 : Number(price?.input)));
    expect(prices.every((price) => price <= 0.2)).toBe(true);
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    expect(found.every(({ price }) => price?.currency === "USD" || price?.free === true)).toBe(
      true,
    );
    const yuan = await list("--max-input-price", "100", "--currency", "cny");
    expect(yuan.some(({ price }) => price?.currency === "CNY")).toBe(true);
  });

  it("choose by context, platform and place", async () => {
    const found = await list(
      "--min-context",
      "200k",
      "--platform",
      "openai",
      "--platform",
      "anthropic",
    );
    expect(new Set(found.map(({ platform }) => platform))).toEqual(
      new Set(["openai", "anthropic"]),
    );
    expect(found.every(({ context, maxInput }) => (context ?? maxInput ?? 0) >= 200_000)).toBe(
      true,
    );
    const largest = await list("--platform", "openai", "--sort", "context");
    expect(largest[0]?.context).toBe(Math.max(...largest.map(({ context }) => context ?? 0)));
    expect(await list("--local", "--platform", "openai")).toEqual([]);
  });

  it("show what a server on this machine lists now", async () => {
    const server = await serve({ data: [{ id: "llama3:8b" }, { id: "nomic-embed-text" }] });
    const servers = [{ platform: "ollama", name: "Ollama", url: server.url }];
    const ask = async (...flags: string[]): Promise<unknown> =>
      JSON.parse((await run(["models", "--json", ...flags], { stdin: "", servers })).out);
    const running = { platform: "ollama", id: "llama3:8b", source: "live" };
    expect(await ask("--local")).toContainEqual(expect.objectContaining(running));
    expect(await ask("ollama", "--local")).toEqual([expect.objectContaining(running)]);
    expect(await ask("--platform", "openai", "--local")).toEqual([]);
    expect(await ask("--search", "llama3:8b")).not.toContainEqual(
      expect.objectContaining({ platform: "ollama" }),
    );
    await server.close();
  });

  it("know what kind of model an id of a live list is", async () => {
    const data = ["my-model", "nomic-embed-text", "bge-reranker-v2", "whisper-1"];
    const server = await serve({ data: data.map((id) => ({ id })) });
    const live = ["vllm", "--live", "--url", server.url];
    const kinds = (await list(...live)).map(({ id, kind }) => [id, kind]);
    expect(Object.fromEntries(kinds)).toEqual({
      "my-model": "chat",
      "nomic-embed-text": "embedding",
      "bge-reranker-v2": "rerank",
      "whisper-1": "other",
    });
    vi.stubEnv("OPENAI_API_KEY", "k");
    const audio = await serve({ data: [{ id: "gpt-audio" }] });
    expect(await list("openai", "--live", "--url", audio.url)).toMatchObject([{ kind: "chat" }]);
    await audio.close();
    const one = await run(["models", ...live, "--search", "my-model"], { stdin: "" });
    expect(one.out).toContain("\n1 model. Prices");
    expect((await run(["platforms", "groq"], { stdin: "" })).out).toContain("\n1 platform. Models");
    await server.close();
  });

  it("show what a server with a key lists, and the doctor knows it without sending one", async () => {
    const server = await serve({ data: [{ id: "my-model" }] }, 200, { key: "goodkey" });
    const servers = [{ platform: "vllm", name: "vLLM", url: server.url }];
    vi.stubEnv("VLLM_API_KEY", "goodkey");
    const doctor = await run(["doctor", "--no-env-file"], { stdin: "", servers });
    expect(doctor.out.replaceAll(/\s+/g, " ")).toContain(
      `vLLM answers at ${server.url} and wants a key; VLLM_API_KEY is set.`,
    );
    expect(server.credentials.every((each) => each === undefined)).toBe(true);
    const { out } = await run(["models", "vllm", "--local", "--json"], { stdin: "", servers });
    expect(JSON.parse(out)).toEqual([
      expect.objectContaining({ platform: "vllm", id: "my-model", source: "live" }),
    ]);
    await server.close();
  });

  it("refuse what they do not know, and say that nothing fits", async () => {
    for (const flags of [
      ["--sort", "prize"],
      ["--min-context", "many"],
      ["--platform", "opnai"],
      ["--max-input-price", "-1"],
    ]) {
      expect((await run(["models", ...flags], { stdin: "" })).code, flags.join(" ")).toBe(2);
    }
    expect((await run(["models", "openai", "--min-context", "900M"], { stdin: "" })).out).toContain(
      "No model fits all",
    );
  });
});
