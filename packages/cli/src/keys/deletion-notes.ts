import type { ImportCandidate, ImportReport } from "@byok/vault";

/** What can be deleted once an import is done: the places of every key that is stored now. */
export function deletionNotes(found: readonly ImportCandidate[], report: ImportReport): string[] {
  const stored = new Set(
    [...report.added, ...report.skipped.filter((each) => each.alreadyStored)].map(({ candidate }) =>
      candidate.key.reveal(),
    ),
  );
  const notes = found
    .filter((candidate) => stored.has(candidate.key.reveal()))
    .map(({ source: { kind, name, path, line } }) => {
      if (path === undefined) return `${name}, wherever it is set for your environment`;
      if (kind === "llm")
        return `llm keys set ${name} (with nothing), or its line${line === undefined ? "" : ` ${line}`} in ${path}`;
      return `${name}: line ${line ?? "?"} of ${path}`;
    });
  return [...new Set(notes)];
}
