import { createInterface, type Interface } from "node:readline";
import type { Io } from "../io.ts";
import { createGate } from "./output-gate.ts";
import { watchPastes } from "./watch-pastes.ts";

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

/** Lines that arrive this close together were pasted, and are one message; for terminals that mark no pastes. */
const PASTE_MS = 30;

/** Before every further line of a message. */
const CONTINUED = "… ";

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
  /** What was typed or pasted during an answer; the lines of a paste end with line feeds. */
  let ahead = "";
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
    // What came with these lines, and has no Enter behind it, is not to be sent yet.
    if (!plain && rl.line !== "") {
      hold(text);
      return;
    }
    if (text.endsWith("\\")) {
      hold(text.slice(0, -1));
      return;
    }
    const whole = [...continued, text].join("\n");
    continued = [];
    give({ kind: "line", text: whole });
  }

  /** Keeps text as the beginning of a message whose last line is still being written. */
  function hold(text: string): void {
    // Where the input has ended, nobody can write the rest of it.
    if (ended) return;
    continued.push(text);
    startOnRow(rl, rl.getCursorPos().rows);
    rl.setPrompt(CONTINUED);
    rl.prompt(true);
  }

  function drop(): void {
    if (plain) return;
    rl.write(null, { ctrl: true, name: "e" });
    rl.write(null, { ctrl: true, name: "u" });
  }

  /** Shows what was typed or pasted during an answer, to be sent with Enter: it came before the answer was there to read. */
  function offer(text: string): void {
    const texts = text.split("\n");
    const last = texts.pop() ?? "";
    gate.mute(true);
    drop();
    gate.mute(false);
    startOnRow(rl, 0);
    for (const each of texts) {
      gate.stream.write(`${rl.getPrompt()}${each}\n`);
      continued.push(each);
      rl.setPrompt(CONTINUED);
    }
    rl.prompt(true);
    rl.write(last);
  }

  const pastes = plain
    ? undefined
    : watchPastes(io, (pasted) => {
        if (waiting === undefined) ahead = joined(ahead, `${pasted.join("\n")}\n`);
        else hold(pasted.join("\n"));
      });
  const onData = (): void => startOnRow(rl, rl.getCursorPos().rows);
  const onResize = (): void => {
    // The terminal has wrapped the line anew, and the cursor with it; behind a full row it has not gone on to the next.
    const { rows, cols } = rl.getCursorPos();
    const isBehind = cols === 0 && rows > 0 && rl.cursor === rl.line.length;
    startOnRow(rl, isBehind ? rows - 1 : rows);
    gate.stream.emit("resize");
  };
  if (!plain) {
    // Behind readline's own listener: what is pasted moves the cursor to other rows without its noticing.
    io.stdin.on("data", onData);
    io.stdout.on("resize", onResize);
  }

  rl.on("line", (line) => {
    if (pastes?.take(line) === true) return;
    if (waiting === undefined) {
      ahead = joined(ahead, line);
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
    // As in a shell: what is typed is dropped and stays to be seen, under it is the prompt.
    if (!plain) rl.write(null, { ctrl: true, name: "e" });
    gate.stream.write("^C\n");
    startOnRow(rl, 0);
    rl.setPrompt(prompt);
    drop();
    rl.prompt();
  };
  rl.on("SIGINT", onSignal);
  // After Ctrl-Z and `fg`; readline has paused its input, and nothing else holds the program.
  rl.on("SIGCONT", () => {
    pastes?.begin();
    startOnRow(rl, 0);
    if (waiting === undefined) rl.resume();
    else rl.prompt(true);
  });
  // Where the terminal knows no raw mode, Ctrl-C comes as a signal.
  const release = io.onInterrupt?.(onSignal);
  rl.on("close", () => {
    ended = true;
    release?.();
    pastes?.end();
    io.stdin.off("data", onData);
    io.stdout.off("resize", onResize);
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
        continued = [];
        rl.setPrompt(shown);
        startOnRow(rl, 0);
        if (plain) {
          rl.prompt(true);
          // A line that cannot be changed any more is not sent unread.
          if (ahead !== "") gate.stream.write("(typed before: dropped)\n");
        } else if (ahead === "" && text === "") rl.prompt(true);
        else offer(joined(text === "" ? ahead : text, rl.line));
        ahead = "";
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

/** Texts that were typed one after the other; nothing stands between a line of a paste and what comes behind it. */
function joined(before: string, after: string): string {
  const gap = before === "" || after === "" || before.endsWith("\n") ? "" : " ";
  return `${before}${gap}${after}`;
}

/**
 * Tells readline on which row of its line the cursor stands, counted from the prompt. It draws from there, and does not
 * notice when a paste, a resize or somebody else's output has moved the cursor (Node 24.21).
 */
function startOnRow(rl: Interface, row: number): void {
  Object.assign(rl, { prevRows: row });
}
