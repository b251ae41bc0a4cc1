import type * as NodeFs from "node:fs";
import { InvalidRequestError } from "../errors/errors.ts";
import type { Warning } from "../results/warning.ts";
import type { TraceRecord, TraceSink } from "../engine/trace.ts";

/**
 * A trace sink from the option: a function as it is, a path as a file that each record is appended to. A sink that
 * fails later (a full disk, say) is warned of once and then left alone: a trace must not cost the answer.
 *
 * @throws InvalidRequestError for a file that cannot be written.
 */
export function openTrace(
  trace: TraceSink | string | undefined,
  warn: (warning: Warning) => void,
): TraceSink | undefined {
  const write = typeof trace === "string" ? openFile(trace) : trace;
  if (write === undefined) return undefined;
  let hasFailed = false;
  return (record) => {
    if (hasFailed) return;
    try {
      write(record);
    } catch (error) {
      hasFailed = true;
      warn({
        code: "trace-failed",
        path: "trace",
        message: `The trace stopped: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
  };
}

function openFile(trace: string): TraceSink {
  const host = (globalThis as { process?: { getBuiltinModule?(id: string): unknown } }).process;
  const fs = host?.getBuiltinModule?.("node:fs") as typeof NodeFs | undefined;
  if (fs === undefined) {
    throw new InvalidRequestError("A trace file can only be written on Node.", {
      hint: "Pass a function as `trace`.",
    });
  }
  try {
    fs.appendFileSync(trace, "", { mode: 0o600 });
  } catch (cause) {
    throw new InvalidRequestError(
      `The trace file ${trace} cannot be written (${(cause as NodeJS.ErrnoException).code ?? String(cause)}).`,
      {
        cause,
        hint: "Name a file in a folder that exists and may be written, or leave `trace` out.",
      },
    );
  }
  return (record: TraceRecord) =>
    fs.appendFileSync(trace, `${JSON.stringify(record)}\n`, { mode: 0o600 });
}
