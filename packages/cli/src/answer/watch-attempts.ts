import type { TraceRecord } from "@byok/core";
import type { Progress } from "../terminal/progress.ts";

/** A trace sink that tells of retries while they happen. */
export function watchAttempts(
  waitingFor: string,
  progress: () => Progress | undefined,
): (record: TraceRecord) => void {
  return (record) => {
    if (record.type === "response" && record.status >= 400) {
      progress()?.update(`${waitingFor} answered ${record.status}; waiting`);
    }
    if (record.type === "request" && record.attempt > 0) {
      progress()?.update(`waiting for ${waitingFor} (try ${record.attempt + 1})`);
    }
  };
}
