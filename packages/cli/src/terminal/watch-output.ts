import { getEventListeners } from "node:events";
import { AbortedError } from "@byok/core";
import { exitCode } from "../errors/exit-codes.ts";
import { renderError } from "../errors/render-error.ts";
import { columnsOf, type OutputStream } from "../io.ts";
import { renderMarks, wantsColour } from "./style.ts";

/** How long a command may take to end once nobody gets its output: to stop an answer, and to note what it has cost. */
const ENDING_MS = 3000;

/**
 * Aborts the signal that it gives when standard output cannot be written any more, so that a command stops what it does
 * for nothing. A reader that went away (`byok models | head`) is no fault; anything else, such as a full disk, is told
 * once on standard error. A command that does not end is ended, with the exit code that `exitOfLost` gives; where the
 * reader went away and the command has nothing to bring to an end, at once. Notes that standard error does not take
 * are left out: nobody can be told.
 */
export function watchOutput(
  stdout: OutputStream,
  stderr: OutputStream,
  env: Readonly<Record<string, string | undefined>>,
  end: (code: number) => void,
): AbortSignal {
  const lost = new AbortController();
  stderr.on("error", () => {});
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (lost.signal.aborted) return;
    const { code = error.name } = error;
    const what = `The output cannot be written (${code}).`;
    const reason = new AbortedError(what, { cause: error, hint: "" });
    const isBusy = getEventListeners(lost.signal, "abort").length > 0;
    lost.abort(reason);
    const exit = exitOfLost(lost.signal);
    if (isReaderGone(lost.signal)) {
      if (!isBusy) end(exit);
    } else {
      const text = renderError(
        {
          what,
          why: Object.hasOwn(WHY, code) ? WHY[code] : error.message,
          next: "df -h (the disk that it goes to), or send it elsewhere: byok … > <another file>",
          code: "unwritten",
          exit,
        },
        columnsOf(stderr),
      );
      stderr.write(renderMarks(text, wantsColour(env, stderr.isTTY === true)));
    }
    setTimeout(end, ENDING_MS, exit);
  });
  return lost.signal;
}

/** Whether the output was lost since whoever read it wanted no more, as `head` does. */
export function isReaderGone(lost: AbortSignal | undefined): boolean {
  const reason = lost?.aborted === true ? (lost.reason as { cause?: { code?: unknown } }) : {};
  return reason.cause?.code === "EPIPE";
}

/** The exit code of a program whose output was lost. */
export function exitOfLost(lost: AbortSignal): number {
  return exitCode(isReaderGone(lost) ? "ok" : "unwritten");
}

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: "No space is left where it goes.",
  EDQUOT: "Your quota is used up where it goes.",
  EFBIG: "The file that it goes to may not grow further.",
  EIO: "The device or terminal that it goes to does not answer any more.",
};
