import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { columnsOf, type Io, type OutputStream } from "../io.ts";
import { SLASH_COMMANDS } from "./slash-commands.ts";

/** What came from the prompt. */
export type Entry = { kind: "line"; text: string } | { kind: "interrupt" } | { kind: "end" };

/** Reads what the user types, with editing and history. */
export interface LineReader {
  /** Shows the prompt and waits. */
  next(prompt: string): Promise<Entry>;
  /** While it runs, what is typed is kept for the next prompt, and Ctrl-C goes to the handler. */
  during<T>(onInterrupt: () => void, run: () => Promise<T>): Promise<T>;
  close(): void;
}

/** Lines that arrive this close together were pasted, and are one message. */
const PASTE_MS = 30;

/** Makes a reader of the io's terminal. */
export function createLineReader(io: Io): LineReader {
  const gate = createGate(io.stdout);
  const rl: Interface = createInterface({
    input: io.stdin,
    output: gate.stream,
    terminal: true,
    historySize: 500,
    removeHistoryDuplicates: true,
    completer: (line: string) => [
      line.startsWith("/")
        ? Object.keys(SLASH_COMMANDS).filter((name) => name.startsWith(line))
        : [],
      line,
    ],
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
    rl.write(null, { ctrl: true, name: "e" });
    rl.write(null, { ctrl: true, name: "u" });
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
    next(text) {
      if (ended) return Promise.resolve({ kind: "end" });
      return new Promise((resolve) => {
        waiting = resolve;
        prompt = text;
        rl.setPrompt(text);
        rl.prompt(true);
        if (ahead.length === 0) return;
        // Sent only when the user presses Enter: it was typed before the answer was there to read.
        const typed = ahead.join(" ");
        ahead = [];
        const rest = rl.line;
        rl.write(null, { ctrl: true, name: "e" });
        rl.write(null, { ctrl: true, name: "u" });
        rl.write([typed, rest].filter((part) => part !== "").join(" "));
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
