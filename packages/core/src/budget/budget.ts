/** The most that a call may cost. */
export interface WorstCase {
  platform: string;
  model: string;
  /** Decimal string; undefined when the model has no price. */
  amount: string | undefined;
  currency: string;
  /** The request's own values, such as a chat's id. */
  metadata?: Readonly<Record<string, unknown>>;
  /** Whether the call goes to a loopback address; absent means that it does not. */
  onThisMachine?: boolean;
  /** Why the amount is not an upper bound, such as a missing price. */
  unbounded: readonly string[];
}

/** A sum set aside for one call. */
export interface Reservation {
  /** Books what the call has cost, or may have cost. */
  settle(cost: {
    /** Decimal string: the known or estimated part. */
    amount?: string;
    currency: string;
    /** Whether nothing else can have been billed. */
    complete: boolean;
    /** Decimal string in the worst case's currency: the most it can be where it is not complete. Default all that was set aside. */
    atMost?: string;
  }): void | Promise<void>;
  /** Gives everything back: nothing was sent, or all of it refused. */
  release(): void | Promise<void>;
}

/** A cap on spending: reserves before a call is sent. */
export interface Budget {
  /**
   * @throws BudgetExceededError when the worst case does not fit, is not known, or has another currency.
   */
  reserve(worst: WorstCase): Reservation | Promise<Reservation>;
}
