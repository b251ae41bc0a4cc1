import { StringDecoder } from "node:string_decoder";
import { AbortedError } from "@byok/core/keys";
import type { InputStream, Io } from "../io.ts";
import { withoutProgress } from "./progress.ts";

/** A terminal's input, which can be told to give every key press as it is. */
type RawStream = InputStream & { setRawMode?: (on: boolean) => unknown; isRaw?: boolean };

// What terminals put around a paste.
const PASTE_MARK = /\u001b\[20[01]~/g;

/**
 * Asks for something secret: what is typed or pasted is not shown, and ends at the first line feed.
 *
 * @throws AbortedError at Ctrl-C, and at Ctrl-D or the end of the input before anything was typed.
 */
export function askHidden(io: Io, label: string): Promise<string> {
  return withoutProgress(() => ask(io, label));
}

async function ask(io: Io, label: string): Promise<string> {
  const stdin = io.stdin as RawStream;
  // A chat's own reader must not see these keys.
  const others = stdin.rawListeners("data") as ((chunk: Buffer) => void)[];
  const wasPaused = stdin.isPaused() || others.length === 0;
  const wasRaw = stdin.isRaw === true;
  stdin.removeAllListeners("data");
  // First: who sees the question may answer at once, and would see the answer too.
  stdin.setRawMode?.(true);
  io.stderr.write(label);
  try {
    return await readSecret(stdin);
  } finally {
    stdin.setRawMode?.(wasRaw);
    io.stderr.write("\n");
    for (const listener of others) stdin.on("data", listener);
    if (wasPaused) stdin.pause();
  }
}

function readSecret(stdin: InputStream): Promise<string> {
  const decoder = new StringDecoder("utf8");
  let text = "";
  return new Promise((resolve, reject) => {
    const stop = (finish: () => void): void => {
      stdin.off("data", take);
      stdin.off("end", ended);
      finish();
    };
    const aborted = (): void => {
      stop(() => reject(new AbortedError("You stopped it; nothing was stored.", { hint: "" })));
    };
    const ended = (): void => {
      if (text === "") aborted();
      else stop(() => resolve(text));
    };
    const take = (chunk: Buffer): void => {
      for (const char of decoder.write(Buffer.from(chunk)).replaceAll(PASTE_MARK, "")) {
        if (char === "\u0003") return aborted();
        if (char === "\u0004") return ended();
        if (char === "\r" || char === "\n") return stop(() => resolve(text));
        if (char === "\u007f" || char === "\b") text = Array.from(text).slice(0, -1).join("");
        else if (char === "\u0015") text = "";
        else text += char;
      }
    };
    stdin.on("data", take);
    stdin.on("end", ended);
    stdin.resume();
  });
}
