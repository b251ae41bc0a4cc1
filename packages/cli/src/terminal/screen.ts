import { columnsOf, type Io, type OutputStream } from "../io.ts";
import { createSanitizer, safeJson } from "./sanitize.ts";
import { renderMarks, wantsColour } from "./style.ts";

/** Where a command writes. */
export interface Screen {
  /** Writes to standard output; marks become colour where it is wanted. Foreign text must be sanitized before. */
  print(text: string): void;
  /** Writes to standard error. */
  note(text: string): void;
  /** Writes a value to standard output as JSON. */
  json(value: unknown): void;
  /** A writer for foreign text that streams; `raw` lets everything through. */
  foreign(options?: { raw?: boolean; mark?: (text: string) => string }): ForeignWriter;
  /** Standard input and output are both terminals. */
  interactive: boolean;
  /** Standard error is a terminal. */
  notesOnTerminal: boolean;
  /** Width of standard output, 80 where it is not known. */
  columns: number;
  /** Width of standard output where it is a terminal. */
  width: number | undefined;
  /** What `print` would write. */
  render(text: string): string;
}

/** Writes foreign text as it arrives. */
export interface ForeignWriter {
  /** Resolves when the next piece may be written. */
  write(text: string): Promise<void>;
  /** Whether the cursor stands at the beginning of a line. */
  atLineStart(): boolean;
}

/** Makes the screen of an io. */
export function createScreen(io: Io): Screen {
  const { stdout, stderr, stdin, env } = io;
  const outColour = wantsColour(env, stdout.isTTY === true);
  const errColour = wantsColour(env, stderr.isTTY === true);
  return {
    interactive: stdin.isTTY === true && stdout.isTTY === true,
    notesOnTerminal: stderr.isTTY === true,
    get columns() {
      return columnsOf(stdout) ?? 80;
    },
    get width() {
      return stdout.isTTY === true ? columnsOf(stdout) : undefined;
    },
    render: (text) => renderMarks(text, outColour),
    print: (text) => void stdout.write(renderMarks(text, outColour)),
    note: (text) => void stderr.write(renderMarks(text, errColour)),
    json: (value) => void stdout.write(`${safeJson(value)}\n`),
    foreign: ({ raw = false, mark = (text: string): string => text } = {}) => {
      const sanitizer = createSanitizer();
      let lineStart = true;
      return {
        async write(text) {
          const safe = raw ? text : sanitizer.push(text);
          if (safe === "") return;
          lineStart = safe.endsWith("\n");
          if (!stdout.write(raw ? safe : renderMarks(mark(safe), outColour))) await drained(stdout);
        },
        atLineStart: () => lineStart,
      };
    },
  };
}

function drained(stream: OutputStream): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of ["drain", "close", "error"]) stream.off(event, done);
      resolve();
    };
    for (const event of ["drain", "close", "error"]) stream.on(event, done);
  });
}
