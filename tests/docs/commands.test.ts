import { describe, expect, test } from "vitest";

import { SLASH_COMMANDS } from "../../packages/cli/src/chat/slash-commands.ts";
import { root } from "../../scripts/lib/root.ts";
import { commandLines, commandProblem } from "./commands.ts";
import { documents, repositoryPaths } from "./missing-paths.ts";

const all = documents(root, repositoryPaths(root));

async function problems(markdown: string): Promise<string[]> {
  const found: string[] = [];
  for (const words of commandLines(markdown)) {
    const problem = await commandProblem(words);
    if (problem !== undefined) found.push(`${words.join(" ")}: ${problem}`);
  }
  return found;
}

describe("every byok command that a document shows exists, with its flags", () => {
  test.each([...all.keys()])("%s", async (document) => {
    expect(await problems(all.get(document) ?? "")).toEqual([]);
  });

  test("and the documents show many", () => {
    expect(commandLines(all.get("README.md") ?? "").length).toBeGreaterThan(30);
  });

  test.each([
    ["byok chatt", "there is no command chatt"],
    ["byok keys ad openai", "there is no command ad"],
    ["byok keys add openai --labell work", "keys add has no flag --labell"],
    ['git diff | byok ask -q "x" # a comment --no-flag', "ask has no flag -q"],
    ["pnpm -s byok platforms --jsonn", "platforms has no flag --jsonn"],
  ])("what does not is found: %s", async (line, problem) => {
    expect(await problems(`\`\`\`sh\n${line}\n\`\`\``)).toEqual([expect.stringContaining(problem)]);
  });

  test("in a code span too, and slash commands with them", async () => {
    expect(await problems("Type `byok vault statuss`.")).toHaveLength(1);
    const named = [...(all.get("README.md") ?? "").matchAll(/`(\/[a-z-]+)[ `]/g)].map(
      ([, name = ""]) => name,
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !Object.hasOwn(SLASH_COMMANDS, name))).toEqual([]);
  });
});
