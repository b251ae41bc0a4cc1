import { formatCost } from "../answer/format-cost.ts";
import { explainError } from "../errors/explain-error.ts";
import { sanitize, sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { renderTable } from "../terminal/table.ts";
import { pad, truncate, wrap } from "../terminal/width.ts";
import type { Outcome } from "./ask-models.ts";

/** A column narrower than this is no fun to read; then answers stand one below the other. */
const MIN_COLUMN = 34;
const GAP = " │ ";

/** Shows answers side by side where the width allows it, and then their times and costs. */
export function renderOutcomes(outcomes: readonly Outcome[], columns: number): string {
  const room = Math.floor((columns - GAP.length * (outcomes.length - 1)) / outcomes.length);
  const answers =
    room >= MIN_COLUMN && outcomes.length > 1
      ? sideBySide(outcomes, room)
      : stacked(outcomes, columns);
  return `${answers}\n${renderFigures(outcomes, columns)}`;
}

/** Times and costs as a table. */
function renderFigures(outcomes: readonly Outcome[], columns: number): string {
  const rows = outcomes.map(({ platform, model, latencyMs, firstTokenMs, usage, cost, error }) => [
    sanitizeLine(`${platform}/${model}`),
    seconds(latencyMs),
    firstTokenMs === undefined ? "" : seconds(firstTokenMs),
    usage?.output.total === undefined ? "?" : String(usage.output.total),
    cost === undefined ? (error === undefined ? "cost unknown" : "") : formatCost(cost),
    error === undefined ? "" : "failed",
  ]);
  return renderTable(
    [
      { title: "model" },
      { title: "time", align: "right" },
      { title: "first word", align: "right", drop: 2 },
      { title: "tokens out", align: "right", drop: 1 },
      { title: "cost" },
      { title: "", drop: 3 },
    ],
    rows,
    columns,
  );
}

function sideBySide(outcomes: readonly Outcome[], room: number): string {
  const blocks = outcomes.map((outcome) => [
    style.bold(truncate(titleOf(outcome), room)),
    ...wrap(wordsOf(outcome), room),
  ]);
  const height = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: height }, (_, row) =>
    blocks
      .map((block) => pad(block[row] ?? "", room))
      .join(style.dim(GAP))
      .trimEnd(),
  )
    .join("\n")
    .concat("\n");
}

function stacked(outcomes: readonly Outcome[], columns: number): string {
  return outcomes
    .map((outcome) =>
      [style.bold(titleOf(outcome)), ...wrap(wordsOf(outcome), columns), ""].join("\n"),
    )
    .join("\n");
}

function titleOf({ platform, model }: Outcome): string {
  return sanitizeLine(`${platform}/${model}`);
}

function wordsOf(outcome: Outcome): string {
  const { text, error, platform, model } = outcome;
  const words = sanitize(text).trim();
  if (error === undefined) return words;
  const { what, next } = explainError(error, { command: "compare", platform, model });
  return [words, `Failed: ${sanitize(what)}`, `Next: ${sanitize(next)}`]
    .filter((line) => line !== "")
    .join("\n");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
