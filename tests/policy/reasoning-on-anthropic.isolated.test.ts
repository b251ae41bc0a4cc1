import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { ModelFactory, registerProvider, type LooseConfig, type Message } from "@byok/core";
import type { JsonObject, ReasoningPolicy } from "@byok/core/provider";
import { anthropic } from "@byok/anthropic";
import {
  addPlatform,
  type MadeUpModels,
} from "../../packages/core/src/catalog-access/__fixtures__/made-up-platform.ts";
import {
  serveMessages,
  type MessagesServer,
} from "../../packages/providers/anthropic/src/__fixtures__/serve.ts";

// What a policy says of reasoning holds on this wire too. Most of it no entry of the catalog says here yet.

const ECHOES: Readonly<Record<string, ReasoningPolicy>> = {
  "echo-unsaid": {},
  "echo-forbidden": { echo: "forbidden" },
  "echo-always": { echo: "optional", echoWhen: "always" },
  "echo-required": { echo: "required" },
  "echo-tool-turns": { echo: "required", echoWhen: "toolTurns" },
  "tags-unsaid": { thinkTags: true },
  "tags-back": { thinkTags: true, echo: "required", echoWhen: "always", echoField: "content" },
};
const toggle = { field: "mode.on", on: "yes", off: "no" };
const SENDS: Readonly<Record<string, ReasoningPolicy["send"]>> = {
  plain: {},
  "summary-field": { summary: "r.summary" },
  "summary-nowhere": { summary: null },
  "effort-nowhere": { effort: null },
  "budget-nowhere": { budget: null },
  nowhere: { effort: null, budget: null },
  "effort-field": { effort: "r.level" },
  "effort-field-and-budget": { effort: "r.level" },
  "budget-field": { budget: "r.tokens" },
  switch: { toggle },
  "switch-and-effort": { toggle, budget: null },
};

beforeAll(() => {
  registerProvider(anthropic);
  const models: MadeUpModels = {
    ...Object.fromEntries(
      Object.entries(ECHOES).map(([id, reasoning]) => [id, { policy: { reasoning } }]),
    ),
    ...Object.fromEntries(
      Object.entries(SENDS).map(([id, send]) => [
        id,
        {
          policy: { reasoning: send === undefined ? {} : { send } },
          maxOutput: 64_000,
          ...(id.endsWith("-and-budget") ? { budget: { min: 1024 } } : {}),
        },
      ]),
    ),
    open: { policy: {} },
    "open-field": { policy: { reasoning: { send: { effort: null, budget: "r.tokens" } } } },
    "open-ranged": { policy: { params: { maxTokens: { range: { max: 6000 } } } } },
    fixed: { policy: { params: { maxTokens: { fixed: 2000 } } } },
  };
  addPlatform("acme", models);
});

let server: MessagesServer | undefined;
afterEach(() => server?.close());

/** A made-up model by its id alone, or one of the catalog by its reference. */
function modelOf(id: string, config: LooseConfig = {}) {
  const options = { apiKey: "k-0123456789", url: server!.url, surface: "anthropic-messages" };
  return ModelFactory.create(id.includes("/") ? id : `acme/${id}`, config, options);
}

const tools = [{ name: "look", inputSchema: { type: "object", properties: {} } }];
const thinking = { type: "thinking", thinking: "Hm.", signature: "SIGNED" };
const text = { type: "text", text: "So." };
const call = { type: "tool_use", id: "t1", name: "look", input: {} };
const question: Message = { role: "user", content: "Why?" };

/** The blocks that go back of an answer, and the codes of the warnings about it. */
async function goOn(
  id: string,
  content: readonly JsonObject[],
): Promise<{ blocks: unknown; codes: string[] }> {
  server = await serveMessages({ content: [...content] }, {});
  const model = modelOf(id, { maxTokens: 100 });
  const first = await model.generate({ messages: [question], tools });
  const results: Message[] = first.toolCalls.map(({ id: callId, name }) => ({
    role: "tool",
    content: [{ type: "tool-result", id: callId, name, status: "ok", content: [] }],
  }));
  const messages = [question, first.message, ...results, ...(results.length > 0 ? [] : [question])];
  const { warnings } = await model.generate({ messages, tools });
  const sent = server.bodies[1]?.["messages"] as JsonObject[] | undefined;
  return { blocks: sent?.[1]?.["content"], codes: warnings.map(({ code }) => code) };
}

describe("thinking goes back as the policy says", () => {
  test.each<[string, plain: boolean, toolTurn: boolean]>([
    // The protocol's own rule where the policy says nothing.
    ["echo-unsaid", true, true],
    ["echo-forbidden", false, false],
    ["echo-always", true, true],
    ["echo-required", true, true],
    ["echo-tool-turns", false, true],
  ])("%s: %s in a plain turn, %s in one with tools", async (id, plain, toolTurn) => {
    expect(await goOn(id, [thinking, text])).toEqual({
      blocks: plain ? [thinking, text] : [text],
      codes: [],
    });
    expect(await goOn(id, [thinking, text, call])).toEqual({
      blocks: toolTurn ? [thinking, text, call] : [text, call],
      codes: [],
    });
  });
});

