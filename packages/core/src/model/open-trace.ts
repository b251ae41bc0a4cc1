import type * as NodeFs from "node:fs";
import { InvalidRequestError } from "../errors/errors.ts";
import type { TraceRecord, TraceSink } from "../engine/trace.ts";

/** A trace sink from the option: a function as it is, a path as a file that each record is appended to. */
export function openTrace(trace: TraceSink | string | undefined): TraceSink | undefined {
  if (typeof trace !== "string") return trace;
  const host = (globalThis as { process?: { getBuiltinModule?(id: string): unknown } }).process;
  const fs = host?.getBuiltinModule?.("node:fs") as typeof NodeFs | undefined;
  if (fs === undefined) {
    throw new InvalidRequestError("A trace file can only be written on Node.", {
      hint: "Pass a function as `trace`.",
    });
  }
  return (record: TraceRecord) =>
    fs.appendFileSync(trace, `${JSON.stringify(record)}\n`, { mode: 0o600 });
}
