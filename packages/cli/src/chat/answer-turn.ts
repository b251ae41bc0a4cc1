import { markUnitsUsed } from "@byok/chat";
import { AbortedError, isByokError, type FinishEvent, type StreamEvent } from "@byok/core";
import { formatCost, formatUsage } from "../answer/format-cost.ts";
import { columnsOf } from "../io.ts";
import { showAnswer } from "../answer/show-answer.ts";
import { showWarnings } from "../answer/show-warnings.ts";
import { explainError } from "../errors/explain-error.ts";
import { partialOf } from "../errors/partial-of.ts";
import { renderError } from "../errors/render-error.ts";
import type { Progress } from "../terminal/progress.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import type { Desk } from "./desk.ts";
import { messagesToSend } from "./messages-to-send.ts";
import { byLines, timed } from "./plain-events.ts";
import { keepSettings, recordAnswer, reload, unanswered } from "./session.ts";
import { settingsOf } from "./settings.ts";

/** Has the question at the end of the branch answered, shows it and saves it; an error is shown and the chat goes on. */
export async function answerTurn(
  desk: Desk,
  { signal, progress }: { signal: AbortSignal; progress: Progress },
): Promise<void> {
  const { state, plain } = desk;
  const { screen } = desk.context;
  const { choice } = state.opened;
  const started = performance.now();
  const turn = {
    platform: choice.platform,
    model: choice.model,
    parameters: state.config,
    startedAt: Date.now(),
    ...keyOf(desk),
  };
  let firstTokenMs: number | undefined;
  const times = (): { latencyMs: number; firstTokenMs?: number } => ({
    latencyMs: performance.now() - started,
    ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
  });
  let finish: FinishEvent | undefined;
  try {
    const { messages, unitIds } = await messagesToSend(state);
    const stream = state.model.stream({ messages, signal });
    const events = timed(stream as AsyncIterable<StreamEvent>, started, (ms) => {
      firstTokenMs = ms;
      if (plain) screen.print("Answer:\n");
    });
    finish = await showAnswer(plain ? byLines(events) : events, {
      screen,
      progress,
      details: !plain,
    });
    if (finish === undefined) return;
    recordAnswer(state.session, { ...turn, ...keyOf(desk), ...times(), result: finish.result });
    noteUse(desk, unitIds);
    keepSettings(state.session, settingsOf(state));
  } catch (error) {
    progress.stop();
    if (finish !== undefined && !isByokError(error, "store")) throw error;
    failed(
      desk,
      error,
      signal,
      finish === undefined ? { ...turn, ...keyOf(desk), ...times() } : undefined,
    );
    if (finish === undefined) return;
  }
  state.total.add(finish.usage, finish.cost);
  tellEnd(desk, finish);
}

/** Why an answer stops when the user asks for it. */
export function stopReason(): AbortedError {
  return new AbortedError("You stopped the answer.", { hint: "" });
}

type Turn = Parameters<typeof recordAnswer>[1];

/** Saves what came until an error, and tells of both. */
function failed(desk: Desk, error: unknown, signal: AbortSignal, turn: Turn | undefined): void {
  const { state, context } = desk;
  const { io, screen } = context;
  const partial = partialOf(error);
  if (turn !== undefined) {
    if (partial !== undefined) state.total.add(partial.usage, partial.cost);
    try {
      recordAnswer(state.session, { ...turn, error });
      // Another answer was asked for and nothing came: the one that was there stays.
      if (unanswered(state.session) !== undefined) reload(state.session);
    } catch (storeError) {
      show(storeError);
    }
  }
  const stays = state.session.path.at(-1)?.incomplete === true;
  if (signal.aborted && (isByokError(error, "aborted") || error === signal.reason)) {
    screen.print(
      style.dim(
        stays
          ? "Stopped. What arrived stays in the conversation.\n"
          : "Stopped. /retry sends your message again.\n",
      ),
    );
    return;
  }
  show(error);
  screen.print(
    style.dim(
      stays
        ? "What arrived stays in the conversation: /retry asks again.\n"
        : "Your message is kept: /retry sends it again.\n",
    ),
  );

  function show(problem: unknown): void {
    const { platform, model } = state.opened.choice;
    const explained = explainError(problem, { command: "chat", inChat: true, platform, model });
    screen.note(renderError(explained, columnsOf(io.stderr)));
  }
}

/** Tells how an answer ended, and what it took. */
function tellEnd({ state, context: { screen }, plain }: Desk, finish: FinishEvent): void {
  showWarnings(screen, finish.result.warnings, state.warned);
  if (finish.reason !== "stop")
    screen.print(
      `${style.yellow(ENDED[finish.reason] ?? `The answer ended early: ${finish.reason}.`)}\n`,
    );
  const sum = state.total.answers() > 1 ? ` · chat: ${state.total.format()}` : "";
  const line = sanitizeLine(`${formatUsage(finish.usage)} · ${formatCost(finish.cost)}${sum}`);
  screen.print(`${plain ? `Answer complete. ${line}` : style.dim(line)}\n`);
}

/** Use counts are a comfort: an answer is not troubled for them. */
function noteUse({ state: { session } }: Desk, unitIds: readonly string[]): void {
  if (unitIds.length === 0) return;
  try {
    markUnitsUsed(session.home ?? session.store, unitIds);
  } catch (error) {
    if (!isByokError(error, "store")) throw error;
  }
}

/** The label of the key that pays, once it is known. */
function keyOf({ state }: Desk): { keyLabel?: string } {
  const label = state.keyLabel();
  return label === undefined ? {} : { keyLabel: label };
}

const ENDED: Readonly<Record<string, string>> = {
  length:
    "The answer was cut off at the limit of tokens. Next: /max-tokens 4000, then ask it to go on.",
  "content-filter":
    "The platform's content filter stopped the answer. Next: say it in other words.",
  refusal: "The model refused.",
};
