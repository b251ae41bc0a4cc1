import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ModelFactory } from "../index.ts";

// Function Gemma's wire is a plugin that is not installed here: its first call fails.
const broken = () => ModelFactory.create("function-gemma/any-model");
const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
});
afterEach(() => {
  process.off("unhandledRejection", note);
});

test("printing, spreading or serialising a model whose package is missing ends no process", async () => {
  const model = broken();
  JSON.stringify(model);
  inspect(model, { getters: true });
  expect({ ...model }.platform).toBe("function-gemma");
  await expect(model.generate("Hi")).rejects.toMatchObject({ code: "package_missing" });
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).toEqual([]);
});

test("who awaits the resolution still hears why there is none", async () => {
  await expect(broken().resolution).rejects.toMatchObject({ code: "package_missing" });
});
