import {
  computeCost,
  priceFor,
  type Cost,
  type Endpoint,
  type PriceRow,
  type Usage,
} from "@byok/core";
import { formatCost } from "../answer/format-cost.ts";
import { CliError } from "../errors/cli-error.ts";
import { findPriced, type PricedModel } from "../models/find-priced.ts";
import { formatRow } from "../models/format-price.ts";
import type { Command, CommandInput } from "../options/command.ts";
import { dateOption, numberOption } from "../options/values.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";

/** `byok price`: what a model costs, on any day. */
export const price: Command = {
  spec: {
    name: "price",
    summary: "Show what a model costs, on any day.",
    usage: ["byok price [flags] <platform/model | model>"],
    examples: [
      ["byok price openai/gpt-4o-mini", "its price now, with source and date"],
      ["byok price gpt-4o-mini", "on every platform that lists it"],
      ["byok price openai/gpt-4o-mini --input 12000 --output 800", "what that many tokens cost"],
      ["byok price deepseek/deepseek-chat --as-of 2025-06-01", "on a day in the past"],
      ["byok price openai/gpt-4o-mini --history", "every price that is known"],
    ],
    options: {
      "as-of": {
        type: "string",
        value: "<day>",
        help: "YYYY-MM-DD (noon UTC), or a moment such as 2026-01-31T08:30Z. Default: now.",
      },
      input: { type: "string", value: "<tokens>", help: "Input tokens to price." },
      "cache-read": {
        type: "string",
        value: "<tokens>",
        help: "Of these, tokens read from the cache.",
      },
      output: { type: "string", value: "<tokens>", help: "Output tokens to price." },
      region: {
        type: "string",
        value: "<region>",
        help: "One of the platform's endpoints, by id or region.",
      },
      "service-tier": {
        type: "string",
        value: "<tier>",
        help: "The tier that answers, such as batch. Default: standard.",
      },
      "answered-in": {
        type: "string",
        value: "<place>",
        help: "The place that answers, such as us, where it may cost more there.",
      },
      history: {
        type: "boolean",
        help: "Show every row, also those that do not hold at that time.",
      },
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: [
      "A price that depends on the hour or the region has several rows; the one that a request at that moment is priced by is marked (in JSON `applies`).",
      "Prices come from the catalog, with their source and date. An unknown price is unknown, never 0. A price in CNY stays in CNY.",
    ],
  },
  async run(input, { screen }) {
    const [reference, ...more] = input.positionals;
    if (reference === undefined || more.length > 0) {
      throw new CliError("byok price takes one model.", { next: "byok price openai/gpt-4o-mini" });
    }
    const asOf = dateOption(input, "as-of");
    const at = asOf ?? new Date();
    const usage = readUsage(input);
    const reports = (await findPriced(reference)).map((model) =>
      report(model, {
        at,
        usage,
        region: input.text("region"),
        serviceTier: input.text("service-tier"),
        answeredIn: input.text("answered-in"),
        history: input.flag("history"),
      }),
    );
    if (input.flag("json")) {
      screen.json(
        reports.map(({ model, ...rest }) => ({
          platform: model.platform.id,
          model: model.id,
          aliasOf: model.aliasOf,
          asOf: at.toISOString(),
          ...rest,
        })),
      );
      return 0;
    }
    screen.print(
      style.dim(`Prices ${asOf === undefined ? "now" : `at ${at.toISOString().slice(0, 16)}Z`}`) +
        "\n",
    );
    const mark = style.green(asOf === undefined ? "← holds now" : "← holds then");
    for (const each of reports) screen.print(show(each, mark));
    return 0;
  },
};

interface Report {
  model: PricedModel;
  known: boolean;
  rows: readonly ReportedRow[];
  cost: Cost | undefined;
}

interface ReportedRow extends PriceRow {
  /** A request at that moment is priced by this row, in its region. */
  applies: boolean;
}

interface Query {
  at: Date;
  usage: Usage | undefined;
  region: string | undefined;
  serviceTier: string | undefined;
  answeredIn: string | undefined;
  history: boolean;
}

function report(model: PricedModel, query: Query): Report {
  const { at, usage, region, serviceTier, answeredIn, history } = query;
  const endpoints = model.platform.endpoints;
  const endpoint =
    region === undefined
      ? endpoints[0]
      : endpoints.find((each) => each.id === region || each.region === region);
  if (endpoint === undefined && region !== undefined) {
    throw new CliError(`${model.platform.name} has no region "${region}".`, {
      why: `Its endpoints are ${endpoints.map((each) => each.id).join(", ")}.`,
      next: `byok price ${model.platform.id}/${model.id} --region ${endpoints[0]?.id ?? ""}`,
    });
  }
  // Without --region, what every region costs is shown, and the default one's is reckoned.
  const prices =
    region === undefined ? model.prices : model.prices.filter((row) => isOf(row, endpoint));
  const holding = prices.filter((row) => holds(row, at));
  const cost =
    usage === undefined
      ? undefined
      : computeCost({
          rows: model.prices,
          at,
          usage,
          region: endpoint?.region,
          currency: endpoint?.currency,
          serviceTier,
          answeredIn,
          kind: model.row?.kind,
        });
  const applying = new Set(
    (region === undefined ? endpoints : endpoint === undefined ? [] : [endpoint]).map((each) =>
      priceFor(model.prices, {
        at,
        region: each.region,
        currency: each.currency,
        serviceTier,
        answeredIn,
      }),
    ),
  );
  const rows = (history ? prices : holding).map((row) => ({ ...row, applies: applying.has(row) }));
  return { model, known: holding.length > 0, rows, cost };
}

function isOf(row: PriceRow, endpoint: Endpoint | undefined): boolean {
  return row.region === undefined || row.region === endpoint?.region || row.region === endpoint?.id;
}

function holds(row: PriceRow, at: Date): boolean {
  const day = at.toISOString().slice(0, 10);
  return (
    (row.from === undefined || row.from <= day) &&
    (row.until === undefined || day < row.until) &&
    (typeof row.free !== "object" || row.free.until === undefined || day < row.free.until)
  );
}

function show({ model, known, rows, cost }: Report, mark: string): string {
  const name = style.bold(sanitizeLine(`${model.platform.id}/${model.id}`));
  const how = model.snapshot ? "a snapshot of" : "now";
  const alias = model.aliasOf === undefined ? "" : ` (${how} ${sanitizeLine(model.aliasOf)})`;
  const status =
    model.row?.status === "deprecated" || model.row?.status === "retired"
      ? ` ${style.yellow(model.row.status)}`
      : "";
  const lines = [`${name}${alias}${status}`];
  if (!known) lines.push("  unknown: the catalog has no price for this time");
  for (const row of rows) {
    const [first = "", ...details] = formatRow(row).map((line) => `  ${line}`);
    lines.push(row.applies ? `${first} ${mark}` : first, ...details);
  }
  if (cost !== undefined) {
    const parts = cost.lines.map((line) => {
      const by = (line.multipliers ?? []).map((each) => `${each.region ?? each.of} × ${each.by}`);
      const why = [...(line.tier === undefined ? [] : [line.tier]), ...by];
      const about = why.length === 0 ? "" : ` (${sanitizeLine(why.join(", "))})`;
      return `${line.quantity} ${line.class} × ${line.price}${about}`;
    });
    const label = cost.amount === undefined ? "" : `${style.bold("cost")}: `;
    lines.push(
      `  ${label}${formatCost(cost)}${parts.length === 0 ? "" : ` = ${parts.join(" + ")} per million`}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function readUsage(input: CommandInput): Usage | undefined {
  const rule = { integer: true, min: 0 };
  const total = numberOption(input, "input", rule);
  const output = numberOption(input, "output", rule);
  const cacheRead = numberOption(input, "cache-read", rule) ?? 0;
  if (total === undefined && output === undefined) {
    if (cacheRead > 0)
      throw new CliError("--cache-read is a part of --input.", {
        next: `byok price … --input 10000 --cache-read ${cacheRead}`,
      });
    return undefined;
  }
  const all = total ?? 0;
  if (cacheRead > all) {
    throw new CliError("--cache-read is more than --input.", {
      why: "Tokens read from the cache are a part of the input.",
      next: `--input ${cacheRead} --cache-read ${cacheRead}`,
    });
  }
  return {
    input: { total: all, uncached: all - cacheRead, cacheRead },
    output: { total: output ?? 0, text: output ?? 0 },
    raw: null,
  };
}
