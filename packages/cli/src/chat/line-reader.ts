import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { columnsOf, type Io, type OutputStream } from "../io.ts";

/** What came from the prompt. */
export type Entry = { kind: "line"; text: string } | { kind: "interrupt" } | { kind: "end" };

/** Reads what the user types, with editing and history. */
export interface LineReader {
  /** Shows the prompt, with text that can be changed where the terminal can do that, and waits. */
  next(prompt: string, text?: string): Promise<Entry>;
  /** While it runs, what is typed is kept for the next prompt, and Ctrl-C goes to the handler. */
  during<T>(onInterrupt: () => void, run: () => Promise<T>): Promise<T>;
  close(): void;
}

/** Lines that arrive this close together were pasted, and are one message. */
const PASTE_MS = 30;

/** How lines are read. */
export interface LineReaderOptions {
  /** Leaves the terminal as it is: no cursor is moved, the terminal itself echoes. */
  plain?: boolean;
  /** The possible ends of a line, and the part of it that they replace. */
  complete?(line: string): Promise<[string[], string]>;
}

/** Makes a reader of the io's terminal. */
export function createLineReader(io: Io, options: LineReaderOptions = {}): LineReader {
  const { plain = false, complete } = options;
  const gate = createGate(io.stdout);
  const rl: Interface = createInterface({
    input: io.stdin,
    output: gate.stream,
    terminal: !plain,
    historySize: 500,
    removeHistoryDuplicates: true,
    ...(complete === undefined || plain
      ? {}
      : {
          completer: (line: string, answer: (error: null, result: [string[], string]) => void) => {
            // What cannot be looked up is not completed; the line is still the user's.
            complete(line).then(
              (result) => answer(null, result),
              () => answer(null, [[], line]),
            );
          },
        }),
  });
  let waiting: ((entry: Entry) => void) | undefined;
  let onInterrupt: (() => void) | undefined;
  let ended = false;
  let lines: string[] = [];
  let paste: NodeJS.Timeout | undefined;
  let ahead: string[] = [];
  let continued: string[] = [];
  let prompt = "";

  function give(entry: Entry): void {
    const resolve = waiting;
    waiting = undefined;
    resolve?.(entry);
  }
  function flush(): void {
    paste = undefined;
    if (lines.length === 0) return;
    const text = lines.join("\n");
    lines = [];
    if (text.endsWith("\\")) {
      continued.push(text.slice(0, -1));
      rl.setPrompt("… ");
      rl.prompt();
      return;
    }
    const whole = [...continued, text].join("\n");
    continued = [];
    give({ kind: "line", text: whole });
  }

  function drop(): void {
    if (plain) return;
    rl.write(null, { ctrl: true, name: "e" });
    rl.write(null, { ctrl: true, name: "u" });
  }

  rl.on("line", (line) => {
    if (waiting === undefined) {
      ahead.push(line);
      return;
    }
    lines.push(line);
    clearTimeout(paste);
    paste = setTimeout(flush, PASTE_MS);
  });
  const onSignal = (): void => {
    if (onInterrupt !== undefined) {
      onInterrupt();
      return;
    }
    clearTimeout(paste);
    const typed = rl.line !== "" || continued.length > 0 || lines.length > 0;
    lines = [];
    continued = [];
    if (!typed) {
      give({ kind: "interrupt" });
      return;
    }
    // As in a shell: what is typed is dropped, the prompt stays.
    gate.stream.write("^C\n");
    drop();
    rl.setPrompt(prompt);
    rl.prompt();
  };
  rl.on("SIGINT", onSignal);
  // Where the terminal knows no raw mode, Ctrl-C comes as a signal.
  const release = io.onInterrupt?.(onSignal);
  rl.on("close", () => {
    ended = true;
    release?.();
    clearTimeout(paste);
    if (lines.length > 0 && waiting !== undefined) flush();
    onInterrupt?.();
    give({ kind: "end" });
  });

  return {
    next(shown, text = "") {
      if (ended) return Promise.resolve({ kind: "end" });
      return new Promise((resolve) => {
        waiting = resolve;
        prompt = shown;
        rl.setPrompt(shown);
        rl.prompt(true);
        if (plain) {
          // A line that cannot be changed any more is not sent unread.
          if (ahead.length > 0) gate.stream.write("(typed before: dropped)\n");
          ahead = [];
          return;
        }
        if (ahead.length === 0 && text === "") return;
        // Sent only when the user presses Enter: it was typed before the answer was there to read.
        const typed = text === "" ? ahead : [text];
        ahead = [];
        const rest = rl.line;
        drop();
        rl.write([...typed, rest].filter((part) => part !== "").join(" "));
      });
    },
    async during(handler, run) {
      onInterrupt = handler;
      gate.mute(true);
      try {
        return await run();
      } finally {
        onInterrupt = undefined;
        gate.mute(false);
      }
    },
    close() {
      rl.close();
    },
  };
}

/** A copy of the output that can be silent, so that typing does not mix with an answer. */
function createGate(stdout: OutputStream): { stream: Writable; mute(on: boolean): void } {
  let muted = false;
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      if (muted) done();
      else stdout.write(chunk, () => done());
    },
  });
  Object.defineProperties(stream, {
    columns: { get: () => columnsOf(stdout) ?? 80 },
    isTTY: { value: true },
  });
  stdout.on("resize", () => stream.emit("resize"));
  return {
    stream,
    mute: (on) => {
      muted = on;
    },
  };
}
