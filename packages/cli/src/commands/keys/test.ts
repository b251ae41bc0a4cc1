import { findPlatform, type Platform } from "@byok/core";
import { keyPage } from "@byok/core/keys";
import { formatCost } from "../../answer/format-cost.ts";
import { CliError } from "../../errors/cli-error.ts";
import { exitCode } from "../../errors/exit-codes.ts";
import { keyRows, type KeyRow } from "../../keys/key-rows.ts";
import { testKey, type TestStep } from "../../keys/test-key.ts";
import { TEST_KINDS, type TestFacts, type TestKind } from "../../keys/test-kinds.ts";
import type { Command, CommandContext, CommandInput } from "../../options/command.ts";
import { envFileOf } from "../../options/env-file-options.ts";
import { CONNECTION_FLAGS, modelOptions } from "../../options/model-options.ts";
import { keySelector } from "../../options/key-options.ts";
import { platformNamed } from "../../options/platform-argument.ts";
import { startProgress } from "../../terminal/progress.ts";
import { sanitize, sanitizeLine } from "../../terminal/sanitize.ts";
import { style } from "../../terminal/style.ts";

const { "key-label": _label, ...CONNECTION } = CONNECTION_FLAGS;

/** `byok keys test`: does a key work, and if not, why. */
export const test: Command = {
  spec: {
    name: "keys test",
    summary: "Test keys: form, authentication, and if you like one token.",
    usage: ["byok keys test [flags] [platform] [label]"],
    examples: [
      ["byok keys test", "every key that byok finds; this costs nothing"],
      ["byok keys test openai work", "one stored key"],
      [
        "byok keys test openai --model gpt-4o-mini",
        "does the platform list this model for the key",
      ],
      ["byok keys test groq --probe", "send one token; its price is told first"],
      ["byok keys test --json", "for a script"],
    ],
    options: {
      label: {
        type: "string",
        value: "<label>",
        help: "Test the stored key with this label only.",
      },
      model: {
        type: "string",
        short: "m",
        value: "<model>",
        help: "The model that must be there, and that --probe asks.",
      },
      probe: { type: "boolean", help: "Send a request of one token; it costs what is shown." },
      ...CONNECTION,
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: [
      "Results: ok; invalid; no-permission; model-missing; rate-limited and quota (the key works); region; wrong-url; network; timeout; server; unverifiable. The exit code is that of the first key that is not ok: byok help exit-codes.",
    ],
  },
  run: runTest,
};

async function runTest(input: CommandInput, context: CommandContext): Promise<number> {
  const { keys, screen, io } = context;
  const json = input.flag("json");
  const rows = await chooseRows(input, context);
  const results: { exit: number }[] = [];
  for (const row of rows) {
    const platform = findPlatform(row.platform);
    if (platform === undefined) continue;
    const name = sanitizeLine(titleOf(row));
    if (!json) screen.print(`${style.bold(name)}\n`);
    const progress = startProgress(io, `testing ${name}`);
    const steps = await testKey(row, platform, {
      keys,
      model: modelOptions(input),
      envFile: envFileOf(input),
      modelType: modelName(input, platform),
      probe: input.flag("probe"),
      onPrice: async (model) => {
        progress.stop();
        screen.note(`${await priceOf(platform, model)}\n`);
      },
    }).finally(() => progress.stop());
    const result = conclude(row, platform, steps, input);
    results.push(result);
    if (!json) screen.print(render(result));
  }
  if (json) screen.json(results);
  return results.find(({ exit }) => exit !== 0)?.exit ?? 0;
}

async function chooseRows(input: CommandInput, { keys }: CommandContext): Promise<KeyRow[]> {
  const [name] = input.positionals;
  const platform = name === undefined ? undefined : platformNamed(name);
  const label =
    platform === undefined ? input.text("label") : keySelector(input, "keys test").label;
  const region = input.text("region");
  const all = await keyRows(keys, { envFile: envFileOf(input), platform: platform?.id });
  const rows = all.filter(
    (row) =>
      row.enabled &&
      (label === undefined || row.label === label) &&
      (region === undefined || row.region === undefined || row.region === region),
  );
  if (rows.length > 0) return rows;
  throw new CliError(
    `There is no${label === undefined ? "" : " such"} key${platform === undefined ? "" : ` of ${platform.name}`} to test.`,
    {
      why: `Neither the environment, nor a .env file, nor this device has ${label === undefined ? "one" : `one with the label "${label}"`}.`,
      next: label === undefined ? `byok keys add ${platform?.id ?? "openai"}` : "byok keys list",
      exit: "no-key",
    },
  );
}

/** A model may be written with its platform, as everywhere else. */
function modelName(input: CommandInput, platform: Platform): string | undefined {
  const text = input.text("model");
  return text?.startsWith(`${platform.id}/`) === true ? text.slice(platform.id.length + 1) : text;
}

async function priceOf(platform: Platform, model: string): Promise<string> {
  const { estimateCost } = await import("@byok/core");
  const usage = { input: { total: 10, uncached: 10 }, output: { total: 1, text: 1 }, raw: null };
  const cost = await estimateCost(usage, `${platform.id}/${model}`);
  const price =
    cost.amount === undefined
      ? "a price that the catalog does not know"
      : `about ${formatCost(cost)}`;
  return sanitizeLine(`Probe: one token of ${platform.id}/${model} costs ${price}.`);
}

interface TestResult {
  platform: string;
  label: string | undefined;
  source: string;
  key: string;
  result: TestKind;
  message: string;
  detail: string | undefined;
  next: string;
  exit: number;
  steps: readonly TestStep[];
}

function conclude(
  row: KeyRow,
  platform: Platform,
  steps: readonly TestStep[],
  input: CommandInput,
): TestResult {
  const last = steps.at(-1);
  const kind = last?.kind ?? "unverifiable";
  const regions = [...new Set(platform.endpoints.flatMap((endpoint) => endpoint.region ?? []))];
  const facts: TestFacts = {
    platform: platform.id,
    name: platform.name,
    page: keyPage(platform, row.region),
    regions,
    model: modelName(input, platform) ?? platform.defaultModel,
  };
  const words = TEST_KINDS[kind];
  return {
    platform: platform.id,
    label: row.label,
    source: row.variable ?? row.source,
    key: row.mask,
    result: kind,
    message: words.says(facts),
    detail: kind === "ok" ? undefined : last?.detail,
    next: words.next(facts),
    exit: exitCode(words.exit),
    steps,
  };
}

function titleOf(row: KeyRow): string {
  const where = row.source === "vault" ? `"${row.label ?? ""}"` : `from ${row.variable ?? ""}`;
  return `${row.platform} ${where} ${row.mask}`;
}

function render({ steps, result, message, detail, next }: TestResult): string {
  const lines = steps.map(({ step, kind, latencyMs, detail: more }) => {
    const shown = kind === "ok" ? style.green("ok") : style.yellow(kind);
    const time = latencyMs === undefined ? "" : ` in ${latencyMs} ms`;
    const hint =
      kind === "ok" && step === "format" && more !== undefined ? ` ${sanitizeLine(more)}` : "";
    return `  ${step.padEnd(15)}${shown}${time}${hint}\n`;
  });
  const mark = result === "ok" ? style.green(message) : style.yellow(sanitize(message));
  const why = detail === undefined ? "" : `  ${style.dim(sanitizeLine(detail))}\n`;
  return `${lines.join("")}  ${mark}\n${why}  Next: ${sanitizeLine(next)}\n`;
}
