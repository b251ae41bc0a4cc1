import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { MessagePolicy } from "../catalog/policy.ts";
import { isPlainConversation } from "./is-plain.ts";
import { prepareMessages } from "./prepare-messages.ts";

const scope = {
  wire: "openai-chat",
  platform: "acme",
  model: "m",
};

const policies: fc.Arbitrary<MessagePolicy> = fc.record(
  {
    system: fc.constantFrom("keep", "hoist", "join", "developer", "asUser"),
    alternate: fc.boolean(),
    emptyText: fc.constantFrom("keep", "drop", "space"),
    name: fc.constantFrom("keep", "drop"),
    toolResultMedia: fc.constantFrom("inline", "nextUser", "drop"),
    mergeToolResults: fc.boolean(),
    prefill: fc.boolean(),
    assistantAfterTool: fc.boolean(),
    trimEnd: fc.boolean(),
  },
  { requiredKeys: [] },
);

const wild = fc.record(
  {
    role: fc.constantFrom("user", "system", "assistant", "tool", "developer"),
    content: fc.oneof(
      fc.constantFrom("Hello", "", " ", "\n", undefined),
      fc.constant([{ type: "text", text: "Hello" }]),
    ),
    name: fc.string(),
    tool_calls: fc.constant([]),
  },
  { requiredKeys: ["role", "content"] },
);
const plain = fc.record({ role: fc.constantFrom("user", "system"), content: fc.string() });
const conversations = fc.array(
  fc.oneof({ weight: 5, arbitrary: plain }, { weight: 1, arbitrary: wild }),
  { maxLength: 4 },
);

describe("isPlainConversation", () => {
  it("holds only for conversations that checks and preparation leave as they are, without a warning", () => {
    let held = 0;
    fc.assert(
      fc.property(conversations, policies, (messages, rules) => {
        const policy = { messages: rules, tools: { idPattern: "^[a-z]{9}$" } };
        if (!isPlainConversation(messages, policy)) return;
        held += 1;
        const warnings: unknown[] = [];
        const warn = (warning: unknown): void => void warnings.push(warning);
        expect(prepareMessages(messages, { policy, scope, warn })).toEqual(messages);
        expect(warnings).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    expect(held).toBeGreaterThan(100);
  });

  it("holds for a first question, alone and with instructions", () => {
    const question = { role: "user", content: "Hello" };
    expect(isPlainConversation([question], {})).toBe(true);
    expect(isPlainConversation([question], { messages: { alternate: true, system: "join" } })).toBe(
      true,
    );
    expect(isPlainConversation([{ role: "system", content: "Be short." }, question], {})).toBe(
      true,
    );
  });

  it.each([
    ["nothing", undefined],
    ["no messages", []],
    // oxlint-disable-next-line no-sparse-arrays
    ["a hole", [, { role: "user", content: "Hello" }]],
    ["null", [null]],
    ["a field more", [{ role: "user", content: "Hello", cache: "5m" }]],
    ["an instance", [new Date()]],
    ["parts", [{ role: "user", content: [{ type: "text", text: "Hello" }] }]],
  ])("leaves %s to the checks", (_, messages) => {
    expect(isPlainConversation(messages, {})).toBe(false);
  });
});
