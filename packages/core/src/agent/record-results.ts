import type { ToolCallPart, ToolResultPart } from "../messages/message.ts";
import { failedResult, runTools } from "./run-tools.ts";
import type { StepOptions } from "./step.ts";

/**
 * Runs the calls that are not `decided` yet, writes the results of all into the conversation, in the order of the calls,
 * and tells of them.
 *
 * @throws the reason of an abort, at once; the calls that ran then have a result that says so.
 */
export async function recordResults(
  calls: readonly ToolCallPart[],
  options: Pick<StepOptions, "memory" | "tools" | "signal" | "push">,
  decided: ReadonlyMap<string, ToolResultPart> = new Map(),
): Promise<ToolResultPart[]> {
  const { memory, tools, signal, push } = options;
  const open = calls.filter((call) => !decided.has(call.id));
  const record = (made: readonly ToolResultPart[]): ToolResultPart[] => {
    const results = calls.map(
      (call) => decided.get(call.id) ?? made.find((result) => result.id === call.id)!,
    );
    memory.add({ role: "tool", content: results });
    return results;
  };
  const made = await untilAborted(
    runTools(open, tools, { messages: memory.messages, signal }),
    signal,
    // The conversation must stay usable: every call has a result, even one that was stopped.
    () =>
      record(open.map((call) => failedResult(call, "error", "Stopped before it had finished."))),
  );
  const results = record(made);
  for (const part of results) push({ type: "tool-result", id: part.id, choice: 0, part });
  return results;
}

// A tool may be slow to hear of an abort, or deaf to it; the caller is not.
async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  onAbort: () => void,
): Promise<T> {
  let listener = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    listener = (): void => reject(signal.reason as Error);
    if (signal.aborted) listener();
    else signal.addEventListener("abort", listener, { once: true });
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, aborted]);
  } catch (error) {
    if (!signal.aborted) throw error;
    onAbort();
    throw signal.reason;
  } finally {
    signal.removeEventListener("abort", listener);
  }
}
