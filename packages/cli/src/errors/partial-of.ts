import { isByokError, type PartialAnswer } from "@byok/core";

/** What came of an answer before its error, where anything did: a login page in its place leaves nothing to show or count. */
export function partialOf(error: unknown): PartialAnswer | undefined {
  const partial = isByokError(error) ? error.partial : undefined;
  const cameAny =
    partial !== undefined &&
    (partial.message.content.length > 0 || partial.cost.amount !== undefined);
  return cameAny ? partial : undefined;
}
