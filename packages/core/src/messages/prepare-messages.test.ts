import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MessagePolicy, Policy } from "../catalog/policy.ts";
import type { Warning } from "../results/warning.ts";
import { conversation, deepFreeze } from "./__fixtures__/conversation.ts";
import type { Message, ProviderState } from "./message.ts";
import { prepareMessages } from "./prepare-messages.ts";
import type { StateTarget } from "./prepare-state.ts";
import { mapToolIds } from "./prepare-tool-ids.ts";

const scope: StateTarget = { wire: "w1", platform: "p1", model: "m1" };

function prepare(
  messages: string | readonly Message[],
  policy: Policy = {},
  target: Partial<StateTarget> = {},
): { messages: Message[]; warnings: Warning[] } {
  const warnings: Warning[] = [];
  const prepared = prepareMessages(messages, {
    policy,
    scope: { ...scope, ...target },
    warn: (w) => warnings.push(w),
  });
  return { messages: prepared, warnings };
}

const shape = (rules: MessagePolicy, messages: Message[]): Message[] =>
  prepare(messages, { messages: rules }).messages;
const user = (content: string): Message => ({ role: "user", content });
const assistant = (content: string): Message => ({ role: "assistant", content });
const call = (...ids: string[]): Message => ({
  role: "assistant",
  content: ids.map((id) => ({ type: "tool-call", id, name: `f-${id}`, input: {} })),
});
const result = (...ids: string[]): Message => ({
  role: "tool",
  content: ids.map((id) => ({
    type: "tool-result",
    id,
    name: `f-${id}`,
    status: "ok",
    content: [{ type: "text", text: id }],
  })),
});

const anyPolicy: fc.Arbitrary<Policy> = fc.record({
  messages: fc.record(
    {
      system: fc.constantFrom("keep", "hoist", "join", "developer", "asUser"),
      alternate: fc.boolean(),
      emptyText: fc.constantFrom("keep", "drop", "space"),
      name: fc.constantFrom("keep", "drop"),
      toolResultMedia: fc.constantFrom("inline", "nextUser", "drop"),
      mergeToolResults: fc.boolean(),
      assistantAfterTool: fc.boolean(),
      trimEnd: fc.boolean(),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<MessagePolicy>,
  tools: fc.record(
    { idPattern: fc.constantFrom("^[a-zA-Z0-9]{9}$", "^[a-zA-Z0-9_-]{1,64}$", "^call_[a-z0-9]+$") },
    { requiredKeys: [] },
  ),
  reasoning: fc.record(
    { stateScope: fc.constantFrom("model", "maker", "platform", "account") },
    { requiredKeys: [] },
  ),
});

/** All texts of a conversation, so that a loss is seen. */
function words(messages: readonly Message[]): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
    const { type, text, content } = value as { type?: string; text?: string; content?: unknown };
    if (typeof content === "string") found.push(...content.split(/\s+/));
    if (type === "text" && typeof text === "string") found.push(...text.split(/\s+/));
    if (Array.isArray(content)) content.forEach(visit);
  };
  messages.forEach(visit);
  return found.filter((word) => word !== "");
}

