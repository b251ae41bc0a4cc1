import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CommandContext } from "../options/command.ts";
import type { HomeBudget, HomeBudgetOptions } from "./home-budget.ts";

/** The limits that hold for one question; nothing of the store is loaded where there is none. */
export async function askBudget(
  context: Pick<CommandContext, "io" | "screen">,
  options: HomeBudgetOptions,
): Promise<HomeBudget | undefined> {
  const { statePaths } = await import("@byok/vault/paths");
  const file = join(statePaths(context.io.env).data, "chats.db");
  if (options.limit === undefined && !existsSync(file)) return undefined;
  const { budgetOfHome } = await import("./home-budget.ts");
  return budgetOfHome(context, options);
}
