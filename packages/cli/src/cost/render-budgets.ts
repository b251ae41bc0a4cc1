import type { BudgetLimit, BudgetStatus } from "@byok/chat";
import { shortId } from "../store/open-home.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { renderTable } from "../terminal/table.ts";

/** What a limit covers, in words. */
export function describeLimit(limit: BudgetLimit): string {
  const period = { day: "per day", month: "per month", ever: "in all" }[limit.period];
  if (limit.scope === "all") return period;
  const each = limit.target === "*";
  const target = limit.scope === "chat" && !each ? shortId(limit.target) : limit.target;
  return `${each ? "each" : ""} ${limit.scope}${each ? "" : ` ${sanitizeLine(target)}`} ${period}`.trim();
}

/** Limits as a table. */
export function renderBudgets(all: readonly BudgetStatus[], width: number | undefined): string {
  const rows = all.map(({ limit, spent, reserved, left, unpriced, expired }) => [
    shortId(limit.id),
    describeLimit(limit),
    `${limit.amount} ${limit.currency}`,
    spent,
    reserved,
    left,
    [
      limit.allowUnpriced ? "calls without a price pass" : "",
      unpriced > 0 ? `${unpriced} without a price` : "",
      expired === "0" ? "" : `${expired} more is kept back for calls that broke off`,
    ]
      .filter((note) => note !== "")
      .join("; "),
  ]);
  return renderTable(
    [
      { title: "id" },
      { title: "limit" },
      { title: "amount" },
      { title: "spent", align: "right" },
      { title: "held", align: "right", drop: 1 },
      { title: "left", align: "right" },
      { title: "notes", shrink: 12, drop: 2 },
    ],
    rows,
    width,
  );
}
