import { expect, test, vi } from "vitest";
import { ModelFactory } from "../index.ts";
import { goodAnswer } from "../engine/__fixtures__/server.ts";

test("early workerd refuses the option `cache`, and is asked without it", async () => {
  const tried = vi.fn<(url: string, init: RequestInit) => void>((_, init) => {
    if (init.cache !== undefined) throw new Error("The 'cache' field is not implemented.");
  });
  vi.stubGlobal("Request", function made(url: string, init: RequestInit) {
    tried(url, init);
  });
  const fetch: typeof globalThis.fetch = (_, init) => {
    if (init !== undefined && "cache" in init) throw new Error("not implemented");
    return Promise.resolve(
      new Response(goodAnswer("Hello"), { headers: { "content-type": "application/json" } }),
    );
  };
  const model = ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    { apiKey: "sk-test-1234567890", fetch },
  );
  expect((await model.generate("Hi")).text).toBe("Hello");
  expect((await model.generate("Hi")).text).toBe("Hello");
  expect(tried).toHaveBeenCalledOnce();
});
