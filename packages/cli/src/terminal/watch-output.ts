import { AbortedError } from "@byok/core";
import { exitCode } from "../errors/exit-codes.ts";
import { renderError } from "../errors/render-error.ts";
import { columnsOf, type OutputStream } from "../io.ts";
import { renderMarks, wantsColour } from "./style.ts";

/** How long a command may take to end once nobody gets its output: to stop an answer, and to note what it has cost. */
const ENDING_MS = 3000;

/**
 * Tells once on standard error when standard output cannot be written, such as to a full disk, and aborts the signal
 * that it gives, so that a command stops what it does for nothing. A command that does not end is ended with the exit
 * code of that. Notes that standard error does not take are left out: nobody can be told.
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
    const text = renderError(
      {
        what,
        why: Object.hasOwn(WHY, code) ? WHY[code] : error.message,
        next: "df -h (the disk that it goes to), or send it elsewhere: byok … > <another file>",
        code: "unwritten",
        exit: exitCode("unwritten"),
      },
      columnsOf(stderr),
    );
    stderr.write(renderMarks(text, wantsColour(env, stderr.isTTY === true)));
    setTimeout(end, ENDING_MS, exitCode("unwritten"));
    lost.abort(new AbortedError(what, { cause: error, hint: "" }));
  });
  return lost.signal;
}

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: "No space is left where it goes.",
  EDQUOT: "Your quota is used up where it goes.",
  EFBIG: "The file that it goes to may not grow further.",
  EIO: "The device or terminal that it goes to does not answer any more.",
};