describe("prepareMessages, whatever the policy", () => {
  it("never changes what it is given", () => {
    fc.assert(
      fc.property(conversation(fc.uuid()), anyPolicy, (messages, policy) => {
        const before = structuredClone(messages);
        prepare(deepFreeze(messages), deepFreeze(policy));
        expect(messages).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it("puts every result behind its call, once, and loses no word and no call", () => {
    fc.assert(
      fc.property(conversation(fc.uuid()), anyPolicy, (given, policy) => {
        const { messages } = prepare(given, policy);
        const open = new Set<string>();
        for (const message of messages) {
          if (message.role !== "tool") expect([...open]).toEqual([]);
          if (typeof message.content === "string") continue;
          for (const part of message.content) {
            if (part.type === "tool-call") open.add(part.id);
            else if (part.type === "tool-result") expect(open.delete(part.id)).toBe(true);
          }
        }
        expect([...open]).toEqual([]);
        const kept = words(messages);
        for (const word of words(given)) expect(kept).toContain(word);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps the promises of the policy", () => {
    fc.assert(
      fc.property(conversation(fc.uuid()), anyPolicy, (given, policy) => {
        const { messages } = prepare(given, policy);
        const rules = policy.messages ?? {};
        const roles = messages.map((message) => message.role);
        const pairs = roles.slice(1).map((role, i) => `${roles[i]} ${role}`);
        if (rules.alternate === true) {
          expect(pairs).not.toContain("user user");
          expect(pairs).not.toContain("assistant assistant");
        }
        if (rules.assistantAfterTool === true) expect(pairs).not.toContain("tool user");
        if (rules.mergeToolResults === true) expect(pairs).not.toContain("tool tool");
        if (rules.system === "asUser") expect(roles).not.toContain("system");
        if (rules.system === "join") expect(roles.lastIndexOf("system")).toBeLessThanOrEqual(0);
        if (rules.system === "hoist")
          expect(roles.slice(roles.findIndex((role) => role !== "system"))).not.toContain("system");
        const flat = JSON.stringify(messages);
        if (rules.name === "drop") expect(flat).not.toMatch(/"name":"(ann|bob)"/);
        const pattern = policy.tools?.idPattern;
        for (const message of messages) {
          if (typeof message.content === "string") {
            if (rules.emptyText === "drop") expect(message.content.trim()).not.toBe("");
            if (rules.emptyText === "space") expect(message.content).not.toBe("");
            continue;
          }
          for (const part of message.content) {
            if (part.type === "text" && rules.emptyText === "drop")
              expect(part.text.trim()).not.toBe("");
            if (part.type === "text" && rules.emptyText === "space") expect(part.text).not.toBe("");
            if (part.type === "tool-call" && pattern !== undefined)
              expect(part.id).toMatch(new RegExp(pattern));
            if (
              part.type === "tool-result" &&
              (rules.toolResultMedia === "drop" || rules.toolResultMedia === "nextUser")
            ) {
              expect(part.content.map((inner) => inner.type)).not.toContain("file");
            }
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("sends a sound conversation as it is when the policy says nothing", () => {
    const messages = [
      { role: "system", content: "Be short." },
      user("Hi"),
      call("a", "b"),
      result("a"),
      result("b"),
      assistant("Done. "),
      user(""),
    ] satisfies Message[];
    expect(prepare(messages)).toEqual({ messages, warnings: [] });
    expect(prepare("Hi")).toEqual({ messages: [user("Hi")], warnings: [] });
  });
});

describe("tool calls and results", () => {
  it("moves results behind their call, over other messages", () => {
    const { messages } = prepare([
      call("a", "b"),
      user("wait"),
      result("b"),
      assistant("so"),
      result("a"),
    ]);
    expect(messages).toEqual([
      call("a", "b"),
      result("b"),
      result("a"),
      user("wait"),
      assistant("so"),
    ]);
  });

  it("pairs an id that comes again with the nearest call before it", () => {
    const messages = [user("x"), call("0"), result("0"), call("0"), result("0")];
    expect(prepare(messages).messages).toEqual(messages);
  });

  it.each<[string, Message[], RegExp]>([
    [
      "a missing result",
      [call("a", "b"), result("a")],
      /messages\[0\] calls tools whose results are missing: "b" \(f-b\)/,
    ],
    ["no result at all", [user("x"), call("a"), user("y")], /"a" \(f-a\)/],
    [
      "a stray result",
      [user("x"), result("a")],
      /messages\[1\]\.content\[0\] is the result of the tool call "a", but no message/,
    ],
    ["a result before its call", [result("a"), call("a")], /no message before it made that call/],
    ["two results", [call("a"), result("a"), result("a")], /second result of the tool call "a"/],
    [
      "two calls of one id",
      [call("a", "a"), result("a")],
      /messages\[0\] has two tool calls with the id "a"/,
    ],
  ])("refuses %s", (_name, messages, message) => {
    expect(() => prepare(messages)).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        message: expect.stringMatching(message) as string,
      }),
    );
  });

  it("leaves calls alone that the platform ran itself", () => {
    const own: Message = {
      role: "assistant",
      content: [
        { type: "tool-call", id: "s", name: "web_search", input: {}, executedBy: "provider" },
        {
          type: "tool-result",
          id: "s",
          name: "web_search",
          status: "ok",
          content: [],
          executedBy: "provider",
        },
      ],
    };
    expect(prepare([user("x"), own, user("y")]).messages).toEqual([user("x"), own, user("y")]);
  });

  it("writes a result for a call that was denied", () => {
    const asked: Message = {
      role: "assistant",
      content: [
        { type: "tool-call", id: "a", name: "rm", input: {} },
        { type: "tool-approval-request", approvalId: "q", toolCallId: "a" },
      ],
    };
    const answer = (approved: boolean): Message => ({
      role: "tool",
      content: [
        { type: "tool-approval-response", approvalId: "q", approved, reason: "Too risky." },
      ],
    });
    const { messages } = prepare([user("x"), asked, answer(false)]);
    expect(messages[2]).toMatchObject({
      role: "tool",
      content: [
        {
          type: "tool-result",
          id: "a",
          status: "denied",
          content: [{ type: "text", text: "Too risky." }],
        },
      ],
    });
    expect(() => prepare([user("x"), asked, answer(true)])).toThrow(/results are missing/);
  });

  it("moves files of results behind all of them, or leaves them out with a warning", () => {
    const withFile: Message = {
      role: "tool",
      content: [
        {
          type: "tool-result",
          id: "a",
          name: "shot",
          status: "ok",
          content: [{ type: "file", mediaType: "image/png", source: { base64: "AA==" } }],
        },
      ],
    };
    const given = [call("a", "b"), withFile, result("b"), user("and?")];
    const moved = prepare(given, { messages: { toolResultMedia: "nextUser" } });
    expect(moved.messages.map((m) => m.role)).toEqual([
      "assistant",
      "tool",
      "tool",
      "user",
      "user",
    ]);
    expect(moved.messages[3]?.content).toMatchObject([
      { type: "text" },
      { type: "file", mediaType: "image/png" },
    ]);
    // OpenAI's own protocol has text only in tool messages, so this is what happens when nothing is known.
    expect(prepare(given, {}).messages).toEqual(moved.messages);
    expect(prepare(given, { messages: { toolResultMedia: "drop" } }).warnings).toMatchObject([
      { code: "content-dropped" },
    ]);
    expect(prepare(given, { messages: { toolResultMedia: "inline" } }).messages).toEqual(given);
  });

  it("bridges a tool result and a user message where it must, and says so", () => {
    const { messages, warnings } = prepare([call("a"), result("a"), user("next")], {
      messages: { assistantAfterTool: true },
    });
    expect(messages.map((m) => m.role)).toEqual(["assistant", "tool", "assistant", "user"]);
    expect(warnings).toMatchObject([{ code: "translated" }]);
  });
});

describe("mapToolIds", () => {
  const patterns = [
    "^[a-zA-Z0-9]{9}$",
    "^[a-zA-Z0-9_-]{1,64}$",
    "^call_[a-z0-9]{8,}$",
    "^[0-9]{6,10}$",
    "^[a-z0-9]{4}$",
    "^[a-z]{1,8}$",
    "^[A-Z]{10}$",
    "^fn-[0-9a-f]{8}$",
    "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    "^call_[0-9]{3,5}-[a-z]{4}$",
    "^x?\\.\\d{5}\\w+[^\\]a-z\\s]*$",
  ];

  it("gives every id one name of the pattern, never the same to two, and finds the way back", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.oneof(
            fc.string({ minLength: 1 }),
            fc.uuid(),
            fc.constantFrom("abcdefghi", "call_12345678", "123456"),
          ),
          { maxLength: 30 },
        ),
        fc.constantFrom(...patterns),
        (ids, pattern) => {
          const map = mapToolIds(
            ids.map((id) => call(id)),
            pattern,
          );
          const names = ids.map((id) => map.toWire(id));
          expect(new Set(names).size).toBe(ids.length);
          ids.forEach((id, i) => {
            expect(names[i]).toMatch(new RegExp(pattern));
            expect(map.fromWire(names[i] ?? "")).toBe(id);
            if (new RegExp(pattern).test(id)) expect(names[i]).toBe(id);
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("is the same for the same id in a longer conversation", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 10 }),
        fc.nat(9),
        (ids, cut) => {
          const short = mapToolIds(
            ids.slice(0, cut).map((id) => call(id)),
            "^[a-zA-Z0-9]{9}$",
          );
          const long = mapToolIds(
            ids.map((id) => call(id)),
            "^[a-zA-Z0-9]{9}$",
          );
          for (const id of ids.slice(0, cut)) expect(long.toWire(id)).toBe(short.toWire(id));
        },
      ),
    );
  });

  it("avoids a name that another call already has", () => {
    const name = mapToolIds([call("long-id-of-another-platform")], "^[a-zA-Z0-9]{9}$").toWire(
      "long-id-of-another-platform",
    );
    const map = mapToolIds([call("long-id-of-another-platform"), call(name)], "^[a-zA-Z0-9]{9}$");
    expect(map.toWire("long-id-of-another-platform")).not.toBe(name);
    expect(map.toWire(name)).toBe(name);
  });

  it("renames call, result and approval alike, in the request only", () => {
    const given = [call("x-1"), result("x-1")];
    const { messages } = prepare(given, { tools: { idPattern: "^[a-zA-Z0-9]{9}$" } });
    const ids = JSON.stringify(messages).match(/"id":"([^"]*)"/g);
    expect(new Set(ids).size).toBe(1);
    expect(ids).not.toContain('"id":"x-1"');
    expect(JSON.stringify(given)).toContain("x-1");
  });

  it("refuses an id that it can give no name", () => {
    for (const pattern of ["(", "^$", "^(a|b){9}$"]) {
      expect(() => mapToolIds([call("a")], pattern)).toThrow(
        expect.objectContaining({
          code: "invalid_request",
          message: expect.stringContaining(`"a" does not match ${pattern}`) as string,
        }),
      );
      expect(mapToolIds([user("a")], pattern).toWire("a")).toBe("a");
    }
    expect(mapToolIds([call("a")], "^(a|b)$").toWire("a")).toBe("a");
  });
});

describe("provider state", () => {
  const state = (wire: string, platform: string, model: string): ProviderState => ({
    scope: { wire, platform, model },
    data: "s",
  });
  const thought = (from: ProviderState, text = "because"): Message => ({
    role: "assistant",
    content: [
      { type: "reasoning", text, providerState: [from] },
      { type: "text", text: "yes" },
    ],
  });
  const survives = (
    from: ProviderState,
    stateScope?: "model" | "maker" | "platform" | "account",
    target: Partial<StateTarget> = {},
  ): boolean =>
    JSON.stringify(
      prepare(
        [user("x"), thought(from), user("y")],
        stateScope === undefined ? {} : { reasoning: { stateScope } },
        target,
      ).messages,
    ).includes("providerState");

  it.each<[ProviderState, "model" | "maker" | "platform" | "account" | undefined, boolean]>([
    [state("w1", "p1", "m1"), "model", true],
    [state("w1", "p1", "m2"), "model", false],
    [state("w1", "p1", "m2"), "platform", true],
    [state("w1", "p1", "m2"), "account", true],
    [state("w1", "p1", "m2"), undefined, true],
    [state("w1", "p2", "m1"), "platform", false],
    [state("w1", "p2", "m1"), undefined, false],
    [state("w2", "p1", "m1"), "platform", false],
    [state("w2", "p1", "m1"), "maker", false],
    [state("w1", "p1", "m2"), "maker", true],
    [state("w1", "p2", "m2"), "maker", false],
  ])("%j in scope %s: %s", (from, stateScope, kept) => {
    expect(survives(from, stateScope)).toBe(kept);
  });

  it("follows the maker where it is known", () => {
    const isSameMaker = (_platform: string, model: string): boolean => model === "m2";
    expect(survives(state("w1", "p2", "m2"), "maker", { isSameMaker })).toBe(true);
    expect(survives(state("w1", "p2", "m3"), "maker", { isSameMaker })).toBe(false);
    expect(survives(state("w1", "p1", "m3"), "maker", { isSameMaker })).toBe(false);
  });

  it("knows the other names of the same model, on its platform", () => {
    const isSameModel = (id: string): boolean => id === "m1-2026-01-01";
    expect(survives(state("w1", "p1", "m1-2026-01-01"), "model", { isSameModel })).toBe(true);
    expect(survives(state("w1", "p2", "m1-2026-01-01"), "model", { isSameModel })).toBe(false);
  });

  it("keeps readable reasoning, drops what is only state, and warns once", () => {
    const foreign = state("w1", "p2", "m1");
    const redacted: Message = {
      role: "assistant",
      content: [{ type: "reasoning", text: "", redacted: true, providerState: [foreign] }],
    };
    const { messages, warnings } = prepare([
      user("x"),
      thought(foreign),
      thought(foreign, ""),
      redacted,
      user("y"),
    ]);
    expect(messages).toEqual([
      user("x"),
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "because" },
          { type: "text", text: "yes" },
        ],
      },
      { role: "assistant", content: [{ type: "text", text: "yes" }] },
      user("y"),
    ]);
    expect(warnings).toEqual([
      expect.objectContaining({
        code: "state-dropped",
        path: "messages[1].content[0]",
        message: expect.stringContaining("3 pieces") as string,
      }),
    ]);
  });
});

describe("blocks of a wire's own", () => {
  const custom = (kind: `${string}.${string}`) => ({
    type: "custom" as const,
    kind,
    data: { id: 1 },
  });
  const said = (platform: string, kind: `${string}.${string}` = "w1.upload"): Message => ({
    role: "assistant",
    origin: { platform, model: "m9" },
    content: [custom(kind), { type: "text", text: "a" }],
  });
  const kinds = ({ messages }: ReturnType<typeof prepare>): string[] =>
    messages.flatMap(({ content }) =>
      typeof content === "string" ? [] : content.map((part) => part.type),
    );

  it("stay with the platform that said them, since they name what only it has", () => {
    const own = prepare([user("x"), said("p1"), user("y")], { messages: {} });
    expect(kinds(own)).toEqual(["custom", "text"]);
    expect(own.warnings).toEqual([]);

    // Not even to another platform of the same maker: files and containers belong to an account.
    const foreign = prepare(
      [user("x"), said("p2"), said("p2"), user("y")],
      { reasoning: { stateScope: "maker" } },
      { isSameMaker: () => true },
    );
    expect(kinds(foreign)).toEqual(["text", "text"]);
    expect(foreign.warnings).toMatchObject([
      { code: "state-dropped", path: "messages[1].content[0]" },
    ]);
  });

  it("go out where the user wrote them, and to the wire that tells what it does not know", () => {
    const byHand: Message = { role: "user", content: [custom("w1.upload")] };
    expect(kinds(prepare([byHand]))).toEqual(["custom"]);
    expect(kinds(prepare([user("x"), said("p2", "w2.upload"), user("y")]))).toEqual([
      "custom",
      "text",
    ]);
  });
});

describe("system, turns and texts", () => {
  const system = (content: string, cache?: "5m"): Message => ({
    role: "system",
    content,
    ...(cache === undefined ? {} : { cache }),
  });

  it("places system messages", () => {
    const given = [system("a"), user("1"), system("b")];
    expect(shape({ system: "hoist" }, given)).toEqual([system("a"), system("b"), user("1")]);
    expect(shape({ system: "join" }, given)).toEqual([system("a\n\nb"), user("1")]);
    expect(shape({ system: "asUser" }, given)).toEqual([user("a"), user("1"), user("b")]);
    expect(shape({ system: "asUser", alternate: true }, given)).toEqual([user("a\n\n1\n\nb")]);
    expect(shape({ system: "developer" }, given)).toEqual(given);
  });

  it("keeps cache marks where they were", () => {
    expect(shape({ system: "join" }, [system("a", "5m"), system("b"), user("1")])).toEqual([
      {
        role: "system",
        content: [
          { type: "text", text: "a", cache: "5m" },
          { type: "text", text: "b" },
        ],
      },
      user("1"),
    ]);
    expect(
      shape({ alternate: true }, [{ role: "user", content: "a", cache: "1h" }, user("b")]),
    ).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "a", cache: "1h" },
          { type: "text", text: "b" },
        ],
      },
    ]);
  });

  it("trims the end of assistant texts only", () => {
    expect(shape({ trimEnd: true }, [user("a "), assistant("b \n"), user("c ")])).toEqual([
      user("a "),
      assistant("b"),
      user("c "),
    ]);
  });

  it("refuses a conversation of empty texts where they are dropped", () => {
    expect(() => shape({ emptyText: "drop" }, [user(" ")])).toThrow(/nothing but empty texts/);
    expect(shape({ emptyText: "space" }, [user("")])).toEqual([user(" ")]);
  });

  it("drops names with one warning", () => {
    const named: Message = { role: "user", content: "a", name: "ann" };
    expect(prepare([named, named], { messages: { name: "drop" } })).toMatchObject({
      messages: [user("a"), user("a")],
      warnings: [{ code: "unsupported", path: "messages[0].name" }],
    });
  });

  it("refuses a last message of the assistant only where the platform does", () => {
    const given = [user("x"), assistant("{")];
    expect(() => shape({ prefill: false }, given)).toThrow(
      expect.objectContaining({ code: "invalid_request", model: "m1" }),
    );
    expect(shape({ prefill: true }, given)).toEqual(given);
    expect(shape({}, given)).toEqual(given);
    const paused: Message = {
      role: "assistant",
      content: [{ type: "tool-call", id: "s", name: "web", input: {}, executedBy: "provider" }],
    };
    expect(shape({ prefill: false }, [user("x"), paused])).toEqual([user("x"), paused]);
  });

  it("refuses a file that another platform holds", () => {
    const file = (platform: string): Message => ({
      role: "user",
      content: [{ type: "file", mediaType: "image/png", source: { fileId: "f1", platform } }],
    });
    expect(() => prepare([file("p2")])).toThrow(/file "f1" of p2, which p1 does not know/);
    expect(prepare([file("p1")]).messages).toEqual([file("p1")]);
  });
});
