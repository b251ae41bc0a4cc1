import { InvalidRequestError } from "../errors/errors.ts";

/** Limits on the phases of a call, in milliseconds; 0 or Infinity switches one off. */
export interface Timeouts {
  /** Opening a connection. Default 10,000. */
  connectMs: number;
  /**
   * From the request's last byte until the first byte of the answer; and between two pieces of a long request that are
   * taken, where the transport can tell. Default 180,000.
   */
  firstByteMs: number;
  /** Between two reads of the answer. Default 120,000. */
  idleMs: number;
  /**
   * Between two pieces of content, so that endless keep-alives end too; and between two events that are taken, once so
   * many wait that the network is paused. Default 300,000.
   */
  contentIdleMs: number;
  /** The whole call with its retries. Default: none. */
  totalMs: number;
}

/** How long the body of an error status may take as a whole: its text is only for the message. */
export const ERROR_BODY_MS = 10_000;

/** The limits used when the caller sets none. */
const DEFAULT_TIMEOUTS: Timeouts = {
  connectMs: 10_000,
  firstByteMs: 180_000,
  idleMs: 120_000,
  contentIdleMs: 300_000,
  totalMs: 0,
};

/**
 * Merges limits: `timeoutMs` sets the first byte and lowers idle to itself when smaller; `timeouts` wins over both.
 *
 * @throws InvalidRequestError for a limit that is not a number of milliseconds.
 */
export function resolveTimeouts(
  timeoutMs: number | undefined,
  ...layers: (Partial<Timeouts> | undefined)[]
): Timeouts {
  const result: Timeouts = { ...DEFAULT_TIMEOUTS };
  if (timeoutMs !== undefined) {
    check("timeoutMs", timeoutMs);
    result.firstByteMs = timeoutMs;
    if (timeoutMs > 0) result.idleMs = Math.min(result.idleMs, timeoutMs);
  }
  for (const layer of layers) {
    if (layer === undefined) continue;
    if (typeof layer !== "object" || layer === null) {
      throw new InvalidRequestError("`timeouts` must be an object of limits in milliseconds.", {
        hint: "For one limit on the first byte there is `timeoutMs`.",
      });
    }
    for (const [name, value] of Object.entries(layer)) {
      if (!Object.hasOwn(DEFAULT_TIMEOUTS, name)) {
        throw new InvalidRequestError(`Unknown time limit timeouts.${name}.`, {
          hint: `Use one of ${Object.keys(DEFAULT_TIMEOUTS).join(", ")}.`,
        });
      }
      if (value === undefined) continue;
      check(`timeouts.${name}`, value);
      result[name as keyof Timeouts] = value;
    }
  }
  return result;
}

function check(name: string, value: unknown): void {
  if (typeof value === "number" && value >= 0) return;
  throw new InvalidRequestError(`${name} must be a number of milliseconds, 0 or more.`, {
    hint: "180 seconds are `180_000`.",
  });
}
