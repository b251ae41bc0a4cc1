import { readFile } from "node:fs/promises";
import { listPlatforms } from "@byok/core";
import { describe, expect, it, vi } from "vitest";
import { run } from "./__fixtures__/fake-io.ts";
import { COMMANDS } from "./commands/registry.ts";
import { EXITS } from "./errors/exit-codes.ts";
import { exitCodeRows } from "./help/topics.ts";

const ESC = "\u001b";

describe("help", () => {
  it("shows the version", async () => {
    expect(await run(["--version"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });

  it.each([[[]], [["--help"]], [["help"]]])("shows every command: %j", async (args) => {
    const { code, out } = await run(args);
    expect(code).toBe(0);
    for (const name of Object.keys(COMMANDS)) expect(out).toContain(`  ${name} `);
  });

  it.each(Object.keys(COMMANDS))("shows examples of %s first, in both ways", async (name) => {
    const asked = await run(["help", name]);
    const flag = await run([name, "--help"]);
    expect(flag.out).toBe(asked.out);
    expect(asked.out.indexOf("Examples")).toBeLessThan(asked.out.indexOf("Usage"));
    expect(asked.out).toContain(`byok ${name}`);
  });

  it("has the same summaries in the list and in the commands", async () => {
    for (const entry of Object.values(COMMANDS))
      expect((await entry.load()).spec.summary).toBe(entry.summary);
  });

  it("documents every exit code, here and in the README", async () => {
    const { out } = await run(["help", "exit-codes"]);
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    for (const { code, meaning, errors } of exitCodeRows()) {
      expect(out).toContain(` ${code}  `);
      const listed = errors.map((error) => `\`${error}\``).join(", ");
      expect(readme).toContain(`| ${code} | ${meaning} | ${listed} |`);
    }
    const codes = Object.values(EXITS).map((exit) => exit.code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it("says what was meant by a wrong word, and exits with 2", async () => {
    const { code, out, err } = await run(["platfroms"]);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("Did you mean byok platforms?");
    expect(err).toContain("Next");
    expect((await run(["help", "exit-code"])).err).toContain("exit-codes");
    expect((await run(["zzzz"])).err).toContain("chat, ask");
  });

  it("has no colour without a terminal, and colour with one", async () => {
    expect((await run(["help"])).out).not.toContain(ESC);
    expect((await run(["help"], { terminal: true })).out).toContain(ESC);
    expect((await run(["help"], { terminal: true, env: { NO_COLOR: "1" } })).out).not.toContain(
      ESC,
    );
    expect((await run(["help"], { env: { FORCE_COLOR: "1" } })).out).toContain(ESC);
  });
});

describe("platforms", () => {
  it("lists all of them", async () => {
    const { code, out } = await run(["platforms", "--json"]);
    expect(code).toBe(0);
    const rows = JSON.parse(out) as { id: string; key: { set: boolean } }[];
    expect(rows.map((row) => row.id)).toEqual(listPlatforms().map((platform) => platform.id));
    expect(rows.length).toBeGreaterThanOrEqual(48);
    expect(rows.every((row) => !row.key.set)).toBe(true);
    const table = await run(["platforms"]);
    for (const { id } of rows) expect(table.out).toMatch(new RegExp(`^${id} `, "m"));
  });

  it("tells the key page of a region whose keys come from elsewhere", async () => {
    const { out } = await run(["platforms", "zhipu", "--json"]);
    expect(JSON.parse(out)).toMatchObject([
      {
        keysUrl: expect.stringContaining("bigmodel.cn") as string,
        endpoints: [
          { id: "cn" },
          { id: "intl", keysUrl: expect.stringContaining("https://z.ai/") as string },
        ],
      },
    ]);
  });

  it("shows that a key is set and where, never the key", async () => {
    vi.stubEnv("GROQ_API_KEY", "gsk-canary-0123456789");
    const { out } = await run(["platforms", "--keys", "--json"]);
    expect(JSON.parse(out)).toMatchObject([
      { id: "groq", key: { set: true, name: "GROQ_API_KEY", source: "environment" } },
    ]);
    expect(out).not.toContain("canary");
    expect((await run(["platforms", "--keys"])).out).toMatch(/groq .* set /);
  });

  it("filters by kind and wire, and refuses what does not exist", async () => {
    const local = JSON.parse((await run(["platforms", "--kind", "local", "--json"])).out) as {
      kind: string;
    }[];
    expect(local.length).toBeGreaterThan(3);
    expect(local.every((row) => row.kind === "local")).toBe(true);
    const wire = JSON.parse(
      (await run(["platforms", "--wire", "anthropic-messages", "--json"])).out,
    ) as { wires: string[] }[];
    expect(wire.every((row) => row.wires.includes("anthropic-messages"))).toBe(true);
    expect(await run(["platforms", "--kind", "dirct"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("Did you mean direct?") as string,
    });
  });

  it("fits a narrow terminal", async () => {
    const { out } = await run(["platforms"], { terminal: true, env: { NO_COLOR: "1" } });
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe("models", () => {
  it("lists one platform with prices and abilities", async () => {
    const { code, out } = await run(["models", "openai"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^openai\/gpt-4o-mini +128k +16k +0\.15 +0\.6 +USD +tools/m);
    const rows = JSON.parse((await run(["models", "openai", "--json"])).out) as {
      id: string;
      price?: { input: string };
    }[];
    expect(rows.find((row) => row.id === "gpt-4o-mini")).toMatchObject({
      price: { currency: "USD", input: "0.15" },
    });
  });

  it("searches over all platforms", async () => {
    const rows = JSON.parse((await run(["models", "--search", "gpt 4o mini", "--json"])).out) as {
      platform: string;
      id: string;
    }[];
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.every((row) => row.id.includes("gpt-4o-mini"))).toBe(true);
  });

  it("shows an unknown price as ?, a free one as 0", async () => {
    expect((await run(["models", "simulator"])).out).toMatch(/simulator\/sim-1 .* 0 +0 +free/);
    const rows = JSON.parse((await run(["models", "--json"])).out) as {
      platform: string;
      id: string;
      price?: object;
    }[];
    const unknown = rows.find((row) => row.price === undefined);
    const { out } = await run(["models", unknown?.platform ?? "", "--search", unknown?.id ?? ""]);
    expect(out).toContain(" ? ");
  });

  it("says where live models are, and refuses what does not exist", async () => {
    expect((await run(["models", "openrouter"])).out).toContain("byok models openrouter --live");
    // Crynux has no list to ask for.
    const { out } = await run(["models", "crynux"]);
    expect(out).toContain("https://docs.crynux.ai/");
    expect(out).not.toContain("--live");
    expect(await run(["models", "opnai"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("openai") as string,
    });
    expect((await run(["models", "--live"])).code).toBe(2);
    expect((await run(["models", "openai", "--search", "zzzz"])).out).toContain("No model fits");
  });

  it("shows which model is used, why, and the rule", async () => {
    vi.stubEnv("MISTRAL_API_KEY", "m-test");
    const { out } = await run(["models", "--default"]);
    expect(out).toContain("mistral/");
    expect(out).toContain("MISTRAL_API_KEY is set");
    expect(out).toContain("BYOK_MODEL");
    expect(JSON.parse((await run(["models", "--default", "--json"])).out)).toMatchObject({
      platform: "mistral",
      by: "key",
    });
  });
});

describe("price", () => {
  it("shows rows with source and date", async () => {
    const { code, out } = await run(["price", "openai/gpt-4o-mini"]);
    expect(code).toBe(0);
    expect(out).toContain("input 0.15");
    expect(out).toMatch(/source: \S+, \d{4}-\d{2}-\d{2}/);
  });

  it("computes what tokens cost, exactly", async () => {
    const { out } = await run([
      "price",
      "openai/gpt-4o-mini",
      "--input",
      "12000",
      "--output",
      "800",
      "--json",
    ]);
    expect(JSON.parse(out)).toMatchObject([
      { known: true, cost: { amount: "0.00228", currency: "USD", complete: true } },
    ]);
  });

  it("prices the service tier that is asked for", async () => {
    const tokens = ["--input", "1000000", "--json"];
    const cost = async (...flags: string[]): Promise<object> => {
      const { out } = await run(["price", "anthropic/claude-haiku-4-5", ...tokens, ...flags]);
      return (JSON.parse(out) as { cost: object }[])[0]!.cost;
    };
    expect(await cost()).toMatchObject({ amount: "1", complete: true });
    expect(await cost("--service-tier", "batch")).toMatchObject({ amount: "0.5", complete: true });
    expect(await cost("--service-tier", "priority")).toMatchObject({ complete: false });
    expect(await cost("--answered-in", "us")).toMatchObject({ amount: "1", complete: false });
  });

  it("shows peak hours, and prices by the moment", async () => {
    const rows = (await run(["price", "deepseek/deepseek-flash"])).out;
    expect(rows).toContain("UTC, by the start of the request");
    const cost = async (asOf: string): Promise<string> => {
      const { out } = await run([
        "price",
        "deepseek/deepseek-flash",
        "--input",
        "1000000",
        "--as-of",
        asOf,
        "--json",
      ]);
      return (JSON.parse(out) as { cost: { amount: string } }[])[0]?.cost.amount ?? "";
    };
    expect(Number(await cost("2026-11-20T02:00Z"))).toBe(
      2 * Number(await cost("2026-11-20T12:00Z")),
    );
  });

  it.each([
    ["peak hours of a Monday", "2026-11-30T02:00Z", "0.3"],
    ["a Saturday", "2026-11-28T02:00Z", "0.15"],
    ["a Monday outside the peak", "2026-11-30T05:00Z", "0.15"],
  ])("marks the row that a request would be priced by: %s", async (_, asOf, input) => {
    const words = ["price", "deepseek/deepseek-flash", "--as-of", asOf];
    const [report] = JSON.parse((await run([...words, "--json"])).out) as {
      rows: { applies: boolean; components: { input: string } }[];
    }[];
    expect(report?.rows).toHaveLength(2);
    const marked = report?.rows.filter(({ applies }) => applies);
    expect(marked?.map(({ components }) => components.input)).toEqual([input]);
    const lines = (await run(words)).out
      .split("\n")
      .filter((line) => line.includes("← holds then"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`input ${input},`);
  });

  it("marks a row for each region, and the price of now among all that are known", async () => {
    const both = (await run(["price", "zhipu/glm-5"])).out;
    expect(both).toMatch(/CNY \(region cn\).* ← holds now/);
    expect(both).toMatch(/USD \(region intl\).* ← holds now/);
    const one = await run(["price", "zhipu/glm-5", "--region", "intl", "--history", "--json"]);
    const [report] = JSON.parse(one.out) as { rows: { applies: boolean; region?: string }[] }[];
    expect(report?.rows.filter(({ applies }) => applies)).toMatchObject([{ region: "intl" }]);
  });

  it("shows the prices of the region that is asked for alone", async () => {
    const both = (await run(["price", "zhipu/glm-5"])).out;
    expect(both).toContain("CNY (region cn)");
    expect(both).toContain("USD (region intl)");
    const one = (await run(["price", "zhipu/glm-5", "--region", "intl"])).out;
    expect(one).toContain("USD (region intl)");
    expect(one).not.toContain("CNY");
    expect((await run(["price", "moonshot/kimi-k3", "--region", "cn"])).out).toContain("unknown");
  });

  it("says plainly that a price is unknown", async () => {
    const rows = JSON.parse((await run(["models", "--json"])).out) as {
      platform: string;
      id: string;
      price?: object;
    }[];
    const unknown = rows.find((row) => row.price === undefined);
    const { code, out } = await run([
      "price",
      `${unknown?.platform}/${unknown?.id}`,
      "--input",
      "1000",
    ]);
    expect(code).toBe(0);
    expect(out).toContain("unknown");
    expect(out).toContain("  cost unknown");
    expect(out).not.toContain("cost: cost");
    const { out: past } = await run([
      "price",
      "openai/gpt-4o-mini",
      "--as-of",
      "1999-01-01",
      "--json",
    ]);
    expect(JSON.parse(past)).toHaveLength(1);
  });

  it("finds near names, and exits with 7", async () => {
    const { code, err } = await run(["price", "gpt-4o-mni"]);
    expect(code).toBe(7);
    expect(err).toContain("openai/gpt-4o-mini");
  });

  it.each([
    [["price"]],
    [["price", "a", "b"]],
    [["price", "x", "--as-of", "soon"]],
    [["price", "x", "--input", "-5"]],
  ])("refuses %j with 2", async (args) => {
    expect((await run(args)).code).toBe(2);
  });
});
