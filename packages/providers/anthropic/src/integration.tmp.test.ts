import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Assembler } from "../../../core/src/engine/assembler.ts";
import { collectParts } from "./__fixtures__/collect-parts.ts";
import { decodeAll } from "./__fixtures__/sse.ts";
import { testTarget } from "./__fixtures__/test-target.ts";
test.each(["text", "thinking-tools", "server-tools"])("%s", (name) => {
  const bytes = readFileSync(new URL(`./__fixtures__/${name}.sse.txt`, import.meta.url), "utf8");
  const t = testTarget();
  const events = decodeAll(bytes, t);
  const want = collectParts(structuredClone(events), t);
  const pub: unknown[] = [];
  const a = new Assembler({
    scope: { wire: "anthropic-messages", platform: "anthropic", model: "claude-test" },
    limits: { maxToolInputChars: 1e6, maxJsonDepth: 100 } as never,
    newId: () => "x",
    push: (e) => pub.push(e),
  });
  for (const e of events) a.on(e);
  expect(a.isComplete("either")).toBe(true);
  const got = a.finish().choices[0]!;
  const strip = (m: { content: unknown; providerState?: unknown }) =>
    JSON.parse(
      JSON.stringify({ content: m.content, providerState: m.providerState }, (k, v) =>
        k === "rawInput" || k === "channel" ? undefined : v,
      ),
    );
  expect(strip(got.message)).toEqual(strip(want.message));
});
