import { describe, expect, it } from "vitest";
import { CliError } from "../errors/cli-error.ts";
import type { CommandSpec } from "./command.ts";
import { nearNames } from "./near-names.ts";
import { parseCommand } from "./parse.ts";
import { dateOption, durationOption, numberOption } from "./values.ts";

const spec: CommandSpec = {
  name: "try",
  summary: "",
  usage: [],
  examples: [],
  options: {
    model: { type: "string", short: "m", help: "" },
    file: { type: "string", multiple: true, help: "" },
    temperature: { type: "string", help: "" },
    json: { type: "boolean", help: "" },
  },
};

function problem(args: string[]): CliError {
  try {
    parseCommand(spec, args);
  } catch (error) {
    if (error instanceof CliError) return error;
  }
  throw new Error("nothing was refused");
}

describe("parseCommand", () => {
  it("reads flags, short flags, repeated flags, positionals, `-` and `--`", () => {
    const input = parseCommand(spec, [
      "one",
      "-m",
      "a/b",
      "--file=x",
      "--file",
      "y",
      "--json",
      "-",
      "--",
      "--json2",
    ]);
    expect(input.text("model")).toBe("a/b");
    expect(input.list("file")).toEqual(["x", "y"]);
    expect(input.flag("json")).toBe(true);
    expect(input.positionals).toEqual(["one", "-", "--json2"]);
  });

  it("takes negative numbers as values", () => {
    expect(numberOption(parseCommand(spec, ["--temperature", "-1"]), "temperature")).toBe(-1);
  });

  it("takes a label where a command has a flag of that name, but never a key", () => {
    const labelled = { ...spec, options: { key: { type: "string" as const, help: "" } } };
    expect(parseCommand(labelled, ["--key", "work"]).text("key")).toBe("work");
    expect(() => parseCommand(labelled, ["--key", "sk-canary-0123456789abcdef"])).toThrow(
      "never taken from the command line",
    );
    expect(problem(["--key", "work"]).message).toContain("never taken from the command line");
  });

  it("refuses --env-file, which Node takes for itself, and names the flag of byok", () => {
    for (const args of [["--env-file", "x"], ["--env-file=x"], ["--env-file"]])
      expect(problem(args)).toMatchObject({ next: "--use-env-file <file>" });
  });

  it("says which flag was meant", () => {
    expect(problem(["--modle", "x"])).toMatchObject({
      message: "byok try has no flag --modle.",
      why: "Did you mean --model?",
      next: "byok help try",
    });
  });

  it.each([[["--model"]], [["--model", "--json"]]])("asks for a missing value: %j", (args) => {
    expect(problem(args).message).toBe("--model needs a value.");
  });

  it("refuses a value for a flag that takes none", () => {
    expect(problem(["--json=yes"]).message).toBe("--json takes no value.");
  });

  it.each([["--api-key=sk-canary-1234567890"], ["--key=sk-canary-1234567890"]])(
    "refuses a key and does not repeat it: %s",
    (flag) => {
      const error = problem([flag]);
      expect(error.message).toContain("never taken from the command line");
      expect(`${error.message} ${error.why} ${error.next}`).not.toContain("canary");
    },
  );
});

describe("values", () => {
  const read = (value: string) => parseCommand(spec, [`--temperature=${value}`]);
  it.each([
    ["30", 30_000],
    ["30s", 30_000],
    ["500ms", 500],
    ["2m", 120_000],
    ["1.5s", 1500],
  ])("reads the duration %s", (text, ms) => {
    expect(durationOption(read(text), "temperature")).toBe(ms);
  });
  it.each(["", "abc", "5h", "-3"])("refuses the duration %j", (text) => {
    expect(() => durationOption(read(text), "temperature")).toThrow(CliError);
  });
  it.each(["", "abc", "1e400", "0x10", "1,5"])("refuses the number %j", (text) => {
    expect(() => numberOption(read(text), "temperature")).toThrow(CliError);
  });
  it("reads a day as its noon and a moment as it is", () => {
    expect(dateOption(read("2026-01-31"), "temperature")?.toISOString()).toBe(
      "2026-01-31T12:00:00.000Z",
    );
    expect(dateOption(read("2026-01-31T08:30Z"), "temperature")?.toISOString()).toBe(
      "2026-01-31T08:30:00.000Z",
    );
  });
  it.each(["2026-02-30", "2026-13-01", "yesterday", "01/02/2026"])("refuses the day %s", (text) => {
    expect(() => dateOption(read(text), "temperature")).toThrow(CliError);
  });
});

describe("nearNames", () => {
  it("finds slips, swapped letters and beginnings, the nearest first", () => {
    expect(nearNames("modle", ["model", "mode", "file"])[0]).toBe("model");
    expect(nearNames("chta", ["chat", "ask"])).toEqual(["chat"]);
    expect(nearNames("gpt-4o-mni", ["gpt-4", "gpt-4o", "gpt-4o-mini"])[0]).toBe("gpt-4o-mini");
    expect(nearNames("zzz", ["model"])).toEqual([]);
  });
});
