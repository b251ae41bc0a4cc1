import { afterEach, describe, expect, it, vi } from "vitest";
import { closedAddress, serve, type FakeServer } from "./__fixtures__/fake-server.ts";
import { chooseModel, type ChooseModelOptions } from "./choose-model.ts";
import { checkLocal } from "./doctor/check-local.ts";
import type { CheckContext } from "./doctor/check.ts";

const open: FakeServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** Sets the address of the user's vLLM to a server with this answer. */
async function vllm(...answer: Parameters<typeof serve>): Promise<string> {
  const server = await serve(...answer);
  open.push(server);
  vi.stubEnv("VLLM_BASE_URL", server.url);
  return server.url;
}

function choose(options: Partial<ChooseModelOptions> = {}) {
  return chooseModel({ env: {}, envFile: false, simulator: true, ...options });
}

const failure = async (options: Partial<ChooseModelOptions>): Promise<unknown> =>
  await choose({ simulator: false, ...options }).then(
    () => "no error",
    (error: unknown) => error,
  );

const doctor = async () => await checkLocal({ io: {}, envFile: false } as CheckContext);

const LIST = { data: [{ id: "my-model" }] };

describe("a server whose address a variable gives", () => {
  it("is told of where it wants a key and none is set", async () => {
    const url = await vllm(LIST, 200, { key: "goodkey" });
    const told = `vLLM at ${url} wants a key: export VLLM_API_KEY=…`;
    expect((await choose()).skipped).toEqual([told]);
    expect(await failure({})).toMatchObject({ exit: "no-key", why: told });
    expect(await failure({ model: "vllm" })).toMatchObject({
      exit: "no-key",
      message: `vLLM at ${url} wants a key.`,
      next: "export VLLM_API_KEY=… (then the same again)",
    });
    expect(await doctor()).toEqual([
      {
        area: "local",
        state: "warn",
        text: `vLLM at ${url} wants a key.`,
        fix: "export VLLM_API_KEY=…",
      },
    ]);
  });

  it("is told of where nothing answers", async () => {
    const url = await closedAddress();
    vi.stubEnv("VLLM_BASE_URL", url);
    const told = `vLLM does not answer at ${url}, the address in VLLM_BASE_URL.`;
    expect((await choose()).skipped).toEqual([told]);
    expect(await failure({ model: "vllm" })).toMatchObject({ message: told });
    expect(await doctor()).toMatchObject([
      { state: "warn", text: told, fix: "start vLLM, or unset VLLM_BASE_URL" },
    ]);
  });

  it.each([
    ["a page", "<html>", 200],
    ["an error", {}, 500],
  ])("is never said to have an empty list where it answers with %s", async (_, body, status) => {
    const url = await vllm(body, status);
    const told = `vLLM at ${url} answers, but not with a list of models.`;
    expect((await choose()).skipped).toEqual([told]);
    expect(await failure({ model: "vllm" })).toMatchObject({ message: told });
    expect(await doctor()).toMatchObject([{ state: "warn", text: told }]);
    vi.stubEnv("VLLM_API_KEY", "k");
    expect((await choose()).skipped).toEqual([
      `VLLM_API_KEY is set in the environment, but ${told}`,
    ]);
  });

  it("is told of where no model of its list chats", async () => {
    const url = await vllm({ data: [{ id: "bge-m3" }] });
    expect((await choose()).skipped).toEqual([`vLLM at ${url} lists no chat model.`]);
  });
});

