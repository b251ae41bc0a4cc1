import { describe, expect, it } from "vitest";
import { run } from "../__fixtures__/fake-io.ts";
import type { CommandEntry, CommandSpec } from "../options/command.ts";
import { COMMANDS } from "./registry.ts";

interface Listed {
  path: string[];
  spec: CommandSpec;
  isGroup: boolean;
}

/** Every command of the program, with those of groups. */
async function everyCommand(
  known: Readonly<Record<string, CommandEntry>> = COMMANDS,
  above: readonly string[] = [],
): Promise<Listed[]> {
  const lists = await Promise.all(
    Object.entries(known).map(async ([name, entry]) => {
      const { spec, subcommands = {} } = await entry.load();
      const path = [...above, name];
      const isGroup = Object.keys(subcommands).length > 0;
      return [{ path, spec, isGroup }, ...(await everyCommand(subcommands, path))];
    }),
  );
  return lists.flat();
}

const commands = await everyCommand();
const named = (list: readonly Listed[]) => list.map((each) => [each.path.join(" "), each] as const);
const refused = async (args: readonly string[]) => await run(args, { stdin: "" });

describe("every command", () => {
  const wordless = commands.filter(
    ({ spec, isGroup }) =>
      (!isGroup || spec.options["json"] !== undefined) &&
      spec.usage.every((line) => !/[<["]/.test(line.replace(/\[flags\]|<command>/g, ""))),
  );

  it("is one of a known number that take only flags", () => {
    expect(wordless.map(({ path }) => path.join(" ")).toSorted()).toEqual([
      "budget",
      "budget list",
      "chat",
      "context",
      "context list",
      "cost",
      "doctor",
      "history",
      "history list",
      "keys import",
      "recipe",
      "recipe list",
      "vault init",
      "vault rekey",
      "vault restore",
      "vault status",
    ]);
  });

  it.each(named(wordless))("does not pass over a word that it cannot use: %s", async (_, each) => {
    const { path, isGroup } = each;
    const { code, out, err } = await refused([...path, ...(isGroup ? ["--json"] : []), "zzz"]);
    expect(code).toBe(2);
    expect(err).toContain(`byok ${path.join(" ")} takes only flags, and "zzz" is none.`);
    expect(err).toMatch(/^Next {3}byok /m);
    if (!isGroup) expect(out).toBe("");
  });

  it.each(named(wordless))("never repeats a key that is pasted there: %s", async (_, each) => {
    const { path, isGroup } = each;
    const key = "sk-canary-0123456789abcdef";
    const { code, out, err } = await refused([...path, ...(isGroup ? ["--json"] : []), key]);
    expect(code).toBe(2);
    expect(out + err).not.toContain(key);
  });

  it.each([
    ["keys list openai extra", "byok keys list takes one platform."],
    ["completion bash zsh", "byok completion takes one shell."],
    ["vault export --reveal openai groq", "byok vault export takes one platform."],
    ["models --default openai", "--default takes no platform."],
  ])("takes no more words than it uses: %s", async (line, what) => {
    const { code, err } = await refused(line.split(" "));
    expect({ code, what: err.split("\n")[0] }).toEqual({ code: 2, what: `Error  ${what}` });
  });

  const valued = commands.flatMap(({ path, spec }) =>
    Object.entries(spec.options)
      .filter(
        ([name, { type, alone }]) => type === "string" && alone === undefined && name !== "system",
      )
      .map(([name]) => [`${path.join(" ")} --${name}`, path, name] as const),
  );

  it.each(valued)("asks for a value in the place of a blank one: %s", async (_, path, name) => {
    const { code, err } = await refused([...path, `--${name}`, ""]);
    expect(code).toBe(2);
    expect(err).toContain(`--${name} needs a value`);
  });
});

describe("flags that contradict each other", () => {
  it.each([
    ["history rename last --pin --unpin", "--pin", "--unpin"],
    ["history rename last --tag a --no-tags", "--tag", "--no-tags"],
    ["history rename last --folder a --no-folder", "--folder", "--no-folder"],
    ["history export last --json --format md", "--json", "--format"],
    ["cost --csv --json", "--csv", "--json"],
    ["ask hi --use-env-file x --no-env-file", "--use-env-file", "--no-env-file"],
    ["context extract last -m simulator --accept", "--model", "--accept"],
  ])("are told: byok %s", async (line, one, other) => {
    const { code, err } = await refused(line.split(" "));
    expect(code).toBe(2);
    expect(err).toContain(`Error  ${one} and ${other} contradict each other.`);
    expect(err).toContain("Next   leave one of them out");
  });
});

describe("a flag that would change nothing", () => {
  it.each([
    ["models openai --url http://127.0.0.1:1/v1", "--url", "byok models openai --live --url …"],
    ["models openai --region eu", "--region", "byok models openai --live --region …"],
    ["models openai --currency CNY", "--currency", "--max-input-price 0.5 --currency CNY"],
  ])("is told: byok %s", async (line, flag, next) => {
    const { code, err } = await refused(line.split(" "));
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`^Error {2}${flag} `));
    expect(err).toContain(next);
  });

  it("is not offered: the instructions of an extraction are its own", async () => {
    const { code, err } = await refused(["context", "extract", "last", "--system", "x"]);
    expect(code).toBe(2);
    expect(err).toContain("byok context extract has no flag --system.");
  });
});

describe("a wrong value", () => {
  it.each([
    ["ask hi --temperature hot", 'It is "hot".', "the same command with --temperature 0.7"],
    ["ask hi --max-tokens 0", 'It is "0".', "the same command with --max-tokens 1000"],
    ["ask hi --timeout 9h", '"9h" is none', "the same command with --timeout 30s"],
    ["ask hi --budget 1e-3", 'It is "1e-3".', "the same command with --budget 0.50"],
    ["cost --since soon", '"soon" is none', "the same command with --since 2026-01-31"],
    ["cost --as-of soon", '"soon" is none', "the same command with --as-of 2026-01-31"],
    ["models --min-context x", 'It is "x".', "the same command with --min-context 128k"],
    ["models --max-input-price 1 --currency eu", '"eu" is none', "--currency CNY"],
    ["budget set x", 'It is "x".', "byok budget set 20"],
    ["budget set 1e3", 'It is "1e3".', "byok budget set 20"],
    ["budget set 5 --currency xx", '"xx" is none', "--currency CNY"],
  ])("is told with what to type instead: byok %s", async (line, why, next) => {
    const { code, err } = await refused(line.split(" "));
    expect(code).toBe(2);
    expect(err.replaceAll(/\s+/g, " ")).toContain(`Why ${why}`);
    expect(err.replaceAll(/\s+/g, " ")).toContain(next);
  });
});
