import { describe, expect, it } from "vitest";
import { acme, edit, problemsOf } from "../__fixtures__/acme.ts";

describe("an alias", () => {
  const plugins = {
    "plugins.yaml":
      '"@byok/acme": { exists: true, id: acme, export: acme, wires: [anthropic-messages] }\n',
  };
  const withAlias = (alias: string): string =>
    edit(
      acme(
        "  - wire: openai-chat\n    auth: bearer\n",
        "  - { wire: openai-chat, auth: bearer }\n  - { wire: anthropic-messages, auth: bearer, models: claude-* }\n",
      ).replace("openai-chat, auth: bearer", "openai-chat, auth: bearer, models: acme-*"),
      "    family: thinker\n",
      `    family: thinker\n    aliases: [${alias}]\n`,
    );

  it("is served by the surface of its model", () => {
    expect(problemsOf(withAlias("acme-two"), plugins)).toEqual([]);
    expect(problemsOf(withAlias("claude-two"), plugins)).toEqual([
      'platforms/acme.yaml:37:15 models.acme-2.aliases[0]: "claude-two" would be served by the surface anthropic-messages, and acme-2 by openai-chat: make the surfaces\' models fit both, or neither',
    ]);
  });
});