describe("a server on the user's own network", () => {
  const address = "http://192.0.2.1:9/v1";

  it("is refused over plain http with the flag that allows it, not with a variable that is set", async () => {
    vi.stubEnv("VLLM_BASE_URL", address);
    const [told = ""] = (await choose()).skipped;
    expect(told).toContain("--allow-insecure-http");
    expect(told).not.toContain("Set VLLM_BASE_URL");
  });

  it("is looked for where the flag is given", async () => {
    vi.stubEnv("VLLM_BASE_URL", address);
    const asked = vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
      if (!(input as string).startsWith(address)) throw new TypeError("fetch failed");
      return Response.json(LIST);
    });
    expect(await choose({ allowInsecureHttp: true })).toMatchObject({
      platform: "vllm",
      model: "my-model",
    });
    expect(asked).toHaveBeenCalled();
  });

  it("is never looked for at a usual port instead", async () => {
    vi.stubEnv("OPENAI_COMPATIBILITY_API_BASE_URL", address);
    expect((await choose()).skipped.join(" ")).toContain("--allow-insecure-http");
  });
});

describe("a server that nobody named and that wants a key", () => {
  /** What answers at the usual address of vLLM. */
  async function wanting(status = 401) {
    const server = await serve({ error: { message: "Unauthorized" } }, status);
    open.push(server);
    const place = { platform: "vllm", name: "vLLM", url: server.url };
    const told = `A server at ${server.url}, where vLLM usually is, wants a key: export VLLM_API_KEY=…`;
    return { server, place, told };
  }

  it("is told of in one line with the command to type, and not used", async () => {
    const { server, place, told } = await wanting();
    expect(await choose({ servers: [place] })).toMatchObject({
      by: "simulator",
      why: "No key was found, and no local server gives a chat model.",
      skipped: [told],
    });
    expect(await failure({ servers: [place] })).toMatchObject({
      exit: "no-key",
      why: `There is no key in the environment, in ./.env or stored on this device. ${told}`,
    });
    expect(server.credentials).toEqual([undefined, undefined]);
  });

  it("is told of beside a server that is used, which is no worse for it", async () => {
    const { place, told } = await wanting();
    const other = await serve(LIST);
    open.push(other);
    const choice = await choose({
      servers: [place, { platform: "sglang", name: "SGLang", url: other.url }],
    });
    expect(choice).toMatchObject({ platform: "sglang", skipped: [told] });
    expect(choice.why).toMatch(/^No key was found, and SGLang answers at/);
  });

  it("is used once its key is set", async () => {
    const server = await serve(LIST, 200, { key: "goodkey" });
    open.push(server);
    vi.stubEnv("VLLM_API_KEY", "goodkey");
    const place = { platform: "vllm", name: "vLLM", url: server.url };
    expect(await choose({ servers: [place] })).toMatchObject({ platform: "vllm", skipped: [] });
  });

  it("gets its address told too where its platform has none, and is then used", async () => {
    const address = "http://127.0.0.1:8080/v1";
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
      if (!(input as string).startsWith(address)) throw new TypeError("fetch failed");
      return Response.json({ error: { message: "Invalid API Key" } }, { status: 401 });
    });
    expect((await choose()).skipped).toEqual([
      `A server at ${address}, where llama.cpp usually is, wants a key: export OPENAI_COMPATIBILITY_API_KEY=… OPENAI_COMPATIBILITY_API_BASE_URL=${address}`,
    ]);
    vi.restoreAllMocks();
    const server = await serve(LIST, 200, { key: "goodkey" });
    open.push(server);
    vi.stubEnv("OPENAI_COMPATIBILITY_API_KEY", "goodkey");
    vi.stubEnv("OPENAI_COMPATIBILITY_API_BASE_URL", server.url);
    expect(await choose({})).toMatchObject({ model: "my-model", skipped: [] });
  });

  it("is no model server where it forbids everybody, or answers anything else", async () => {
    for (const status of [403, 404, 500]) {
      const { place } = await wanting(status);
      expect((await choose({ servers: [place] })).skipped).toEqual([]);
    }
  });

  it("is told of by byok doctor, as nothing that is wrong", async () => {
    const { place, told } = await wanting();
    const lines = await checkLocal({
      io: { localServers: [place] },
      envFile: false,
    } as unknown as CheckContext);
    expect(lines).toEqual([{ area: "local", state: "ok", text: told }]);
  });
});