describe("think tags", () => {
  const tagged = { type: "text", text: "<think>\nHm.\n</think>\n\nSo." };

  test.each(["tags-unsaid", "tags-back"])(
    "%s: are split off the answer, whole and streamed",
    async (id) => {
      server = await serveMessages({ content: [tagged] });
      const model = modelOf(id, { maxTokens: 100 });
      for (const { text: answer, reasoning, message } of [
        await model.generate("Why?"),
        await model.stream("Why?").result(),
      ]) {
        expect({ answer, reasoning: reasoning.trim() }).toEqual({
          answer: "So.",
          reasoning: "Hm.",
        });
        expect((message.content as { type: string }[]).map(({ type }) => type)).toEqual([
          "reasoning",
          "text",
        ]);
      }
    },
  );

  test("that stand later, or where nobody says that there are any, are text", async () => {
    for (const [id, said] of [
      ["tags-back", `So. ${tagged.text}`],
      ["plain", tagged.text],
    ] as const) {
      server = await serveMessages({ content: [{ type: "text", text: said }] });
      for (const result of [
        await modelOf(id, { maxTokens: 100 }).generate("Why?"),
        await modelOf(id, { maxTokens: 100 }).stream("Why?").result(),
      ])
        expect(result).toMatchObject({ text: said, reasoning: "" });
      server.close();
    }
  });

  test("an answer that ends within half a tag is text", async () => {
    server = await serveMessages({ content: [{ type: "text", text: "<thi" }] });
    expect(await modelOf("tags-back", { maxTokens: 100 }).generate("Why?")).toMatchObject({
      text: "<thi",
    });
  });

  test("go back where the policy wants them, else silently not", async () => {
    expect(await goOn("tags-back", [tagged])).toEqual({
      blocks: [{ type: "text", text: "<think>\nHm.\n</think>\n\n" }, text],
      codes: [],
    });
    expect(await goOn("tags-unsaid", [tagged])).toEqual({ blocks: [text], codes: [] });
  });
});

/** What of a request is about reasoning or its cap, and what its user is told. */
async function ask(id: string, config: LooseConfig): Promise<{ sent: JsonObject; told: string[] }> {
  server = await serveMessages({});
  const { warnings } = await modelOf(id, config).generate("Why?");
  const { model: _, messages: __, ...sent } = server.bodies[0]!;
  return { sent, told: warnings.map(({ code, path }) => `${code} ${path}`) };
}

describe("where settings stand", () => {
  const adaptive = { type: "adaptive" };
  const high = { effort: "high" };
  const translated = ["translated config.reasoningEffort"];
  const left = (...names: string[]): string[] => names.map((name) => `unsupported config.${name}`);

  test.each<[string, LooseConfig, JsonObject, string[]]>([
    ["plain", { reasoningEffort: "high" }, { thinking: adaptive, output_config: high }, []],
    [
      "plain",
      { reasoningBudgetTokens: 2000 },
      { thinking: { type: "enabled", budget_tokens: 2000 } },
      [],
    ],
    ["summary-field", { reasoningSummary: "auto" }, { r: { summary: "auto" } }, []],
    [
      "summary-field",
      { reasoningSummary: "auto", reasoningEffort: "high" },
      { r: { summary: "auto" }, thinking: adaptive, output_config: high },
      [],
    ],
    [
      "summary-nowhere",
      { reasoningSummary: "auto", reasoningEffort: "high" },
      { thinking: adaptive, output_config: high },
      left("reasoningSummary"),
    ],
    // What stands nowhere leaves the other in the wire's own form.
    [
      "effort-nowhere",
      { reasoningBudgetTokens: 2000 },
      { thinking: { type: "enabled", budget_tokens: 2000 } },
      [],
    ],
    [
      "effort-nowhere",
      { reasoningEffort: "medium" },
      { thinking: { type: "enabled", budget_tokens: 4000 } },
      translated,
    ],
    ["effort-nowhere", { reasoningEffort: "none" }, { thinking: { type: "disabled" } }, []],
    [
      "budget-nowhere",
      { reasoningEffort: "high" },
      { thinking: adaptive, output_config: high },
      [],
    ],
    [
      "budget-nowhere",
      { reasoningBudgetTokens: 4000 },
      { thinking: adaptive, output_config: { effort: "medium" } },
      ["translated config.reasoningBudgetTokens"],
    ],
    ["nowhere", { reasoningEffort: "high" }, {}, left("reasoningEffort")],
    ["nowhere", { reasoningBudgetTokens: 2000 }, {}, left("reasoningBudgetTokens")],
    // A field of the policy's own is all that is written; the other setting keeps the wire's form.
    ["effort-field", { reasoningEffort: "high" }, { r: { level: "high" } }, []],
    ["effort-field", { reasoningEffort: "none" }, { r: { level: "none" } }, []],
    [
      "effort-field",
      { reasoningEffort: "high", reasoningSummary: "auto" },
      { r: { level: "high" } },
      left("reasoningSummary"),
    ],
    [
      "effort-field-and-budget",
      { reasoningEffort: "high", reasoningBudgetTokens: 2000 },
      { r: { level: "high" }, thinking: { type: "enabled", budget_tokens: 2000 } },
      [],
    ],
    ["budget-field", { reasoningBudgetTokens: 2000 }, { r: { tokens: 2000 } }, []],
    // A switch carries the wish; degrees stand at the wire's own places beside it.
    ["switch", { reasoningEffort: "high" }, { mode: { on: "yes" }, output_config: high }, []],
    ["switch", { reasoningEffort: "none" }, { mode: { on: "no" } }, []],
    [
      "switch",
      { reasoningBudgetTokens: 2000 },
      { mode: { on: "yes" }, thinking: { type: "enabled", budget_tokens: 2000 } },
      [],
    ],
    [
      "switch",
      { reasoningBudgetTokens: 9000 },
      { mode: { on: "yes" }, thinking: { type: "enabled", budget_tokens: 7999 } },
      ["clamped config.reasoningBudgetTokens"],
    ],
    [
      "switch-and-effort",
      { reasoningEffort: "high" },
      { mode: { on: "yes" }, output_config: high },
      [],
    ],
  ])("%s, given %j", async (id, config, sent, told) => {
    expect(await ask(id, { maxTokens: 8000, ...config })).toEqual({
      sent: { max_tokens: 8000, ...sent },
      told,
    });
  });
});

