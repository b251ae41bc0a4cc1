import type { Warning } from "../results/warning.ts";

/** What a result says of the attempts before it that may have been billed: its cost is that of one answer. */
export function unansweredWarnings(count: number): Warning[] {
  if (count === 0) return [];
  return [
    {
      code: "attempt-unanswered",
      path: "response.cost",
      message: `${attempts(count)} before this answer may have been billed: sent, and broken off before an answer was whole. This cost does not hold what that took.`,
    },
  ];
}

/** What is missing in the cost of an answer that broke, where attempts before it may have been billed. */
export function unansweredMissing(count: number): string[] {
  return count === 0 ? [] : [`${attempts(count)} before it, which may have been billed`];
}

function attempts(count: number): string {
  return count === 1 ? "1 attempt" : `${count} attempts`;
}
