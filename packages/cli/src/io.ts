import type { Readable, Writable } from "node:stream";

/** A stream that may be a terminal. */
export type OutputStream = Writable & { isTTY?: boolean | undefined; columns?: number | undefined };

/** The input, which may be a terminal. */
export type InputStream = Readable & { isTTY?: boolean | undefined };

/** Everything of the process that a command may touch, so that tests can bring their own. */
export interface Io {
  stdin: InputStream;
  stdout: OutputStream;
  stderr: OutputStream;
  /** For the program's own settings; keys are read by core from the process's environment. */
  env: Readonly<Record<string, string | undefined>>;
  /** Calls the handler on Ctrl-C instead of ending; returns how to stop that. */
  onInterrupt?(handler: () => void): () => void;
  /** Aborted when standard output cannot be written any more. The user has been told, unless the reader went away. */
  outputLost?: AbortSignal;
  /** Local servers to look for, instead of the usual ones. */
  localServers?: readonly LocalServerAddress[];
}

/** Where a local model server may listen. */
export interface LocalServerAddress {
  platform: string;
  /** What the user calls it. */
  name: string;
  url: string;
}

/** Columns of a terminal; undefined where they are not known. Some terminals say 0. */
export function columnsOf(stream: OutputStream): number | undefined {
  return stream.columns === 0 ? undefined : stream.columns;
}