describe("the cap that this wire must send, where nobody knows one", () => {
  const defaulted = "defaulted config.maxTokens";

  test.each<[string, LooseConfig, JsonObject, string[]]>([
    ["open", {}, { max_tokens: 4096 }, [defaulted]],
    // A budget of the user's own comes on top, as on a demanded default.
    [
      "open",
      { reasoningBudgetTokens: 9000 },
      { max_tokens: 13_096, thinking: { type: "enabled", budget_tokens: 9000 } },
      [defaulted],
    ],
    [
      "open",
      { reasoningBudgetTokens: 3000 },
      { max_tokens: 4096, thinking: { type: "enabled", budget_tokens: 3000 } },
      [defaulted],
    ],
    [
      "open-field",
      { reasoningBudgetTokens: 9000 },
      { max_tokens: 13_096, r: { tokens: 9000 } },
      [defaulted],
    ],
    [
      "open-field",
      { reasoningEffort: "high" },
      { max_tokens: 20_480, r: { tokens: 16_384 } },
      ["translated config.reasoningEffort", defaulted],
    ],
    [
      "open-ranged",
      { reasoningBudgetTokens: 9000 },
      { max_tokens: 6000, thinking: { type: "enabled", budget_tokens: 5999 } },
      [defaulted, "clamped config.reasoningBudgetTokens"],
    ],
    ["fixed", {}, { max_tokens: 2000 }, []],
    [
      "fixed",
      { reasoningBudgetTokens: 9000 },
      { max_tokens: 2000, thinking: { type: "enabled", budget_tokens: 1999 } },
      ["clamped config.reasoningBudgetTokens"],
    ],
    [
      "fixed",
      { reasoningBudgetTokens: 1500, maxTokens: 8000 },
      { max_tokens: 2000, thinking: { type: "enabled", budget_tokens: 1500 } },
      ["clamped config.maxTokens"],
    ],
  ])("%s, given %j", async (id, config, sent, told) => {
    expect(await ask(id, config)).toEqual({ sent, told });
  });
});

describe("by the catalog", () => {
  test.each<[string, plain: boolean]>([
    ["anthropic/claude-opus-4-5", true],
    ["deepseek/deepseek-v4-pro", false],
    ["moonshot/kimi-k2.6", false],
    ["moonshot/kimi-k2.7-code", true],
    ["moonshot/kimi-k3", true],
    ["minimax/MiniMax-M2.7", true],
    ["zhipu/glm-4.7", true],
    ["samba/gpt-oss-120b", true],
  ])("%s gets its thinking back in a plain turn: %s", async (reference, plain) => {
    expect((await goOn(reference, [thinking, text])).blocks).toEqual(
      plain ? [thinking, text] : [text],
    );
    expect((await goOn(reference, [thinking, text, call])).blocks).toEqual([thinking, text, call]);
  });

  test.each<[string, LooseConfig, JsonObject]>([
    ["moonshot/kimi-k3", { reasoningEffort: "high" }, { output_config: { effort: "high" } }],
    ["moonshot/kimi-k2.6", { reasoningEffort: "high" }, { thinking: { type: "enabled" } }],
    ["moonshot/kimi-k2.6", { reasoningEffort: "none" }, { thinking: { type: "disabled" } }],
    [
      "deepseek/deepseek-v4-pro",
      { reasoningEffort: "high" },
      { thinking: { type: "enabled" }, output_config: { effort: "high" } },
    ],
  ])("%s, given %j, is sent %j", async (reference, config, sent) => {
    const { max_tokens: _, ...rest } = (await ask(reference, config)).sent;
    expect(rest).toEqual(sent);
  });
});
