import { mkdtempSync, writeFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { listPlatforms, ModelFactory, Secret, type KeyStore, type ModelOptions } from "../index.ts";
import {
  goodAnswer,
  sendJson,
  startServer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";
import { joinUrl } from "./resolve-url.ts";

const folder = mkdtempSync(join(tmpdir(), "byok-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

let server: TestServer;
beforeEach(async () => {
  server = await startServer((response) => sendJson(response, 200, goodAnswer()));
});
afterEach(async () => {
  await server.close();
});

const KEY = "sk-canary-0123456789abcdef";

/** A fetch that answers every host and tells where requests went, so that catalog addresses can be tried too. */
function spyFetch(seen: { url: string; authorization: string | null }[]): typeof fetch {
  return (input, init) => {
    seen.push({
      url: input instanceof Request ? input.url : input.toString(),
      authorization: new Headers(init?.headers).get("authorization"),
    });
    return Promise.resolve(
      new Response(goodAnswer(), { headers: { "content-type": "application/json" } }),
    );
  };
}

type KeyFrom = "argument" | "environment" | "env-file" | "key-store";
type UrlFrom = "catalog" | "argument" | "environment" | "env-file";

describe("which key may go where, cell by cell", () => {
  const cells: [KeyFrom, UrlFrom, "send" | "refuse"][] = [
    ["argument", "catalog", "send"],
    ["argument", "argument", "send"],
    ["argument", "environment", "send"],
    ["argument", "env-file", "refuse"],
    ["environment", "catalog", "send"],
    ["environment", "argument", "send"],
    ["environment", "environment", "send"],
    ["environment", "env-file", "refuse"],
    ["env-file", "catalog", "send"],
    ["env-file", "argument", "send"],
    ["env-file", "environment", "send"],
    ["env-file", "env-file", "send"],
    ["key-store", "catalog", "send"],
    ["key-store", "argument", "refuse"],
    ["key-store", "environment", "refuse"],
    ["key-store", "env-file", "refuse"],
  ];
  const URL_ELSEWHERE = "https://elsewhere.example/v1";

  async function run(
    keyFrom: KeyFrom,
    urlFrom: UrlFrom,
    storedOrigins: string[],
  ): Promise<{ url: string; authorization: string | null }[]> {
    const seen: { url: string; authorization: string | null }[] = [];
    const file: string[] = [];
    const options: ModelOptions = { fetch: spyFetch(seen), maxRetries: 0 };
    if (keyFrom === "argument") options.apiKey = KEY;
    if (keyFrom === "environment") vi.stubEnv("OPENAI_API_KEY", KEY);
    if (keyFrom === "env-file") file.push(`OPENAI_API_KEY=${KEY}`);
    if (keyFrom === "key-store") {
      options.keyStore = {
        find: () =>
          Promise.resolve({ key: new Secret(KEY), origins: storedOrigins, label: "work" }),
      } satisfies KeyStore;
    }
    if (urlFrom === "argument") options.url = URL_ELSEWHERE;
    if (urlFrom === "environment") vi.stubEnv("OPENAI_API_BASE_URL", URL_ELSEWHERE);
    if (urlFrom === "env-file") file.push(`OPENAI_API_BASE_URL=${URL_ELSEWHERE}`);
    if (file.length > 0) {
      options.envFile = join(folder, `${keyFrom}-${urlFrom}.env`);
      writeFileSync(options.envFile, file.join("\n"));
    }
    await ModelFactory.create("openai/gpt-4o-mini", {}, options).generate("Hi");
    return seen;
  }

  test.each(cells)("key from %s, address from %s: %s", async (keyFrom, urlFrom, verdict) => {
    const attempt = run(keyFrom, urlFrom, ["https://api.openai.com"]);
    if (verdict === "send") {
      const seen = await attempt;
      expect(seen).toHaveLength(1);
      expect(seen[0]?.authorization).toBe(`Bearer ${KEY}`);
      expect(seen[0]?.url).toBe(
        `${urlFrom === "catalog" ? "https://api.openai.com/v1" : URL_ELSEWHERE}/chat/completions`,
      );
      return;
    }
    const error = await attempt.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "origin", platform: "openai" });
    expect((error as Error).message).toContain("elsewhere.example");
    expect((error as { hint: string }).hint).not.toBe("");
    expect(String(error)).not.toContain(KEY);
  });

  test.each<UrlFrom>(["argument", "environment"])(
    "a stored key goes to an origin stored with it, from %s",
    async (urlFrom) => {
      expect(await run("key-store", urlFrom, ["https://elsewhere.example"])).toHaveLength(1);
    },
  );
  test("not even then when a project file chooses", async () => {
    await expect(run("key-store", "env-file", ["https://elsewhere.example"])).rejects.toMatchObject(
      { code: "origin" },
    );
  });
  test.each([
    "https://elsewhere.example:8443",
    "http://elsewhere.example",
    "https://elsewhere.example.evil.test",
    "https://api.elsewhere.example",
  ])("%s is another origin", async (origin) => {
    await expect(run("key-store", "argument", [origin])).rejects.toMatchObject({ code: "origin" });
  });
});

describe("a key that is refused", () => {
  const refuse: typeof fetch = () =>
    Promise.resolve(new Response('{"error":{"message":"no"}}', { status: 401 }));
  const hintOf = async (options: ModelOptions): Promise<string> => {
    const model = ModelFactory.create("openai/gpt-4o-mini", {}, { ...options, fetch: refuse });
    const error: unknown = await model.generate("Hi").catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "authentication" });
    return (error as { hint: string }).hint;
  };

  test("is named by its mask and its place", async () => {
    vi.stubEnv("OPENAI_API_KEY", KEY);
    expect(await hintOf({})).toMatch(/key sk-\S*\.\.\.cdef .*environment variable OPENAI_API_KEY/);
    vi.stubEnv("OPENAI_API_KEY", "");
    const keyStore: KeyStore = { find: async () => ({ key: KEY, origins: [], label: "work" }) };
    const stored = await hintOf({ keyStore });
    expect(stored).toMatch(/cdef .*key store \(work\)/);
    expect(stored).not.toContain("OPENAI_API_KEY");
    expect(stored).not.toContain(KEY);
    expect(await hintOf({ apiKey: "sk-short-1234" })).not.toContain("1234");
  });
});

