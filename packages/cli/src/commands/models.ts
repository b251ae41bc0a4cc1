import {
  findPlatform,
  listModels,
  listPlatforms,
  loadModels,
  loadPrices,
  UnknownPlatformError,
  type Platform,
} from "@byok/core";
import { chooseModel } from "../choose-model.ts";
import { CliError } from "../errors/cli-error.ts";
import { findKeysAtHand } from "../keys-at-hand.ts";
import { ALL_LISTS_MS } from "../list-chat-models.ts";
import { listServer, usualServers, type ServerPlace } from "../local-servers.ts";
import { inOrder, RULE } from "../model-order.ts";
import { describeModel, shortCount, type ModelLine } from "../models/describe-model.ts";
import { FILTER_FLAGS, filterModels, isFiltered } from "../models/filter-models.ts";
import type { Command, CommandContext, CommandInput } from "../options/command.ts";
import { envFileOf } from "../options/env-file-options.ts";
import { CONNECTION_FLAGS, modelOptions } from "../options/model-options.ts";
import { nearNames } from "../options/near-names.ts";
import { startProgress } from "../terminal/progress.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { renderTable } from "../terminal/table.ts";
import { wrap } from "../terminal/width.ts";
import { prepareKey } from "../vault/prepare-key.ts";

/** `byok models`: models with limits, abilities and prices. */
export const models: Command = {
  spec: {
    name: "models",
    summary: "List models with limits, abilities and prices; show which one is used.",
    usage: ["byok models [flags] [platform]"],
    examples: [
      ["byok models openai", "the catalog's models of one platform"],
      ["byok models --search mini", "over all platforms"],
      ["byok models --tools --vision --max-input-price 0.5 --sort price", "by ability and price"],
      ["byok models --reasoning --min-context 200k --platform openai", "by context and platform"],
      ["byok models openrouter --live", "the platform's own list, asked now"],
      ["byok models --default", "the model that byok uses when you name none, and why"],
      ["byok models anthropic --json", "for a script"],
    ],
    options: {
      search: {
        type: "string",
        value: "<text>",
        help: "Only models whose id or name contains the text (all of its words).",
      },
      ...FILTER_FLAGS,
      live: { type: "boolean", help: "Ask the platform instead of the catalog; needs its key." },
      default: { type: "boolean", help: "Show which model is used when you name none." },
      json: { type: "boolean", help: "Print JSON." },
      ...CONNECTION_FLAGS,
    },
    notes: [
      "IN and OUT are prices per million tokens now, in the platform's currency; `?` means unknown, not free; `plan` means that a subscription pays. Sources and dates: byok price <platform/model>.",
    ],
  },
  run: runModels,
};

