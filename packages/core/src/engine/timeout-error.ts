import { TimeoutError, type TimeoutPhase } from "../errors/errors.ts";
import type { Call } from "./call.ts";

/** The error of a phase that took too long, with the option that changes its limit. */
export function timeoutError(phase: TimeoutPhase, ms: number, call: Call): TimeoutError {
  const host = call.url.host;
  const what: Record<TimeoutPhase, string> = {
    connect: `No connection to ${host}`,
    write: `${host} did not take the request`,
    "first-byte": `${host} sent nothing`,
    idle: `${host} went silent in the middle of its answer`,
    "content-idle": `${host} kept the connection open without sending content`,
    total: `The call to ${host} was not finished`,
  };
  const option: Record<TimeoutPhase, string> = {
    connect: "timeouts.connectMs",
    write: "timeoutMs",
    "first-byte": "timeoutMs",
    idle: "timeouts.idleMs",
    "content-idle": "timeouts.contentIdleMs",
    total: "timeouts.totalMs",
  };
  return new TimeoutError(`${what[phase]} within ${ms} ms.`, {
    phase,
    platform: call.target.platform.id,
    model: call.target.model.id,
    retryable: phase !== "total",
    hint: `Try again, or raise \`${option[phase]}\` if the model needs longer.`,
  });
}

/** The error of a stream whose own reader took nothing for so long that it was given up. */
export function slowReaderError(ms: number, call: Call): TimeoutError {
  return new TimeoutError(
    `The answer of ${call.url.host} was not read on: its reader took nothing within ${ms} ms.`,
    {
      phase: "content-idle",
      platform: call.target.platform.id,
      model: call.target.model.id,
      hint: "Read faster, with slow work outside of the loop, or raise `timeouts.contentIdleMs`.",
    },
  );
}
