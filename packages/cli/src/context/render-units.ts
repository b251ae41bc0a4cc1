import type { Unit } from "@byok/chat";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { renderTable } from "../terminal/table.ts";

/** Context units as a table. */
export function renderUnits(units: readonly Unit[], width: number | undefined): string {
  const rows = units.map((unit) => [
    unit.id.slice(0, 8),
    unit.state,
    unit.kind,
    unit.source.title === undefined ? unit.origin : sanitizeLine(unit.source.title).slice(0, 24),
    [
      unit.pinned ? "★ " : "",
      sanitizeLine(unit.content),
      ...unit.tags.map((tag) => ` #${sanitizeLine(tag)}`),
    ].join(""),
  ]);
  return renderTable(
    [
      { title: "id" },
      { title: "state" },
      { title: "kind" },
      { title: "from", drop: 1 },
      { title: "content", shrink: 30 },
    ],
    rows,
    width,
  );
}
