import { afterAll, beforeEach, expect, test, vi } from "vitest";

import { checkKey, listPlatforms, ModelFactory, registerProvider } from "../index.ts";
import { Secret, type Authenticator, type WireProtocol } from "../provider.ts";
import { openaiChat } from "../wires/openai-chat/index.ts";
import { goodAnswer, sendJson, startServer } from "../engine/__fixtures__/server.ts";

const KEY = "sk-canary-0123456789abcdefghijklmnop";
const server = await startServer((response) => sendJson(response, 200, goodAnswer()));
afterAll(() => server.close());
beforeEach(() => void server.requests.splice(0));

function register(wire: Partial<WireProtocol>, authenticator: Partial<Authenticator> = {}): void {
  registerProvider({
    specVersion: 1,
    id: "test",
    wires: [{ ...openaiChat, ...wire, id: "watsonx-chat" }],
    authenticators: [
      {
        specVersion: 1,
        id: "iam",
        fields: [{ name: "apiKey", env: [] }],
        sign: (request) => request,
        ...authenticator,
      },
    ],
  });
}

async function ask(): Promise<unknown> {
  const options = { apiKey: KEY, url: server.url, maxRetries: 0 };
  return await ModelFactory.create("watsonx/m", {}, options)
    .generate("Hi")
    .catch((error: unknown) => error);
}

const { chat } = openaiChat;
const broken = () => {
  throw new RangeError("out of ideas");
};
test.each<[string, Partial<WireProtocol>, Partial<Authenticator>, RegExp]>([
  ["encode throws", { chat: { ...chat, encode: broken } }, {}, /watsonx-chat failed: out of ideas/],
  [
    "encode gives nothing",
    { chat: { ...chat, encode: () => undefined as never } },
    {},
    /watsonx-chat wrote no request/,
  ],
  [
    "encode gives an address",
    { chat: { ...chat, encode: (...a) => ({ ...chat.encode(...a), path: "https://x.example/" }) } },
    {},
    /watsonx-chat wrote no request/,
  ],
  ["sign throws", {}, { sign: broken }, /iam failed: out of ideas/],
  ["sign gives nothing", {}, { sign: () => undefined as never }, /iam gave no signed request/],
  [
    "resolve gives nothing",
    {},
    { resolve: () => Promise.resolve(undefined as never) },
    /iam gave no credential/,
  ],
  [
    "a header with a line break",
    {},
    { sign: (request) => ({ ...request, headers: { ...request.headers, "x-a": "1\r\nx-b: 2" } }) },
    /set the header x-a/,
  ],
])("%s: a typed error that names the piece, and nothing is sent", async (_, wire, auth, words) => {
  register(wire, auth);
  expect(await ask()).toMatchObject({
    code: "protocol",
    retryable: false,
    message: expect.stringMatching(words),
    hint: expect.stringContaining("defect of the package"),
  });
  expect(server.requests).toHaveLength(0);
});

test("an authenticator takes fields beside its API key, and says which are missing", async () => {
  register(
    {},
    {
      fields: [
        { name: "apiKey", env: [] },
        { name: "keyId", env: ["TEST_KEY_ID"] },
        { name: "extra", env: ["TEST_EXTRA"], optional: true },
      ],
      resolve: (credential) =>
        Promise.resolve({ fields: { ...credential.fields, token: new Secret("minted-token") } }),
      sign(request, { fields }) {
        const values = Object.entries(fields).map(([name, value]) => `${name}=${value.reveal()}`);
        return { ...request, headers: { ...request.headers, "x-fields": values.join(" ") } };
      },
    },
  );
  vi.stubEnv("TEST_KEY_ID", "");
  expect(await ask()).toMatchObject({
    code: "missing_key",
    message: expect.stringContaining("TEST_KEY_ID"),
  });
  vi.stubEnv("TEST_KEY_ID", "id-0123456789");
  await ask();
  vi.unstubAllEnvs();
  expect(server.requests.map(({ headers }) => headers["x-fields"])).toEqual([
    `keyId=id-0123456789 apiKey=${KEY} token=minted-token`,
  ]);
});

test("a wire's own check is asked where the catalog has no page", async () => {
  const { id } = listPlatforms().find(
    ({ keyCheck, surfaces, env }) =>
      keyCheck === undefined && surfaces[0]?.wire === "openai-chat" && env.length > 0,
  )!;
  const options = { apiKey: KEY, url: server.url };
  expect(await checkKey(id, options)).toMatchObject({ status: "unverifiable" });
  let proves: "key" | "nothing" = "key";
  registerProvider({
    specVersion: 1,
    id: "checks",
    wires: [
      {
        ...openaiChat,
        check: {
          encode: () => ({ method: "GET", path: "/me", headers: {}, framing: "json" }),
          decode: () => ({ proves }),
        },
      },
    ],
  });
  expect(await checkKey(id, options)).toMatchObject({ status: "ok" });
  expect(server.requests.map(({ path }) => path)).toEqual(["/v1/me"]);
  proves = "nothing";
  expect(await checkKey(id, options)).toMatchObject({ status: "unverifiable" });
});

test.each<[string, WireProtocol["classifyError"]]>([
  ["throws", broken],
  ["gives nothing", () => undefined as never],
])(
  "a classifyError that %s ends the call, with the status in the words",
  async (_, classifyError) => {
    const refusing = await startServer((response) => sendJson(response, 500, { error: "x" }));
    register({ classifyError });
    const options = { apiKey: KEY, url: refusing.url, maxRetries: 0 };
    const model = ModelFactory.create("watsonx/m", {}, options);
    await expect(model.generate("Hi")).rejects.toMatchObject({
      code: "protocol",
      message: expect.stringContaining("status 500"),
    });
    await refusing.close();
  },
);
