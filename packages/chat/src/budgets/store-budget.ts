import { BudgetExceededError, type Budget, type Reservation, type WorstCase } from "@byok/core";
import { newId } from "../store/new-id.ts";
import type { ChatStore } from "../store/open-store.ts";
import { saving, StoreError } from "../store/store-error.ts";
import {
  addDecimals,
  compareDecimals,
  formatDecimal,
  NOTHING,
  parseDecimal,
  subtractDecimals,
  type Decimal,
} from "../turns/decimal.ts";
import { covers, expireDead, spentOf, thisProcess, toColumns, type Payer } from "./ledger.ts";
import { listBudgets, type BudgetLimit } from "./limits.ts";

/** How the calls of a budget are counted. */
export interface StoreBudgetOptions extends Payer {
  /** Lets calls without a known price through whatever the limits say. Default false. */
  allowUnpriced?: boolean;
  /** Told when what a call has cost could not be saved; its worst case then stays set aside. */
  onUnsaved?: (error: StoreError) => void;
}

/** A limit and what has been spent of it. */
export interface BudgetStatus {
  limit: BudgetLimit;
  /** Decimal strings. */
  spent: string;
  /** Set aside for calls under way. */
  reserved: string;
  left: string;
  /** Worst cases of calls whose process died; they may have been billed, and are not in `spent`. */
  expired: string;
  /** Calls without a known price that were let through. */
  unpriced: number;
}

/**
 * Makes the budget of a chat and a key for `ModelFactory.create`: every limit in the store that covers them is
 * checked, and the worst case set aside, in one transaction. Two processes at once cannot overspend. Settling never
 * throws: an answer that has come is worth more than its entry.
 */
export function storeBudget(store: ChatStore, options: StoreBudgetOptions = {}): Budget {
  return {
    reserve(worst) {
      const limitsNow = (): BudgetLimit[] =>
        listBudgets(store).filter((limit) => covers(limit, options));
      const reserve = (): Reservation => {
        const now = Date.now();
        expireDead(store, now);
        const limits = limitsNow();
        checkPriced(worst, limits, options);
        const amount = parseDecimal(worst.amount ?? "0") ?? NOTHING;
        for (const limit of limits) {
          if (limit.currency === worst.currency) checkLimit(store, limit, worst, amount, options);
        }
        return hold(store, worst, amount, options, now);
      };
      try {
        return store.connection.transaction(reserve);
      } catch (error) {
        // On a full or read-only disk calls go on, as long as no limit would go unchecked.
        if (!(error instanceof StoreError) || limitsNow().length > 0) throw error;
        options.onUnsaved?.(error);
        return { settle: () => {}, release: () => {} };
      }
    },
  };
}

/** What is left of every limit. `payer` fills the place of each chat or key where a limit is for each of them. */
export function budgetStatus(store: ChatStore, payer: Payer = {}): BudgetStatus[] {
  return store.connection.transaction(() => {
    const now = Date.now();
    expireDead(store, now);
    return listBudgets(store).map((limit) => {
      const { settled, held, expired, unpriced } = spentOf(store, limit, payer, now);
      const amount = parseDecimal(limit.amount) ?? NOTHING;
      const left = subtractDecimals(amount, addDecimals(addDecimals(settled, held), expired));
      return {
        limit,
        spent: formatDecimal(settled),
        reserved: formatDecimal(held),
        left: formatDecimal(left.value < 0n ? NOTHING : left),
        expired: formatDecimal(expired),
        unpriced,
      };
    });
  });
}

