import type { ChatStore } from "@byok/chat";
import { createBudget, isByokError, type Budget } from "@byok/core";
import type { CommandContext } from "../options/command.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { openIfThere } from "./open-home.ts";
import { allOf, createWallet, sparingOwnServers } from "./wallet.ts";

/** The limits that hold for calls outside of a chat. */
export interface HomeBudget {
  budget: Budget;
  close(): void;
}

/** How calls outside of a chat are paid. */
export interface HomeBudgetOptions {
  /** The most that these calls may cost together, in US dollars. */
  limit?: string | undefined;
  /** The label of the stored key that pays, once it is known. */
  keyLabel?: ((platform: string) => string | undefined) | undefined;
}

/** The limits of this device for one command; a store that cannot be opened is told, and stops nothing. */
export function budgetOfHome(
  { io, screen }: Pick<CommandContext, "io" | "screen">,
  options: HomeBudgetOptions = {},
): HomeBudget {
  const warn = (text: string): void =>
    screen.note(`${style.yellow("warning")} ${sanitizeLine(text)}\n`);
  let home: ChatStore | undefined;
  try {
    home = openIfThere(io);
  } catch (error) {
    if (!isByokError(error, "store")) throw error;
    warn(`Limits on spending are not checked: ${error.message} ${error.hint}`);
  }
  const wallet = createWallet({
    home,
    payer: (platform) => {
      const keyLabel = options.keyLabel?.(platform);
      return keyLabel === undefined ? {} : { keyLabel };
    },
    always: false,
    onTrouble: (error) => warn(error instanceof Error ? error.message : String(error)),
  });
  const own =
    options.limit === undefined ? [] : [sparingOwnServers(createBudget({ limit: options.limit }))];
  return { budget: allOf([...own, wallet]), close: () => home?.close() };
}
