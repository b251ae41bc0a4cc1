import { Writable } from "node:stream";
import { columnsOf, type OutputStream } from "../io.ts";

/** What readline writes to. */
export interface OutputGate {
  stream: Writable;
  /** While it is muted, nothing comes through. */
  mute(on: boolean): void;
}

/** A copy of the output that can be silent, so that typing does not mix with an answer. */
export function createGate(stdout: OutputStream): OutputGate {
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
  return {
    stream,
    mute: (on) => {
      muted = on;
    },
  };
}