function checkPriced(
  worst: WorstCase,
  limits: readonly BudgetLimit[],
  options: StoreBudgetOptions,
): void {
  if (limits.length === 0) return;
  const where = { platform: worst.platform, model: worst.model };
  if (worst.amount === undefined || worst.unbounded.length > 0) {
    if (options.allowUnpriced === true || limits.every((limit) => limit.allowUnpriced)) return;
    throw new BudgetExceededError(
      `What this call may cost is not known: ${worst.unbounded.join(", ") || "no price"}.`,
      {
        ...where,
        hint: "Set `maxTokens`, leave out what has no price, take a priced model, or allow unpriced calls in the budget.",
      },
    );
  }
  // Another currency passes only where the same calls have a limit in it as well.
  const foreign = limits.find(
    (limit) =>
      limit.currency !== worst.currency &&
      !limits.some(
        (other) =>
          other.currency === worst.currency &&
          other.scope === limit.scope &&
          other.target === limit.target &&
          other.period === limit.period,
      ),
  );
  if (foreign === undefined) return;
  throw new BudgetExceededError(
    `The ${nameOf(foreign)} budget is in ${foreign.currency}, and ${worst.model} is priced in ${worst.currency}.`,
    {
      ...where,
      hint: `Set a ${nameOf(foreign)} budget in ${worst.currency} as well; byok does not guess exchange rates.`,
    },
  );
}

function checkLimit(
  store: ChatStore,
  limit: BudgetLimit,
  worst: WorstCase,
  amount: Decimal,
  payer: Payer,
): void {
  const { settled, held, expired } = spentOf(store, limit, payer, Date.now());
  const used = addDecimals(addDecimals(settled, held), expired);
  const cap = parseDecimal(limit.amount) ?? NOTHING;
  if (compareDecimals(addDecimals(used, amount), cap) <= 0) return;
  const left = subtractDecimals(cap, used);
  const waiting = held.value > 0n ? `, ${formatDecimal(held)} are set aside for other calls` : "";
  throw new BudgetExceededError(
    `This call may cost up to ${formatDecimal(amount)} ${limit.currency}; ${formatDecimal(left.value < 0n ? NOTHING : left)} of the ${nameOf(limit)} budget of ${limit.amount} are left${waiting}.`,
    {
      platform: worst.platform,
      model: worst.model,
      hint: "Lower `maxTokens` or `maxRetries`, shorten the prompt, or raise the budget.",
    },
  );
}

function hold(
  store: ChatStore,
  worst: WorstCase,
  amount: Decimal,
  payer: StoreBudgetOptions,
  now: number,
): Reservation {
  const id = newId();
  const self = thisProcess();
  const { units, pico } = toColumns(amount);
  store.connection.run(
    "INSERT INTO reservations (id, state, platform, model, chat_id, key_label, currency, units, pico, unpriced, host, process, process_start, created_at) VALUES (?, 'held', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    id,
    worst.platform,
    worst.model,
    payer.chatId ?? null,
    payer.keyLabel ?? null,
    worst.currency,
    units,
    pico,
    worst.amount === undefined ? 1 : 0,
    self.host,
    self.process,
    self.start,
    now,
  );
  const close = (state: "settled" | "released", booked: Decimal, estimated: boolean): void => {
    const columns = toColumns(booked);
    try {
      saving("What the call has cost", undefined, () =>
        store.connection.run(
          // A reservation that was given up while its process slept is booked after all.
          "UPDATE reservations SET state = ?, units = ?, pico = ?, estimated = ?, closed_at = ? WHERE id = ? AND state IN ('held', 'expired')",
          state,
          columns.units,
          columns.pico,
          estimated ? 1 : 0,
          Date.now(),
          id,
        ),
      );
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      payer.onUnsaved?.(error);
    }
  };
  return {
    // A cost that is not complete could be more than its known part: the most that it can be is booked.
    settle(cost) {
      const known = cost.amount === undefined ? undefined : parseDecimal(cost.amount);
      const exact = cost.complete && known !== undefined && cost.currency === worst.currency;
      const most = cost.atMost === undefined ? undefined : parseDecimal(cost.atMost);
      close("settled", exact ? known : (most ?? amount), !exact);
    },
    release() {
      close("released", NOTHING, false);
    },
  };
}

function nameOf(limit: BudgetLimit): string {
  const period = { day: "daily", month: "monthly", ever: "total" }[limit.period];
  if (limit.scope === "all") return period;
  return `${period} ${limit.scope}${limit.target === "*" ? "" : ` "${limit.target}"`}`;
}
