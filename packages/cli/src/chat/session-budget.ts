import type { Budget } from "@byok/core";
import { allOf, createWallet } from "../store/wallet.ts";
import type { Session } from "./session.ts";

/** The limits that hold for a conversation, wherever it is kept by the time of a call. */
export function budgetOf(
  session: Session,
  options: { keyLabel(): string | undefined; onTrouble(error: unknown): void },
): Budget {
  const { keyLabel, onTrouble } = options;
  const label = (): { keyLabel?: string } => {
    const known = keyLabel();
    return known === undefined ? {} : { keyLabel: known };
  };
  return {
    reserve: async (worst) => {
      const { store, home, chatId } = session;
      const own = createWallet({
        home: store,
        payer: () => ({ ...(chatId === undefined ? {} : { chatId }), ...label() }),
        always: true,
        onTrouble,
      });
      if (home === undefined || home === store) return await own.reserve(worst);
      // What is said in memory is kept nowhere; what it costs counts against the limits on the disk.
      const general = createWallet({ home, payer: label, always: false, onTrouble });
      return await allOf([own, general]).reserve(worst);
    },
  };
}