describe("a key is found", () => {
  test("in the argument before the environment before the file before the store", async () => {
    const envFile = join(folder, "order.env");
    writeFileSync(envFile, "OPENAI_API_KEY=from-file-1234");
    const keyStore: KeyStore = {
      find: () =>
        Promise.resolve({ key: "from-store-1234", origins: [new URL(server.url).origin] }),
    };
    const sent = async (options: ModelOptions): Promise<string | undefined> => {
      await ModelFactory.create("openai/gpt-4o-mini", {}, { url: server.url, ...options }).generate(
        "Hi",
      );
      return server.requests.at(-1)?.headers.authorization;
    };
    expect(await sent({ keyStore })).toBe("Bearer from-store-1234");
    expect(await sent({ keyStore, envFile })).toBe("Bearer from-file-1234");
    vi.stubEnv("OPENAI_API_KEY", "from-env-1234");
    expect(await sent({ keyStore, envFile })).toBe("Bearer from-env-1234");
    expect(await sent({ keyStore, envFile, apiKey: "from-argument-1234" })).toBe(
      "Bearer from-argument-1234",
    );
  });

  test("in a file that begins with a byte-order mark", async () => {
    const envFile = join(folder, "marked.env");
    writeFileSync(envFile, `\uFEFFOPENAI_API_KEY=${KEY}\r\n`);
    const model = ModelFactory.create("openai/gpt-4o-mini", {}, { url: server.url, envFile });
    await model.generate("Hi");
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  test("without the quotes and spaces around it", async () => {
    await ModelFactory.create(
      "openai/gpt-4o-mini",
      {},
      { url: server.url, apiKey: `  "${KEY}"\n` },
    ).generate("Hi");
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  test("and refused by position when it has a character that no key has", () => {
    const create = (): unknown =>
      ModelFactory.create("openai/gpt-4o-mini", {}, { apiKey: "sk-abc\u2026def" });
    expect(create).toThrow(/position 7/);
    expect(create).not.toThrow(/sk-abc/);
  });

  test("a blank one counts as none", () => {
    vi.stubEnv("OPENAI_API_KEY", "   ");
    expect(() => ModelFactory.create("openai/gpt-4o-mini", {}, { apiKey: " " })).toThrow(
      /Missing or empty required API keys/,
    );
  });

  test("the process environment is not changed by a file", () => {
    const envFile = join(folder, "clean.env");
    writeFileSync(envFile, "OPENAI_API_KEY=from-file-1234");
    ModelFactory.create("openai/gpt-4o-mini", {}, { envFile });
    expect(process.env["OPENAI_API_KEY"]).toBeUndefined();
  });
});

describe("every platform that needs a key says which and where to get it", () => {
  test.each(
    listPlatforms().filter(
      (platform) =>
        platform.env.length > 0 &&
        platform.keyOptional !== true &&
        ["bearer", "header"].includes(platform.surfaces[0]!.auth),
    ),
  )("$id", (platform) => {
    const vars = Object.fromEntries(Object.keys(platform.vars ?? {}).map((name) => [name, "x"]));
    const create = (): unknown =>
      ModelFactory.create({
        modelPlatform: platform.id,
        modelType: "some-model",
        vars,
        ...(platform.endpoints[0]?.baseUrl === undefined ? { url: "https://x.example/v1" } : {}),
      });
    expect(create).toThrow(
      `Missing or empty required API keys in environment variables: ${(platform.surfaces[0]?.env ?? platform.env)[0]}.`,
    );
    expect(create).toThrow(
      `\nYou can obtain the API key from ${platform.keysUrl ?? platform.docsUrl}.`,
    );
  });
});

describe("an address", () => {
  const create = (url: string, options: ModelOptions = {}): unknown =>
    ModelFactory.create("openai/gpt-4o-mini", {}, { apiKey: KEY, url, ...options });
  test.each(["http://api.example/v1", "http://192.168.1.5:8000/v1"])(
    "%s is refused as plain http, unless it is allowed",
    (url) => {
      expect(() => create(url)).toThrow(/plain http/);
      expect(() => create(url, { allowInsecureHttp: true })).not.toThrow();
    },
  );
  test.each(["http://127.0.0.1:1/v1", "http://localhost:1/v1", "http://[::1]:1/v1"])(
    "%s is loopback",
    (url) => {
      expect(() => create(url)).not.toThrow();
    },
  );
  test.each([
    "nonsense",
    "ftp://x.example",
    "javascript:alert(1)",
    "https://user:pass@x.example/v1",
  ])("%s is refused", (url) => {
    expect(() => create(url)).toThrow(/address from url/);
  });
  test("needs its variables, and takes no other host through them", () => {
    const azure = { modelPlatform: "azure", modelType: "my-deployment", apiKey: KEY } as const;
    expect(() => ModelFactory.create(azure)).toThrow(/needs/);
    expect(() => ModelFactory.create({ ...azure, vars: { resource: "evil.test/x" } })).toThrow(
      /cannot|not a name/,
    );
    expect(ModelFactory.create({ ...azure, vars: { resource: "acme" } }).url).toContain("acme");
  });
  test.each([
    ["https://h.example/v1", "/chat/completions", "https://h.example/v1/chat/completions"],
    ["https://h.example/v1/", "/chat/completions", "https://h.example/v1/chat/completions"],
    ["https://h.example", "/v1/messages", "https://h.example/v1/messages"],
    ["https://h.example/v1", "/v1/messages", "https://h.example/v1/messages"],
    [
      "https://h.example/openai/v1",
      "/openai/v1/chat/completions",
      "https://h.example/openai/v1/chat/completions",
    ],
    [
      "https://h.example/v1/chat/completions",
      "/chat/completions",
      "https://h.example/v1/chat/completions",
    ],
    [
      "https://h.example/api?x=1",
      "/chat/completions",
      "https://h.example/api/chat/completions?x=1",
    ],
  ])("%s joined with %s", (base, path, whole) => {
    expect(joinUrl(base, path).href).toBe(whole);
  });
});

describe("create", () => {
  test("names near platforms", () => {
    expect(() => ModelFactory.create({ modelPlatform: "opnai", modelType: "x" })).toThrow(
      "Unknown model platform: opnai",
    );
    try {
      ModelFactory.create({ modelPlatform: "opnai", modelType: "x" });
    } catch (error) {
      expect((error as { hint: string }).hint).toContain("openai");
    }
  });
  test.each([
    "OpenAI",
    "OPENAI",
    "aws_bedrock",
    "tongyi-qianwen",
    "zhipuai",
    "lingyiwanwu",
    "samba-nova",
    "stub",
  ])("knows %s", (name) => {
    expect(() =>
      ModelFactory.create({
        modelPlatform: name,
        modelType: "x",
        apiKey: KEY,
        url: "https://x.example/v1",
      }),
    ).not.toThrow();
  });
  test("tells the right name of a misspelt option", () => {
    for (const [wrong, right] of [
      ["timeout", "timeoutMs"],
      ["base_url", "url"],
      ["api_key", "apiKey"],
      ["maxRetry", "maxRetries"],
    ] as const) {
      const options = {
        modelPlatform: "openai",
        modelType: "gpt-4o-mini",
        apiKey: KEY,
        [wrong]: 1,
      } as never;
      expect(() => ModelFactory.create(options)).toThrow(
        expect.objectContaining({ hint: expect.stringContaining(right) as string }),
      );
    }
  });
  test.each([
    ["apiKey", 5],
    ["keyStore", {}],
    ["budget", {}],
    ["trace", 5],
    ["retryBudget", {}],
    ["middleware", "x"],
    ["fetch", "x"],
    ["transport", "foo"],
    ["onUnsupported", "foo"],
    ["limits", { foo: 1 }],
    ["limits", { maxFrameBytes: "a" }],
    ["maxRetries", -1],
  ])("refuses %s: %j", (name, value) => {
    const options = {
      modelPlatform: "openai",
      modelType: "gpt-4o-mini",
      apiKey: KEY,
      [name]: value,
    } as never;
    expect(() => ModelFactory.create(options)).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        message: expect.stringContaining(name) as string,
      }),
    );
  });
  test.each([undefined, null, 5, []])("a request of %j is refused", async (request) => {
    const model = ModelFactory.create("openai/gpt-4o-mini", {}, { apiKey: KEY });
    await expect(model.generate(request as never)).rejects.toMatchObject({
      code: "invalid_request",
    });
    expect(() => model.stream(request as never)).toThrow(
      expect.objectContaining({ code: "invalid_request" }),
    );
  });
  test("a key store that fails is not one without a key", async () => {
    const model = ModelFactory.create(
      "openai/gpt-4o-mini",
      {},
      { keyStore: { find: () => Promise.reject(new Error("locked")) } },
    );
    await expect(model.generate("Hi")).rejects.toMatchObject({
      code: "invalid_request",
      cause: { message: "locked" },
    });
  });
  test.each([{}, { key: 5 }, "sk-plain", { key: "sk-1234567890", origins: "x" }])(
    "a key store that answers %j is told so, and nothing is sent",
    async (stored) => {
      const model = ModelFactory.create(
        "openai/gpt-4o-mini",
        {},
        { keyStore: { find: () => Promise.resolve(stored as never) } },
      );
      await expect(model.generate("Hi")).rejects.toMatchObject({
        code: "invalid_request",
        hint: expect.stringContaining("{ key, origins"),
      });
    },
  );
  test("a .env file that completes the address has chosen it: no other key goes there", async () => {
    const envFile = join(folder, "vars.env");
    writeFileSync(envFile, "AZURE_RESOURCE_NAME=evil\n");
    const azure = { modelPlatform: "azure", modelType: "m", envFile };
    const refused = expect.objectContaining({
      code: "origin",
      message: expect.stringMatching(/evil\.openai\.azure\.com, which AZURE_RESOURCE_NAME in the/),
    });
    expect(() => ModelFactory.create({ ...azure, apiKey: KEY })).toThrow(refused);
    vi.stubEnv("AZURE_OPENAI_API_KEY", KEY);
    expect(() => ModelFactory.create(azure)).toThrow(refused);
    vi.stubEnv("AZURE_OPENAI_API_KEY", "");
    const keyStore: KeyStore = {
      find: () => Promise.resolve({ key: KEY, origins: ["https://mine.openai.azure.com"] }),
    };
    await expect(
      ModelFactory.create({ ...azure, keyStore, maxRetries: 0 }).generate("Hi"),
    ).rejects.toMatchObject({ code: "origin" });

    const own = ModelFactory.create({ ...azure, apiKey: KEY, vars: { resource: "mine" } });
    expect(own.url).toBe("https://mine.openai.azure.com");
    writeFileSync(envFile, `AZURE_RESOURCE_NAME=mine\nAZURE_OPENAI_API_KEY=${KEY}\n`);
    expect(ModelFactory.create(azure).url).toBe("https://mine.openai.azure.com");
  });
  test("a platform without a key needs none, and never gets another's", async () => {
    vi.stubEnv("OPENAI_API_KEY", KEY);
    await ModelFactory.create("openai-compatible-model/x", {}, { url: server.url }).generate("Hi");
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });
});
