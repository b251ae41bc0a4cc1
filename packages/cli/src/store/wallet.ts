import { listBudgets, storeBudget, type BudgetLimit, type ChatStore, type Payer } from "@byok/chat";
import {
  BudgetExceededError,
  findPlatform,
  isByokError,
  type Budget,
  type Reservation,
  type WorstCase,
} from "@byok/core";

/** What a call is paid from. */
export interface WalletOptions {
  /** The store with the limits of this device; undefined where it cannot be opened. */
  home: ChatStore | undefined;
  /** Whose call it is, as far as that is known by now. */
  payer(platform: string): Payer;
  /** Books calls also while no limit is set, so that a limit set later knows of them. */
  always: boolean;
  /** A booking that could not be written; the call went on. */
  onTrouble(error: unknown): void;
}

const NOTHING: Reservation = { settle: () => {}, release: () => {} };

/**
 * The limits of this device as core's budget. Where a limit is set and cannot be checked, the call is refused; where
 * none is set, a store that cannot be written stops nothing.
 */
export function createWallet(options: WalletOptions): Budget {
  return {
    async reserve(worst) {
      const { home, payer, always, onTrouble } = options;
      if (home === undefined) return NOTHING;
      const limits = (readable(() => listBudgets(home)) ?? []).filter((limit) =>
        concerns(limit, payer(worst.platform)),
      );
      if (limits.length === 0 && !always) return NOTHING;
      try {
        const budget = storeBudget(home, {
          ...payer(worst.platform),
          ...(isOwnServer(worst) ? { allowUnpriced: true } : {}),
        });
        return tolerant(await budget.reserve(worst), onTrouble);
      } catch (error) {
        if (!isByokError(error, "store")) throw error;
        if (limits.length === 0) {
          onTrouble(error);
          return NOTHING;
        }
        throw new BudgetExceededError(`The budget cannot be kept: ${error.message}`, {
          platform: worst.platform,
          model: worst.model,
          hint: `${error.hint} Nothing was sent.`,
          cause: error,
        });
      }
    },
  };
}

/**
 * Whether a call goes to a server on the user's own machine, which costs nothing, with or without a price list. One
 * elsewhere may be paid for, and so may one that passes calls on.
 */
function isOwnServer({ platform, onThisMachine }: WorstCase): boolean {
  const row = findPlatform(platform);
  return onThisMachine === true && row?.kind === "local" && row.local?.forwards !== true;
}

/** A limit that does not hold for servers on the user's own machine. */
export function sparingOwnServers(budget: Budget): Budget {
  return { reserve: (worst) => (isOwnServer(worst) ? NOTHING : budget.reserve(worst)) };
}

/** A budget that asks several: all must agree. */
export function allOf(budgets: readonly Budget[]): Budget {
  return {
    async reserve(worst) {
      const held: Reservation[] = [];
      try {
        for (const budget of budgets) held.push(await budget.reserve(worst));
      } catch (error) {
        for (const reservation of held) await reservation.release();
        throw error;
      }
      return {
        async settle(cost) {
          for (const reservation of held) await reservation.settle(cost);
        },
        async release() {
          for (const reservation of held) await reservation.release();
        },
      };
    },
  };
}

/** An answer that has come is shown, whether or not its cost could be written down. */
function tolerant(reservation: Reservation, onTrouble: (error: unknown) => void): Reservation {
  const guarded = async (close: () => void | Promise<void>): Promise<void> => {
    try {
      await close();
    } catch (error) {
      onTrouble(error);
    }
  };
  return {
    settle: async (cost) => await guarded(() => reservation.settle(cost)),
    release: async () => await guarded(() => reservation.release()),
  };
}

function concerns({ scope, target }: BudgetLimit, payer: Payer): boolean {
  if (scope === "all") return true;
  const own = scope === "chat" ? payer.chatId : payer.keyLabel;
  return own !== undefined && (target === "*" || target === own);
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isByokError(error, "store")) return undefined;
    throw error;
  }
}
