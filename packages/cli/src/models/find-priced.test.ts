import { expect, it } from "vitest";
import { run } from "../__fixtures__/fake-io.ts";
import { findPriced } from "./find-priced.ts";
import { modelWindow } from "./model-window.ts";

const snapshot = "gpt-5-codex-2031-09-15";

it("a snapshot that no list holds costs what its model costs, and has its window", async () => {
  const [found] = await findPriced(`openai/${snapshot}`);
  const [base] = await findPriced("openai/gpt-5-codex");
  expect(base?.prices.length).toBeGreaterThan(0);
  expect(found).toMatchObject({ id: snapshot, aliasOf: "gpt-5-codex", prices: base?.prices });
  expect(await modelWindow("openai", snapshot)).toBe(base?.row?.context);
});

it("is told as such", async () => {
  const { code, out } = await run(["price", `openai/${snapshot}`], { stdin: "" });
  expect(code).toBe(0);
  expect(out).toContain(`openai/${snapshot} (a snapshot of gpt-5-codex)`);
});

it("of a name without a platform, the lists that hold it go first", async () => {
  const found = await findPriced("gpt-4o-2024-05-13");
  expect(found.map(({ platform }) => platform.id)).toContain("openai");
  expect(found.every((each) => !each.snapshot)).toBe(true);
});

it.each(["openai/gpt-5-codex-1024", "openai/gpt-5-codex-2031-13-15"])(
  "%s is no snapshot",
  async (id) => {
    await expect(findPriced(id)).rejects.toMatchObject({ code: "model_not_found" });
  },
);