async function runModels(input: CommandInput, context: CommandContext): Promise<number> {
  const { io, screen } = context;
  if (input.flag("default")) return await showDefault(input, context);
  const [name, ...more] = input.positionals;
  if (more.length > 0) {
    throw new CliError("byok models takes one platform.", {
      next: `byok models ${name ?? ""} --search "${more.join(" ")}"`,
    });
  }
  const platform = name === undefined ? undefined : findOne(name);
  const live = input.flag("live");
  if (live && platform === undefined) {
    throw new CliError("--live needs a platform.", { next: "byok models openai --live" });
  }
  const asks = platform !== undefined && live;
  const progress = asks
    ? startProgress(io, `asking ${sanitizeLine(platform.name)} for its models`)
    : undefined;
  let lines: ModelLine[];
  try {
    lines =
      platform === undefined ? await allLines() : await linesOf(platform, asks, input, context);
    if (input.flag("local") && !asks)
      lines = [...lines, ...(await runningLines(lines, platform, input, context))];
  } finally {
    progress?.stop();
  }
  const words = (input.text("search") ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = filterModels(lines, input).filter((line) => {
    const text = `${line.platform}/${line.id} ${line.name ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (input.flag("json")) {
    screen.json(found);
    return 0;
  }
  if (found.length === 0) {
    screen.print(
      isFiltered(input) && lines.length > 0
        ? "No model fits all of these flags. Leave one out: byok help models\n"
        : nothing(platform, words),
    );
    return 0;
  }
  screen.print(table(found, screen.width));
  screen.print(
    style.dim(
      `\n${found.length} ${found.length === 1 ? "model" : "models"}. Prices per million tokens; ? is unknown. Details: byok price ${sanitizeLine(`${found[0]?.platform}/${found[0]?.id}`)}`,
    ) + "\n",
  );
  return 0;
}

function nothing(platform: Platform | undefined, words: readonly string[]): string {
  if (words.length > 0) {
    return `No model fits "${sanitizeLine(words.join(" "))}". All models: byok models${platform === undefined ? "" : ` ${platform.id}`}\n`;
  }
  const why =
    platform?.models === "none" ? "you name one yourself" : "only the platform knows them";
  // Without a list of its own there is nothing to ask.
  const next =
    platform?.modelsApi === undefined
      ? platform?.docsUrl === undefined
        ? ""
        : `Its documentation: ${sanitizeLine(platform.docsUrl)}\n`
      : `Ask it: byok models ${platform.id} --live\n`;
  return `The catalog lists no models of ${sanitizeLine(platform?.name ?? "")}: ${why}.\n${next}`;
}

function table(lines: readonly ModelLine[], width: number | undefined): string {
  return renderTable(
    [
      { title: "MODEL" },
      { title: "CONTEXT", align: "right" },
      { title: "OUTPUT", align: "right" },
      { title: "IN", align: "right" },
      { title: "OUT", align: "right" },
      { title: "" },
      { title: "ABILITIES", drop: 1, shrink: 12 },
    ],
    lines.map((line) => [
      sanitizeLine(`${line.platform}/${line.id}`),
      shortCount(line.context ?? line.maxInput),
      shortCount(line.maxOutput),
      line.price?.input ?? "?",
      line.kind === "chat" ? (line.price?.output ?? "?") : "-",
      unitOf(line.price),
      [...marks(line), ...(line.kind === "chat" ? [] : [line.kind]), ...line.abilities].join(" "),
    ]),
    width,
  );
}

function unitOf(price: ModelLine["price"]): string {
  if (price === undefined) return "";
  return price.plan === undefined ? (price.free ? "free" : price.currency) : "plan";
}

function marks(line: ModelLine): string[] {
  if (line.status !== "deprecated" && line.status !== "retired") return [];
  const since = /^\d/.test(line.deprecated ?? "") ? ` ${line.deprecated}` : "";
  const next = line.replacement === undefined ? "" : ` → ${line.replacement}`;
  return [style.yellow(sanitizeLine(`${line.status}${since}${next}`))];
}

async function linesOf(
  platform: Platform,
  live: boolean,
  input: CommandInput,
  { keys }: CommandContext,
): Promise<ModelLine[]> {
  const prices = await loadPrices(platform.id);
  const now = new Date();
  if (!live) {
    const { models: rows } = await loadModels(platform.id);
    return Object.values(rows).map((row) => describeModel(row, platform, prices, now));
  }
  const options = modelOptions(input, keys);
  await prepareKey(platform.id, { keys, envFile: envFileOf(input) });
  const rows = await listModels(platform.id, { ...options, live: true });
  return rows.map((row) => describeModel(row, platform, prices, now));
}

const NOTHING: { models: string[] } = { models: [] };

/** What the servers on this machine list now, beside what the catalog knows. */
async function runningLines(
  known: readonly ModelLine[],
  platform: Platform | undefined,
  input: CommandInput,
  { io, keys }: CommandContext,
): Promise<ModelLine[]> {
  const envFile = envFileOf(input);
  const atHand = await findKeysAtHand(envFile, keys);
  const hasKey = (id: string): boolean => atHand.placeOf(id) !== undefined;
  const allowInsecureHttp = input.flag("allow-insecure-http");
  const access = { envFile, keys, allowInsecureHttp, patience: { leftMs: ALL_LISTS_MS } };
  const servers: readonly ServerPlace[] = io.localServers ?? usualServers(access, hasKey).servers;
  const now = new Date();
  const found = await Promise.all(
    servers.map(async (server) => {
      const row = findPlatform(server.platform);
      if (row === undefined || (platform !== undefined && row !== platform)) return [];
      // A server that is not there, or that refuses, lists nothing.
      const list = await listServer(server, hasKey(row.id), access).catch(() => NOTHING);
      return list.models.map((id) => describeModel({ id, source: "live" }, row, {}, now));
    }),
  );
  const isKnown = (line: ModelLine): boolean =>
    known.some(({ platform: of, id }) => of === line.platform && id === line.id);
  return found.flat().filter((line) => !isKnown(line));
}

async function allLines(): Promise<ModelLine[]> {
  const now = new Date();
  const ordered = [
    ...inOrder(listPlatforms()),
    ...listPlatforms().filter((platform) => platform.kind === "local"),
  ];
  const lists = await Promise.all(
    ordered.map(async (platform) => {
      const [{ models: rows }, prices] = await Promise.all([
        loadModels(platform.id),
        loadPrices(platform.id),
      ]);
      return Object.values(rows).map((row) => describeModel(row, platform, prices, now));
    }),
  );
  return lists.flat();
}

function findOne(name: string): Platform {
  const platform = findPlatform(name);
  if (platform !== undefined) return platform;
  const near = nearNames(
    name,
    listPlatforms().map((each) => each.id),
  );
  throw new UnknownPlatformError(`Unknown model platform: ${name}`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(" or ")}?`
        : `To look for a model: byok models --search ${name}`,
  });
}

async function showDefault(
  input: CommandInput,
  { io, screen, keys }: CommandContext,
): Promise<number> {
  const progress = startProgress(io, "looking for keys and local servers");
  const choice = await chooseModel({
    env: io.env,
    envFile: envFileOf(input),
    servers: io.localServers,
    keys,
    allowInsecureHttp: input.flag("allow-insecure-http"),
    simulator: true,
    onWait: (label) => progress.update(label),
  }).finally(() => progress.stop());
  if (input.flag("json")) {
    screen.json({ ...choice, rule: RULE });
    return 0;
  }
  screen.print(`${style.bold(sanitizeLine(`${choice.platform}/${choice.model}`))}\n`);
  for (const line of wrap(sanitizeLine(choice.why), screen.columns)) screen.print(`${line}\n`);
  for (const note of choice.skipped) screen.print(`${sanitizeLine(note)}\n`);
  screen.print(`\nThe rule, the first that gives a model:\n`);
  RULE.forEach((step, index) => {
    screen.print(`  ${index + 1}. ${wrap(step, screen.columns - 5).join("\n     ")}\n`);
  });
  screen.print("\nChange it: export BYOK_MODEL=openai/gpt-4o-mini, or --model.\n");
  return 0;
}
