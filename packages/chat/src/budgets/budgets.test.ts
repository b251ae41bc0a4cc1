import { isByokError, type WorstCase } from "@byok/core";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../__fixtures__/temporary-store.ts";
import { createChat } from "../chats/create-chat.ts";
import { listBudgets, removeBudget, setBudget } from "./limits.ts";
import { budgetStatus, storeBudget } from "./store-budget.ts";

function worst(amount: string | undefined, currency = "USD"): WorstCase {
  return {
    platform: "openai",
    model: "m",
    amount,
    currency,
    unbounded: amount === undefined ? ["price of input"] : [],
  };
}

function refused(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isByokError(error, "budget_exceeded")) return error.message;
    throw error;
  }
  throw new Error("It was let through.");
}

describe("storeBudget", () => {
  it("sets aside, settles and gives back, exactly", async () => {
    const store = memoryStore();
    setBudget(store, { amount: "1" });
    const budget = storeBudget(store);
    const first = await budget.reserve(worst("0.7"));
    expect(refused(() => budget.reserve(worst("0.300000000001")))).toBe(
      "This call may cost up to 0.300000000001 USD; 0.3 of the monthly budget of 1 are left, 0.7 are set aside for other calls.",
    );
    const second = await budget.reserve(worst("0.3"));
    await first.settle({ amount: "0.1", currency: "USD", complete: true });
    await first.settle({ amount: "0.9", currency: "USD", complete: true });
    await second.release();
    expect(budgetStatus(store)).toMatchObject([
      { spent: "0.1", reserved: "0", left: "0.9", expired: "0" },
    ]);
  });

  it("books the worst case when the cost is not complete", async () => {
    const store = memoryStore();
    setBudget(store, { amount: "1" });
    await (
      await storeBudget(store).reserve(worst("0.7"))
    ).settle({ amount: "0.1", currency: "USD", complete: false });
    expect(budgetStatus(store)[0]).toMatchObject({ spent: "0.7" });
  });

  it("books no more than the call can have cost, where that is known", async () => {
    const store = memoryStore();
    setBudget(store, { amount: "1" });
    await (
      await storeBudget(store).reserve(worst("0.7"))
    ).settle({ amount: "0.1", currency: "USD", complete: false, atMost: "0.3" });
    expect(budgetStatus(store)[0]).toMatchObject({ spent: "0.3" });
  });

  it("rounds what is set aside up", async () => {
    const store = memoryStore();
    setBudget(store, { amount: "1" });
    await storeBudget(store).reserve(worst("0.0000000000001"));
    expect(budgetStatus(store)[0]?.reserved).toBe("0.000000000001");
  });

  it("refuses other currencies, unless the same calls have a limit in them", async () => {
    const store = memoryStore();
    setBudget(store, { amount: "1" });
    const budget = storeBudget(store);
    expect(refused(() => budget.reserve(worst("0.5", "CNY")))).toContain(
      "is in USD, and m is priced in CNY",
    );
    setBudget(store, { amount: "5", currency: "cny" });
    await budget.reserve(worst("0.5", "CNY"));
    expect(refused(() => budget.reserve(worst("4.6", "CNY")))).toContain(
      "4.5 of the monthly budget of 5",
    );
    await budget.reserve(worst("1"));
  });

  it("refuses what has no price, unless that is allowed", async () => {
    const store = memoryStore();
    await storeBudget(store).reserve(worst(undefined));
    const { id } = setBudget(store, { amount: "1" });
    expect(refused(() => storeBudget(store).reserve(worst(undefined)))).toContain(
      "What this call may cost is not known: price of input",
    );
    await storeBudget(store, { allowUnpriced: true }).reserve(worst(undefined));
    expect(setBudget(store, { amount: "2", allowUnpriced: true })).toMatchObject({
      id,
      amount: "2",
    });
    await storeBudget(store).reserve(worst(undefined));
    expect(budgetStatus(store)[0]).toMatchObject({ unpriced: 3, left: "2" });
  });

  it("counts by chat, key, day and month", async () => {
    const store = memoryStore();
    const a = createChat(store).id;
    setBudget(store, { scope: "chat", period: "ever", amount: "1" });
    setBudget(store, { scope: "key", target: "work", period: "day", amount: "5" });
    await storeBudget(store, { chatId: a }).reserve(worst("0.9"));
    expect(refused(() => storeBudget(store, { chatId: a }).reserve(worst("0.2")))).toContain(
      "total chat budget",
    );
    await storeBudget(store, { chatId: "b" }).reserve(worst("0.9"));
    await storeBudget(store).reserve(worst("100"));
    await storeBudget(store, { keyLabel: "home" }).reserve(worst("100"));
    expect(refused(() => storeBudget(store, { keyLabel: "work" }).reserve(worst("5.1")))).toContain(
      'daily key "work" budget',
    );
    const held = await storeBudget(store, { keyLabel: "work" }).reserve(worst("5"));
    await held.settle({ amount: "5", currency: "USD", complete: true });
    store.connection.exec(`UPDATE reservations SET created_at = created_at - ${26 * 3600 * 1000}`);
    await storeBudget(store, { keyLabel: "work" }).reserve(worst("5"));
  });

  it("counts what a dead process has set aside, and says so", async () => {
    const store = memoryStore();
    setBudget(store, { amount: "1" });
    const budget = storeBudget(store);
    const held = await budget.reserve(worst("0.9"));
    // The number of this process, begun at another time: its predecessor is dead.
    store.connection.exec("UPDATE reservations SET process_start = '1'");
    expect(budgetStatus(store)[0]).toMatchObject({ reserved: "0", expired: "0.9", left: "0.1" });
    expect(() => budget.reserve(worst("0.9"))).toThrow(/budget/);
    await held.settle({ amount: "0.05", currency: "USD", complete: true });
    expect(budgetStatus(store)[0]).toMatchObject({ spent: "0.05", expired: "0" });
  });

  it("closes what another machine set aside long ago, not what it did just now", async () => {
    const store = memoryStore();
    setBudget(store, { amount: "1", period: "ever" });
    await storeBudget(store).reserve(worst("0.9"));
    store.connection.exec("UPDATE reservations SET host = 'elsewhere', process = 1");
    expect(budgetStatus(store)[0]).toMatchObject({ reserved: "0.9" });
    store.connection.exec(`UPDATE reservations SET created_at = created_at - ${7 * 3600 * 1000}`);
    expect(budgetStatus(store)[0]).toMatchObject({ reserved: "0", expired: "0.9" });
  });

  it("sums millions of small and large amounts without loss", async () => {
    const store = memoryStore();
    setBudget(store, { amount: "99999999999", period: "ever" });
    const budget = storeBudget(store);
    for (const amount of ["9007199254.999999999999", "9007199254.999999999999", "0.000000000002"]) {
      await (
        await budget.reserve(worst(amount))
      ).settle({ amount, currency: "USD", complete: true });
    }
    expect(budgetStatus(store)[0]?.spent).toBe("18014398510");
  });
});

