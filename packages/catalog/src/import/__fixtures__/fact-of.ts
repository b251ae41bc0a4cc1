import type { FactRow } from "../fact-row.ts";

/** A row of the facts for tests; what is not given is unknown. */
export function factOf(row: Partial<FactRow> & { platform: string; id: string }): FactRow {
  return {
    kind: "chat",
    deprecated: false,
    free_or_unpriced: false,
    price_source: "pi-ai@2026-11-10",
    price_agreement: "agree",
    sources: [{ src: "pi-ai", date: "2026-11-10" }],
    ...row,
  };
}
