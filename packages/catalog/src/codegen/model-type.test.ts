import { describe, expect, it } from "vitest";
import { inputOf, platformFile, smallCatalog } from "./__fixtures__/small-catalog.ts";
import { evaluate } from "./__fixtures__/evaluate.ts";
import { generate } from "./generate.ts";
import { chooseModelKeys, emitModelType, modelKey } from "./model-type.ts";

describe("modelKey", () => {
  it.each([
    ["gpt-4o-mini", "GPT_4O_MINI"],
    ["meta-llama/Llama-3.3-70B--Instruct", "META_LLAMA_LLAMA_3_3_70B_INSTRUCT"],
    ["360gpt-pro", "360GPT_PRO"],
    ["__proto__", "_PROTO_"],
  ])("%s → %s", (id, key) => {
    expect(modelKey(id)).toBe(key);
  });
});

describe("ModelType", () => {
  it("holds chat and embedding ids and their aliases, but not rerank models", async () => {
    const { ModelType } = await evaluate(emitModelType(inputOf(smallCatalog())));
    expect(ModelType).toEqual({
      ACME_1_5: "acme-1.5",
      ACME_ACME_R: "acme/acme-r",
      ACME_D: "acme-d",
      ACME_EMBED: "acme-embed",
      ACME_R: "acme-r",
      ACME_R_2026_01_01: "acme-r-2026-01-01",
      LATEST: "latest",
    });
    expect(Object.isFrozen(ModelType)).toBe(true);
  });

  it("gives a contested key to the direct platform and reports the other", () => {
    const catalog = inputOf(smallCatalog());
    expect(chooseModelKeys(catalog).collisions).toEqual([
      {
        key: "ACME_1_5",
        kept: { platform: "acme", id: "acme-1.5" },
        dropped: [{ platform: "bridge", id: "acme-1-5" }],
      },
    ]);
    expect(generate(catalog, undefined).notes).toEqual([
      "ModelType.ACME_1_5 is acme-1.5 (acme); without a key of their own: acme-1-5 (bridge).",
    ]);
  });

  it("gives it to the direct platform whatever the order of the ids", () => {
    const aaa = platformFile("Aaa", { kind: "connector", models: { "acme-1-5": {} } });
    const { entries } = chooseModelKeys(inputOf({ ...smallCatalog(), "platforms/aaa.yaml": aaa }));
    expect(entries).toContainEqual({ key: "ACME_1_5", value: "acme-1.5" });
  });

  it("does not let connectors decide among direct platforms", () => {
    const spelled = (name: string, id: string, more: object = {}): object =>
      platformFile(name, { models: { [id]: {} }, ...more });
    const { entries } = chooseModelKeys(
      inputOf({
        "platforms/aaa.yaml": spelled("Aaa", "glm-5-2"),
        "platforms/bbb.yaml": spelled("Bbb", "glm-5.2"),
        "platforms/ccc.yaml": spelled("Ccc", "glm-5.2"),
        "platforms/ddd.yaml": spelled("Ddd", "glm-5-2", { kind: "connector" }),
        "platforms/eee.yaml": spelled("Eee", "glm-5-2", { kind: "connector" }),
      }),
    );
    expect(entries).toEqual([{ key: "GLM_5_2", value: "glm-5.2" }]);
  });

  it("among platforms of one kind gives it to the id that more platforms use", () => {
    const spelled = (name: string, id: string): object =>
      platformFile(name, { models: { [id]: {} } });
    const { entries } = chooseModelKeys(
      inputOf({
        "platforms/aaa.yaml": spelled("Aaa", "glm-5-2"),
        "platforms/bbb.yaml": spelled("Bbb", "glm-5.2"),
        "platforms/ccc.yaml": spelled("Ccc", "glm-5.2"),
      }),
    );
    expect(entries).toEqual([{ key: "GLM_5_2", value: "glm-5.2" }]);
  });

  it("does not report the same id on two platforms", () => {
    const copy = platformFile("Copy", { models: { "acme-d": {} } });
    const { collisions } = chooseModelKeys(
      inputOf({ ...smallCatalog(), "platforms/copy.yaml": copy }),
    );
    expect(collisions.map(({ key }) => key)).toEqual(["ACME_1_5"]);
  });
});
