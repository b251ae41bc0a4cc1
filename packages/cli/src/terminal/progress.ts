import { columnsOf, type Io } from "../io.ts";
import { displayWidth } from "./width.ts";

/** A line that shows that something is being waited for. */
export interface Progress {
  /** Changes what is said. */
  update(label: string): void;
  /** Clears the line; safe to call twice. */
  stop(): void;
}

/** Questions that wait for an answer. Whatever is being waited for then waits for the user. */
let questions = 0;
const running = new Set<() => void>();

/** Runs a question to the user; meanwhile nothing moves on the line where it stands. */
export async function withoutProgress<T>(ask: () => Promise<T>): Promise<T> {
  questions += 1;
  for (const clear of running) clear();
  try {
    return await ask();
  } finally {
    questions -= 1;
  }
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const DELAY_MS = 400;
const FRAME_MS = 120;

/** Shows progress on standard error while something takes longer than a moment; nothing where that is no terminal. */
export function startProgress(io: Io, label: string): Progress {
  const { stderr } = io;
  if (stderr.isTTY !== true || io.env["TERM"] === "dumb")
    return { update: () => {}, stop: () => {} };
  const started = performance.now();
  let text = label;
  let frame = 0;
  let shown = false;
  let timer: NodeJS.Timeout | undefined = setTimeout(tick, DELAY_MS);

  function clear(): void {
    if (shown) stderr.write("\r\u001b[2K");
    shown = false;
  }
  running.add(clear);

  function tick(): void {
    timer = setTimeout(tick, FRAME_MS);
    if (questions > 0) return;
    const seconds = Math.floor((performance.now() - started) / 1000);
    const line = `${FRAMES[frame++ % FRAMES.length]} ${text}${seconds > 0 ? ` ${seconds} s` : ""}`;
    const room = (columnsOf(stderr) ?? 80) - 1;
    stderr.write(`\r\u001b[2K${displayWidth(line) > room ? line.slice(0, room) : line}`);
    shown = true;
  }

  return {
    update(next) {
      text = next;
    },
    stop() {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      running.delete(clear);
      clear();
    },
  };
}
