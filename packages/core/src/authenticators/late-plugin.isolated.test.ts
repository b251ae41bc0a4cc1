import { expect, test, vi } from "vitest";
import { ModelFactory, registerProvider } from "../index.ts";
import { openaiChat } from "../wires/openai-chat/index.ts";
import { goodAnswer, sendJson, startServer } from "../engine/__fixtures__/server.ts";

const KEY = "long-lived-canary-0123456789";

// No test of this file may register IBM's plugin before: nothing of it is known when the model is made.
test("a platform whose plugin is not there yet asks for its key, and gets it when the plugin comes", async () => {
  vi.stubEnv("WATSONX_API_KEY", "");
  expect(() => ModelFactory.create("watsonx/m")).toThrow(
    "Missing or empty required API keys in environment variables: WATSONX_API_KEY.",
  );
  const server = await startServer((response) => sendJson(response, 200, goodAnswer()));
  const model = ModelFactory.create("watsonx/m", {}, { apiKey: KEY, url: server.url });
  await expect(model.generate("Hi")).rejects.toMatchObject({ code: "package_missing" });
  registerProvider({
    specVersion: 1,
    id: "late",
    wires: [{ ...openaiChat, id: "watsonx-chat" }],
    authenticators: [
      {
        specVersion: 1,
        id: "iam",
        fields: [{ name: "apiKey", env: [] }],
        sign(request, credential) {
          request.headers["x-late"] = credential.fields["apiKey"]!.reveal();
          return request;
        },
      },
    ],
  });
  await model.generate("Hi");
  expect(server.requests[0]?.headers["x-late"]).toBe(KEY);
  await server.close();
});

test.each([
  ["azure", "AZURE_OPENAI_API_KEY"],
  ["aws-bedrock", "BEDROCK_API_KEY"],
  ["crynux", "CRYNUX_API_KEY"],
])("where key and address of %s are missing, the key is named first", (platform, variable) => {
  vi.stubEnv(variable, "");
  expect(() => ModelFactory.create(`${platform}/m`)).toThrow(
    `Missing or empty required API keys in environment variables: ${variable}.\nYou can obtain the API key from https://`,
  );
  vi.stubEnv(variable, KEY);
  expect(() => ModelFactory.create(`${platform}/m`)).toThrow(
    expect.objectContaining({ code: "invalid_request", hint: expect.stringContaining("url") }),
  );
  vi.stubEnv(variable, "");
  for (const wrong of [{ url: "ftp://host" }, { region: "moon" }])
    expect(() => ModelFactory.create(`${platform}/m`, {}, wrong)).toThrow(
      expect.objectContaining({ code: "invalid_request" }),
    );
});
