import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { root } from "../../scripts/lib/root.ts";
import { documents, missingPaths, namedPaths, repositoryPaths } from "./missing-paths.ts";

const existing = repositoryPaths(root);
const all = documents(root, existing);

describe("every path that a document names exists", () => {
  test.each([...all.keys()])("%s", (document) => {
    expect(missingPaths(document, all.get(document) ?? "", existing)).toEqual([]);
  });

  test("and the documents name many", () => {
    expect([...all.keys()]).toEqual(
      expect.arrayContaining(["README.md", "docs/architecture.md", "packages/core/README.md"]),
    );
    expect(namedPaths(all.get("docs/architecture.md") ?? "").length).toBeGreaterThan(60);
  });
});

describe("a path that does not exist is found", () => {
  const missing = (markdown: string, document = "docs/a.md"): string[] =>
    missingPaths(document, markdown, existing);

  test.each([
    "packages/core/src/engine/gone.ts",
    "packages/core/src/gone/",
    "engine/gone.ts",
    "gone.yaml",
    "packages/<name>/gone.ts",
    "src/index.ts/gone.ts",
  ])("%s", (path) => {
    expect(missing(`See \`${path}\`.`)).toEqual([path]);
  });

  test("in a link, which counts from its document", () => {
    expect(missing("[a](decisions/0001-gone.md)")).toEqual(["./decisions/0001-gone.md"]);
    expect(missing("[a](../README.md#try-it) [b](architecture.md)")).toEqual([]);
    expect(missing("[a](README.md)", "README.md")).toEqual([]);
    expect(missing("[a](README.md)")).toEqual(["./README.md"]);
  });

  test("a path of the root is not taken for the end of another", () => {
    expect(missing("`docs/README.md`")).toEqual(["docs/README.md"]);
    expect(missing("`scripts/lint/plugin.ts` `engine/retry.ts` `packages/*/README.md`")).toEqual(
      [],
    );
  });

  test("what is no path is left alone", () => {
    expect(
      missing(
        "`openai/gpt-4o-mini` `@byok/core/provider` `pnpm check` `.env` [x](https://x.example/y.md)",
      ),
    ).toEqual([]);
  });
});

describe("README.md", () => {
  test("lists every class of error with its code, and no other", () => {
    const files = [
      "packages/core/src/errors/errors.ts",
      "packages/vault/src/vault-error.ts",
      "packages/chat/src/store/store-error.ts",
    ];
    const source = files.map((file) => readFileSync(join(root, file), "utf8")).join("\n");
    const classes = source.matchAll(/export class (\w+) extends ByokError[^]*?super\(\s*"(\w+)"/g);
    const rows = (all.get("README.md") ?? "").matchAll(/^\| `(\w+Error)` \| `(\w+)` \|/gm);
    const pairs = (matches: Iterable<RegExpMatchArray>): string[] =>
      [...matches].map(([, name, code]) => `${name} ${code}`).toSorted();
    const listed = pairs(rows);
    expect(listed.length).toBeGreaterThan(20);
    expect(listed).toEqual(pairs(classes));
  });

  test("shows examples/twenty-lines.ts as it is", () => {
    const example = readFileSync(join(root, "examples/twenty-lines.ts"), "utf8");
    expect(all.get("README.md")).toContain(`\`\`\`ts\n${example}\`\`\``);
  });
});
