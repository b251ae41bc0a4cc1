import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { main } from "../main.ts";
import type { Io, LocalServerAddress } from "../io.ts";

/** State of the tests of one file, which is not that of the machine. */
const HOME = mkdtempSync(join(tmpdir(), "byok-home-"));

export interface RunOptions {
  /** Text on standard input; a terminal when absent. */
  stdin?: string;
  /** Whether standard output and error are terminals. */
  terminal?: boolean;
  env?: Record<string, string>;
  servers?: readonly LocalServerAddress[];
  onInterrupt?: Io["onInterrupt"];
}

export interface RunResult {
  code: number;
  out: string;
  err: string;
}

/** Runs the program with fake streams. No local server is looked for unless the test names one. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { stdin, terminal = false, env = {}, servers = [], onInterrupt } = options;
  const [stdout, out] = collect(terminal);
  const [stderr, err] = collect(terminal);
  const input = Object.assign(stdin === undefined ? new PassThrough() : Readable.from([Buffer.from(stdin)]), {
    isTTY: stdin === undefined,
  });
  const io: Io = {
    stdin: input,
    stdout,
    stderr,
    env: { BYOK_HOME: HOME, ...env },
    localServers: servers,
    ...(onInterrupt === undefined ? {} : { onInterrupt }),
  };
  const code = await main(args, io);
  return { code, out: out(), err: err() };
}

/** A running program with a terminal that a test types on. */
export interface Session {
  type(text: string): void;
  /** Resolves with all output once it contains the text after the last match. */
  sees(text: string): Promise<string>;
  /** Waits for the prompt, then types a line. */
  say(line: string): Promise<void>;
  end(): void;
  done: Promise<number>;
  all(): string;
}

/** Starts the program with a fake terminal. */
export function start(args: readonly string[], options: Omit<RunOptions, "stdin"> = {}): Session {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  const [stdout, out] = collect(true);
  const stderr = Object.assign(new PassThrough(), { isTTY: false });
  stderr.on("data", (chunk: Buffer) => void stdout.write(chunk));
  const io: Io = {
    stdin,
    stdout,
    stderr,
    env: { BYOK_HOME: HOME, ...options.env },
    localServers: options.servers ?? [],
  };
  let seen = 0;
  const done = main(args, io);

  async function until(what: string, came: () => boolean): Promise<void> {
    while (!came()) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(`"${what}" did not come. Seen since: ${plain(out()).slice(seen)}`));
        }, 20_000);
        stdout.once("data", () => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  return {
    type: (text) => void stdin.write(text),
    end: () => void stdin.end(),
    all: out,
    done,
    sees: async (text) => {
      await until(text, () => {
        const at = plain(out()).indexOf(text, seen);
        if (at === -1) return false;
        seen = at + text.length;
        return true;
      });
      return plain(out());
    },
    say: async (line) => {
      await until("the prompt", () => plain(out()).endsWith("> "));
      seen = plain(out()).length;
      stdin.write(`${line}\r`);
    },
  };
}

/** Text without the escape sequences that the program itself writes. */
export function plain(text: string): string {
  return text.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, "").replaceAll("\r", "");
}

function collect(terminal: boolean): [PassThrough & { isTTY: boolean; columns: number }, () => string] {
  const stream = Object.assign(new PassThrough(), { isTTY: terminal, columns: 100 });
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return [stream, () => Buffer.concat(chunks).toString("utf8")];
}
