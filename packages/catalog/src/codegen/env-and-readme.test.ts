import { describe, expect, it } from "vitest";
import { inputOf, platformFile } from "./__fixtures__/small-catalog.ts";
import { emitEnvExample } from "./env-example.ts";
import { withPlatformTable } from "./readme-table.ts";

const catalog = inputOf({
  "platforms/acme.yaml": platformFile("Acme | Co", {
    configName: "AcmeConfig",
    env: ["ACME_API_KEY", "ACME_TOKEN"],
    docsUrl: "https://docs.example.com/a",
    keysUrl: "https://example.com/keys",
    baseUrlEnv: ["ACME_API_BASE_URL"],
    vars: { account: { env: ["ACME_ACCOUNT"], what: "the account" } },
    endpoints: [
      { id: "default", baseUrl: "https://api.example.com/v1" },
      {
        id: "cn",
        baseUrl: "https://api.example.cn/v1",
        keyEnv: ["ACME_CN_API_KEY"],
        keysUrl: "https://example.cn/keys",
      },
    ],
    models: { "acme-1": {}, "acme-2": {} },
  }),
  "platforms/local.yaml": platformFile("Local", { kind: "local", env: [], models: "none" }),
});

describe(".env.example", () => {
  it("lists every name once, by platform, commented out, with the page of the keys", () => {
    expect(emitEnvExample(catalog).split("\n\n").slice(1)).toEqual([
      [
        "# Acme | Co: https://example.com/keys",
        "# ACME_API_KEY=",
        "# ACME_TOKEN=",
        "#   key of the endpoint cn (https://example.cn/keys):",
        "# ACME_CN_API_KEY=",
        "#   base URL:",
        "# ACME_API_BASE_URL=",
        "#   the account:",
        "# ACME_ACCOUNT=\n",
      ].join("\n"),
    ]);
  });
});

describe("the README's table", () => {
  it("has one row per platform", () => {
    const readme = withPlatformTable(
      "a <!-- platforms:start --> old <!-- platforms:end --> b",
      catalog,
    );
    expect(readme.split("\n")).toEqual([
      "a <!-- platforms:start -->",
      "| Platform | Id | Key | Wire | Models |",
      "| --- | --- | --- | --- | --- |",
      String.raw`| [Acme \| Co](https://docs.example.com/a) | ${"`acme`"} | [${"`ACME_API_KEY`"}](https://example.com/keys) | ${"`openai-chat`"} | table (2) |`,
      "| Local | `local` | none | `openai-chat` | none |",
      "<!-- platforms:end --> b",
    ]);
  });

  it.each(["", "<!-- platforms:start -->", "<!-- platforms:end --> <!-- platforms:start -->"])(
    "refuses a README without markers: %j",
    (text) => {
      expect(() => withPlatformTable(text, catalog)).toThrow("README.md needs the lines");
    },
  );
});
