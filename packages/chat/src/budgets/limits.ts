import { newId } from "../store/new-id.ts";
import type { ChatStore } from "../store/open-store.ts";
import { invalid, notFound, saving } from "../store/store-error.ts";
import { parseDecimal } from "../turns/decimal.ts";

/** What a limit covers. */
export interface BudgetLimit {
  id: string;
  /** `all` calls, those of a `chat`, or those of a `key`. */
  scope: "all" | "chat" | "key";
  /** The chat's id or the key's label; `*` stands for each chat or key by itself. */
  target: string;
  /** Calendar day or month on this machine, or all time. */
  period: "day" | "month" | "ever";
  /** ISO 4217. */
  currency: string;
  /** Decimal string. */
  amount: string;
  /** Lets calls through whose price is not known; they count as nothing. */
  allowUnpriced: boolean;
}

/** A limit to set. */
export interface SetBudgetOptions {
  scope?: BudgetLimit["scope"];
  /** Default `*`: each chat or key by itself. */
  target?: string;
  /** Default `month`. */
  period?: BudgetLimit["period"];
  /** Default `USD`. */
  currency?: string;
  /** Decimal string, such as `"20"`. */
  amount: string;
  /** Default false. */
  allowUnpriced?: boolean;
}

interface LimitRow extends Omit<BudgetLimit, "allowUnpriced"> {
  allow_unpriced: number;
}

/** Sets a limit; one for the same calls, period and currency is replaced. @throws StoreError. */
export function setBudget(store: ChatStore, options: SetBudgetOptions): BudgetLimit {
  const amount = parseDecimal(options.amount);
  if (amount === undefined || amount.value < 0n) {
    throw invalid("A budget must be a decimal string, 0 or more.", 'For example "20" or "2.50".');
  }
  const currency = (options.currency ?? "USD").toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw invalid(`${JSON.stringify(currency)} is no currency.`, "Use three letters, such as USD.");
  }
  const scope = options.scope ?? "all";
  const target = scope === "all" ? "*" : (options.target ?? "*");
  const period = options.period ?? "month";
  return saving("The budget", options, () =>
    store.connection.transaction(() => {
      store.connection.run(
        "INSERT INTO budgets (id, scope, target, period, currency, amount, allow_unpriced, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope, target, period, currency) DO UPDATE SET amount = excluded.amount, allow_unpriced = excluded.allow_unpriced",
        newId(),
        scope,
        target,
        period,
        currency,
        options.amount.trim(),
        options.allowUnpriced === true ? 1 : 0,
        Date.now(),
      );
      const set = listBudgets(store).find(
        (each) =>
          each.scope === scope &&
          each.target === target &&
          each.period === period &&
          each.currency === currency,
      );
      return set as BudgetLimit;
    }),
  );
}

/** Every limit. */
export function listBudgets(store: ChatStore): BudgetLimit[] {
  return store.connection
    .all<LimitRow>(
      "SELECT id, scope, target, period, currency, amount, allow_unpriced FROM budgets ORDER BY scope, target, period, currency",
    )
    .map(({ allow_unpriced: allow, ...limit }) => ({ ...limit, allowUnpriced: allow === 1 }));
}

/** Removes a limit by its id. @throws StoreError when there is none. */
export function removeBudget(store: ChatStore, id: string): void {
  if (store.connection.run("DELETE FROM budgets WHERE id = ?", id) === 0) {
    throw notFound("budget", id, "byok cost shows the budgets.");
  }
}
