import { estimateCost, isByokError, type Cost } from "@byok/core";
import { getChat } from "../chats/chat.ts";
import type { ChatStore } from "../store/open-store.ts";
import { addDecimals, formatDecimal, NOTHING, parseDecimal, type Decimal } from "./decimal.ts";
import { localDay } from "./local-day.ts";
import { listTurns, type Turn, type TurnFilter } from "./read-turns.ts";

/** By what costs are summed. */
export type CostGroup = "model" | "platform" | "key" | "day" | "chat";

/** Which costs, and how they are summed. */
export interface CostsOptions extends TurnFilter {
  /** Default `model`. */
  by?: CostGroup;
  /** Prices every answer as on this date instead of as it was charged. */
  asOf?: Date;
}

/** Tokens of several answers, in disjoint classes; a class that an answer does not know is missing from the sum. */
export interface TokenSums {
  uncached: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
  reasoning: number;
}

/** The costs of one group. */
export interface CostRow {
  /** `platform/model`, the key's label, `YYYY-MM-DD` in local time, or the chat's id. */
  group: string;
  /** The chat's title, when summed by chat. */
  title?: string;
  turns: number;
  /** One exact sum per currency. Empty when nothing is priced: that is unknown, not 0. */
  sums: { currency: string; amount: string }[];
  /** Answers whose cost is unknown or only partly known; the sums are too low by these. */
  incomplete: number;
  tokens: TokenSums;
}

/** The group of turns that belong to none: no key label, no chat, or a deleted one. */
const NONE = "";

/**
 * Sums what answers cost. Sums are exact decimals; currencies are never mixed; an unknown cost is counted in
 * `incomplete`, never as 0.
 *
 * @throws StoreError.
 */
export async function costs(store: ChatStore, options: CostsOptions = {}): Promise<CostRow[]> {
  const by = options.by ?? "model";
  const rows = new Map<string, { row: CostRow; sums: Map<string, Decimal> }>();
  for (const turn of listTurns(store, options)) {
    // A call that failed before anything arrived has no usage, and is not billed.
    if (turn.usage === undefined && turn.error !== undefined) continue;
    const group = groupOf(turn, by);
    let known = rows.get(group);
    if (known === undefined) {
      known = { row: emptyRow(store, group, by), sums: new Map() };
      rows.set(group, known);
    }
    const cost = options.asOf === undefined ? turn.cost : await costAsOf(turn, options.asOf);
    known.row.turns += 1;
    addTokens(known.row.tokens, turn);
    const amount = cost?.amount === undefined ? undefined : parseDecimal(cost.amount);
    if (cost === undefined || amount === undefined || !cost.complete) known.row.incomplete += 1;
    if (cost !== undefined && amount !== undefined) {
      const sum = known.sums.get(cost.currency) ?? NOTHING;
      known.sums.set(cost.currency, addDecimals(sum, amount));
    }
  }
  const result = [...rows.values()].map(({ row, sums }) => ({
    ...row,
    sums: [...sums]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, amount]) => ({ currency, amount: formatDecimal(amount) })),
  }));
  return result.toSorted((a, b) => (a.group < b.group ? -1 : 1));
}

/** What an answer costs by the prices of a date. Undefined when its platform or its usage is not known. */
export async function costAsOf(turn: Turn, date: Date): Promise<Cost | undefined> {
  if (turn.usage === undefined) return undefined;
  try {
    return await estimateCost(
      turn.usage,
      { platform: turn.platform, modelType: turn.model },
      {
        at: date,
        ...(turn.region === undefined ? {} : { region: turn.region }),
        ...(turn.serviceTier === undefined ? {} : { serviceTier: turn.serviceTier }),
        ...(turn.cost?.answeredIn === undefined ? {} : { answeredIn: turn.cost.answeredIn }),
        // Nothing but a field of the user's own names a cache; without the parameters nobody knows.
        mayNameCache: turn.parameters === undefined || "extraBody" in turn.parameters,
      },
    );
  } catch (error) {
    if (isByokError(error, "unknown_platform")) return undefined;
    throw error;
  }
}

function groupOf(turn: Turn, by: CostGroup): string {
  const groups: Readonly<Record<CostGroup, () => string>> = {
    model: () => `${turn.platform}/${turn.model}`,
    platform: () => turn.platform,
    key: () => (turn.keyLabel === undefined ? NONE : `${turn.platform}/${turn.keyLabel}`),
    day: () => localDay(turn.startedAt),
    chat: () => turn.chatId ?? NONE,
  };
  return groups[by]();
}

function emptyRow(store: ChatStore, group: string, by: CostGroup): CostRow {
  const title = by === "chat" && group !== NONE ? getChat(store, group).title : undefined;
  return {
    group,
    ...(title === undefined ? {} : { title }),
    turns: 0,
    sums: [],
    incomplete: 0,
    tokens: { uncached: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 },
  };
}

function addTokens(sums: TokenSums, { usage }: Turn): void {
  if (usage === undefined) return;
  sums.uncached += usage.input.uncached ?? 0;
  sums.cacheRead += usage.input.cacheRead ?? 0;
  sums.cacheWrite += usage.input.cacheWrite?.total ?? 0;
  sums.output += (usage.output.total ?? 0) - (usage.output.reasoning ?? 0);
  sums.reasoning += usage.output.reasoning ?? 0;
}
