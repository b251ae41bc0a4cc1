import { AbortedError, isByokError, type StreamEvent } from "@byok/core";
import { formatCost, formatUsage } from "../answer/format-cost.ts";
import { columnsOf } from "../io.ts";
import { showAnswer } from "../answer/show-answer.ts";
import { showWarnings } from "../answer/show-warnings.ts";
import { explainError } from "../errors/explain-error.ts";
import { renderError } from "../errors/render-error.ts";
import type { CommandContext } from "../options/command.ts";
import type { Progress } from "../terminal/progress.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { messagesFor, type ChatState } from "./state.ts";

/** Sends one message and shows its answer; an error is shown and the chat goes on. */
export async function answerTurn(
  text: string,
  state: ChatState,
  { io, screen }: CommandContext,
  { signal, progress }: { signal: AbortSignal; progress: Progress },
): Promise<void> {
  state.unsent = text;
  const { choice } = state.opened;
  try {
    const stream = state.model.stream({ messages: messagesFor(state, text), signal });
    const finish = await showAnswer(stream as AsyncIterable<StreamEvent>, {
      screen,
      progress,
      details: true,
    });
    if (finish === undefined) return;
    state.history.push({ role: "user", content: text }, finish.result.message);
    state.unsent = undefined;
    state.total.add(finish.usage, finish.cost);
    showWarnings(screen, finish.result.warnings, state.warned);
    if (finish.reason !== "stop")
      screen.print(
        `${style.yellow(ENDED[finish.reason] ?? `The answer ended early: ${finish.reason}.`)}\n`,
      );
    const sum = state.total.answers() > 1 ? ` · chat: ${state.total.format()}` : "";
    screen.print(
      `${style.dim(sanitizeLine(`${formatUsage(finish.usage)} · ${formatCost(finish.cost)}${sum}`))}\n`,
    );
  } catch (error) {
    progress.stop();
    const partial = isByokError(error) ? error.partial : undefined;
    if (partial !== undefined) state.total.add(partial.usage, partial.cost);
    if (signal.aborted && (isByokError(error, "aborted") || error === signal.reason)) {
      const said = partial === undefined ? "" : textOf(partial.message.content);
      if (said !== "") {
        state.history.push({ role: "user", content: text }, { role: "assistant", content: said });
        state.unsent = undefined;
        screen.print(style.dim("Stopped. What arrived stays in the conversation.\n"));
      } else screen.print(style.dim("Stopped. /retry sends your message again.\n"));
      return;
    }
    const explained = explainError(error, {
      command: "chat",
      platform: choice.platform,
      model: choice.model,
    });
    screen.note(renderError(explained, columnsOf(io.stderr)));
    screen.print(style.dim("Your message is kept: /retry sends it again.\n"));
  }
}

/** Why an answer stops when the user asks for it. */
export function stopReason(): AbortedError {
  return new AbortedError("You stopped the answer.", { hint: "" });
}

const ENDED: Readonly<Record<string, string>> = {
  length:
    "The answer was cut off at the limit of tokens. Next: /max-tokens 4000, then ask it to go on.",
  "content-filter":
    "The platform's content filter stopped the answer. Next: say it in other words.",
  refusal: "The model refused.",
};

function textOf(content: string | readonly { type: string; text?: string }[]): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? (part.text ?? "") : "")).join("");
}
