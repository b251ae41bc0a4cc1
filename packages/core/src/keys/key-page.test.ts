import { describe, expect, it } from "vitest";
import { listPlatforms } from "../catalog-access/list-platforms.ts";
import { ModelFactory } from "../index.ts";
import { keyPage } from "./key-page.ts";

const row = (id: string) => listPlatforms().find((platform) => platform.id === id)!;

describe("the page of a key", () => {
  it("is the endpoint's own where its keys come from elsewhere, by id or region", () => {
    const platform = {
      ...row("openai"),
      endpoints: [
        { id: "here", region: "one" },
        { id: "there", region: "two", keysUrl: "https://there.example/keys" },
      ],
    };
    expect(keyPage(platform, "there")).toBe("https://there.example/keys");
    expect(keyPage(platform, "two")).toBe("https://there.example/keys");
    for (const endpoint of ["here", "nowhere", undefined])
      expect(keyPage(platform, endpoint)).toBe(platform.keysUrl);
  });

  it.each([
    ["zhipu/glm-4.7-flash", "intl", "ZAI_API_KEY", "z.ai"],
    ["zhipu/glm-4.7-flash", "cn", "ZHIPUAI_API_KEY", "open.bigmodel.cn"],
    ["siliconflow/x", "cn", "SILICONFLOW_CN_API_KEY", "cloud.siliconflow.cn"],
    ["moonshot/kimi-k3", "cn", "MOONSHOT_API_KEY", "platform.kimi.com"],
    ["moonshot/kimi-k3", undefined, "MOONSHOT_API_KEY", "platform.kimi.ai"],
  ])("of %s in %s stands in the error of a missing key", (reference, region, name, host) => {
    const create = (): unknown =>
      ModelFactory.create(reference, {}, region === undefined ? {} : { region });
    expect(create).toThrow(`environment variables: ${name}.`);
    expect(create).toThrow(`obtain the API key from https://${host}/`);
  });
});
