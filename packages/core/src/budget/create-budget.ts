import { add, compare, parseDecimal, toDecimal, ZERO, type Rational } from "../cost/rational.ts";
import { BudgetExceededError, InvalidRequestError } from "../errors/errors.ts";
import type { Budget } from "./budget.ts";

const PLAIN_DECIMAL = /^\d+(?:\.\d+)?$/;

/** A cap on what this process spends. */
export interface BudgetOptions {
  /** Plain decimal string, not negative, such as `"2.50"`. */
  limit: string;
  /** ISO 4217. Default `USD`. */
  currency?: string;
  /** Lets calls through whose price is not known; they then count as nothing. Default false. */
  allowUnpriced?: boolean;
}

/** A budget in memory, with what it has spent. */
export interface MemoryBudget extends Budget {
  /** Booked so far, as a decimal string. */
  readonly spent: string;
  /** Set aside for calls under way. */
  readonly reserved: string;
}

/**
 * Makes a budget in memory: calls that run side by side cannot overspend it together.
 *
 * @throws InvalidRequestError for a limit that is not a plain decimal string, such as a number, `-1` or `1e3`.
 */
export function createBudget(options: BudgetOptions): MemoryBudget {
  const currency = options.currency ?? "USD";
  const given: unknown = options.limit;
  const limit =
    typeof given === "string" && PLAIN_DECIMAL.test(given) ? parseDecimal(given) : undefined;
  if (limit === undefined)
    throw new InvalidRequestError(
      "The limit of a budget must be a plain decimal string that is not negative.",
      {
        hint: 'For example "2.50".',
      },
    );
  let spent: Rational = ZERO;
  let reserved: Rational = ZERO;

  return {
    get spent() {
      return toDecimal(spent);
    },
    get reserved() {
      return toDecimal(reserved);
    },
    reserve(worst) {
      const where = { platform: worst.platform, model: worst.model };
      if (worst.currency !== currency && worst.amount !== undefined) {
        throw new BudgetExceededError(
          `The budget is in ${currency}, and ${worst.model} is priced in ${worst.currency}.`,
          {
            ...where,
            hint: "Make a budget in that currency; byok does not guess exchange rates.",
          },
        );
      }
      if (
        (worst.amount === undefined || worst.unbounded.length > 0) &&
        options.allowUnpriced !== true
      ) {
        throw new BudgetExceededError(
          `What this call may cost is not known: ${worst.unbounded.join(", ") || "no price"}.`,
          {
            ...where,
            hint: "Set `maxTokens`, leave out what has no price, take a priced model, or make the budget with `allowUnpriced: true`.",
          },
        );
      }
      const amount = parseDecimal(worst.amount ?? "0") ?? ZERO;
      const after = add(add(spent, reserved), amount);
      if (compare(after, limit) > 0) {
        throw new BudgetExceededError(
          `This call may cost up to ${toDecimal(amount)} ${currency}; ${toDecimal(subtract(limit, add(spent, reserved)))} of ${options.limit} are left.`,
          {
            ...where,
            hint: "Lower `maxTokens` or `maxRetries`, shorten the prompt, or raise the limit.",
          },
        );
      }
      reserved = add(reserved, amount);
      let open = true;
      const close = (booked: Rational): void => {
        if (!open) return;
        open = false;
        reserved = subtract(reserved, amount);
        spent = add(spent, booked);
      };
      return {
        // A cost that is not complete could be more than its known part: the most that it can be is booked.
        settle(cost) {
          const most = cost.complete ? cost.amount : cost.atMost;
          close((most === undefined ? undefined : parseDecimal(most)) ?? amount);
        },
        release() {
          close(ZERO);
        },
      };
    },
  };
}

function subtract(a: Rational, b: Rational): Rational {
  return add(a, { n: -b.n, d: b.d });
}