describe("a store that cannot be written", () => {
  it("lets calls through only where no limit would go unchecked, and never costs an answer", async () => {
    const store = memoryStore();
    const told: string[] = [];
    const budget = storeBudget(store, { onUnsaved: (error) => told.push(error.message) });
    const before = await budget.reserve(worst("0.5"));
    store.connection.exec("PRAGMA query_only = ON");
    await before.settle({ amount: "0.1", currency: "USD", complete: true });
    expect(told).toEqual(["What the call has cost was not saved: the chat store is read-only."]);
    await (await budget.reserve(worst("0.5"))).release();
    expect(told).toHaveLength(2);
    store.connection.exec("PRAGMA query_only = OFF");
    setBudget(store, { amount: "1" });
    expect(budgetStatus(store)[0]).toMatchObject({ reserved: "0.5" });
    store.connection.exec("PRAGMA query_only = ON");
    expect(() => budget.reserve(worst("0.1"))).toThrow(
      expect.objectContaining({ reason: "read-only" }),
    );
  });
});

describe("limits", () => {
  it("are set, listed and removed", () => {
    const store = memoryStore();
    const { id } = setBudget(store, { amount: "2.50", period: "day", currency: "eur" });
    expect(listBudgets(store)).toEqual([
      {
        id,
        scope: "all",
        target: "*",
        period: "day",
        currency: "EUR",
        amount: "2.50",
        allowUnpriced: false,
      },
    ]);
    removeBudget(store, id);
    expect(listBudgets(store)).toEqual([]);
    expect(() => removeBudget(store, id)).toThrow("There is no budget");
  });

  it.each([{ amount: "lots" }, { amount: "-1" }, { amount: "1", currency: "dollars" }])(
    "refuses %j",
    (options) => {
      expect(() => setBudget(memoryStore(), options)).toThrow(
        expect.objectContaining({ reason: "invalid" }),
      );
    },
  );
});
