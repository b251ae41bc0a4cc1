import type { FinishEvent, StreamEvent } from "@byok/core";
import type { Progress } from "../terminal/progress.ts";
import { safeJson, sanitizeLine } from "../terminal/sanitize.ts";
import type { ForeignWriter, Screen } from "../terminal/screen.ts";
import { style } from "../terminal/style.ts";

/** How an answer is shown. */
export interface ShowAnswerOptions {
  screen: Screen;
  progress: Progress;
  /** Shows reasoning, dim, and tool calls; else only the text of the answer. */
  details: boolean;
  /** Lets control characters through. */
  raw?: boolean;
}

/** Writes an answer as it arrives; gives its last event. Choices beside the first are left to the result. */
export async function showAnswer(
  events: AsyncIterable<StreamEvent>,
  options: ShowAnswerOptions,
): Promise<FinishEvent | undefined> {
  const { screen, progress, details, raw = false } = options;
  const writers = {
    text: screen.foreign({ raw }),
    dim: screen.foreign({ mark: style.dim }),
  };
  let current: ForeignWriter | undefined;
  const commentary = new Set<string>();
  let finish: FinishEvent | undefined;

  async function write(writer: ForeignWriter, text: string): Promise<void> {
    progress.stop();
    if (current !== writer) newLine();
    current = writer;
    await writer.write(text);
  }
  function newLine(): void {
    if (current !== undefined && !current.atLineStart()) screen.print("\n");
    current = undefined;
  }
  function line(text: string): void {
    progress.stop();
    newLine();
    screen.print(`${text}\n`);
  }

  try {
    for await (const event of events) {
      if ("choice" in event && event.choice !== 0) continue;
      switch (event.type) {
        case "text-start":
          if (event.channel === "commentary") commentary.add(event.id);
          break;
        case "text-delta":
          if (!commentary.has(event.id)) await write(writers.text, event.text);
          else if (details) await write(writers.dim, event.text);
          break;
        case "reasoning-start":
          progress.update("reasoning");
          break;
        case "reasoning-delta":
          if (details) await write(writers.dim, event.text);
          break;
        case "tool-call":
          if (details) line(style.cyan(`→ ${sanitizeLine(event.name)} ${short(event.input)}`));
          break;
        case "tool-call-invalid":
          if (details)
            line(
              style.yellow(`→ ${sanitizeLine(event.name)} (not run: its input is ${event.reason})`),
            );
          break;
        case "tool-result":
          if (details)
            line(
              style.cyan(
                `← ${sanitizeLine(event.part.name)} ${event.part.status}: ${short(content(event.part.content))}`,
              ),
            );
          break;
        case "finish":
          finish = event;
          break;
        default:
      }
    }
  } finally {
    progress.stop();
    newLine();
  }
  return finish;
}

const MAX_SHOWN = 300;

function short(value: unknown): string {
  const text = typeof value === "string" ? value : safeJson(value, 0);
  const safe = sanitizeLine(text);
  return safe.length > MAX_SHOWN ? `${safe.slice(0, MAX_SHOWN)}…` : safe;
}

function content(parts: readonly { type: string; text?: string; value?: unknown }[]): unknown {
  return parts
    .map((part) => part.text ?? (part.value === undefined ? part.type : safeJson(part.value, 0)))
    .join(" ");
}
