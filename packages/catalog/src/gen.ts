import { acme, problemsOf } from "./__fixtures__/acme.ts";
import { cases } from "/tmp/cases.mjs";
import { writeFileSync } from "node:fs";
const out: unknown[] = [];
for (const [name, from, to] of cases as [string, string | null, string][]) {
  const text = from === null ? (to === "BIG" ? "# ".padEnd(1048600, "x") : to) : acme(from, to);
  const p = problemsOf(text);
  out.push([name, from, to, p]);
  console.log("#", name); for (const x of p) console.log("    ", x.slice(0,230)); if (p.length === 0) console.log("   !!! none");
}
writeFileSync("/tmp/cases.json", JSON.stringify(out));
