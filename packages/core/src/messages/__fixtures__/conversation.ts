import fc from "fast-check";
import type { JsonValue } from "../../json.ts";
import type { AssistantPart, Message, ToolResultPart } from "../message.ts";

const text = fc.oneof(fc.constantFrom("", " ", "Hello.", "Hi \n"), fc.string());
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
const bytes = fc.uint8Array({ maxLength: 20 });
const cache = fc.option(fc.constantFrom("5m" as const, "1h" as const), { nil: undefined });

const meta = fc.record(
  {
    cache: fc.constantFrom("5m" as const, "auto" as const),
    extra: fc.dictionary(fc.string(), json, { maxKeys: 2 }),
    providerState: fc.array(
      fc.record({
        scope: fc.record({ wire: fc.constantFrom("w1", "w2"), platform: fc.constantFrom("p1", "p2"), model: fc.constantFrom("m1", "m2") }),
        data: json,
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

const file = fc.record({
  type: fc.constant("file" as const),
  mediaType: fc.constantFrom("image/png", "application/pdf"),
  source: fc.oneof(bytes.map((b) => ({ bytes: b })), fc.constant({ url: "https://x.test/a.png" }), fc.constant({ base64: "AA==" })),
});
const textPart = fc.tuple(text, meta).map(([t, m]) => ({ type: "text" as const, text: t, ...m }));

/** A turn of the assistant with calls, and the results of all of them in any order and number of messages. */
const toolTurn: fc.Arbitrary<(id: () => string) => Message[]> = fc
  .record({
    calls: fc.array(fc.record({ input: json, content: fc.array(fc.oneof(textPart, file, json.map((value) => ({ type: "json" as const, value }))), { maxLength: 3 }) }), { minLength: 1, maxLength: 3 }),
    reversed: fc.boolean(),
    split: fc.boolean(),
    between: fc.boolean(),
    said: fc.array(fc.oneof(textPart, fc.tuple(text, meta).map(([t, m]) => ({ type: "reasoning" as const, text: t, ...m }))), { maxLength: 2 }),
    m: meta,
  })
  .map(({ calls, reversed, split, between, said, m }) => (nextId) => {
    const ids = calls.map(() => nextId());
    const content: AssistantPart[] = [...said, ...calls.map((call, i) => ({ type: "tool-call" as const, id: ids[i] ?? "", name: "f", input: call.input }))];
    const results: ToolResultPart[] = calls.map((call, i) => ({ type: "tool-result", id: ids[i] ?? "", name: "f", status: "ok", content: call.content }));
    if (reversed) results.reverse();
    const messages: Message[] = [{ role: "assistant", content, ...m }];
    if (between) messages.push({ role: "user", content: "Meanwhile…" });
    if (split) for (const result of results) messages.push({ role: "tool", content: [result] });
    else messages.push({ role: "tool", content: results });
    return messages;
  });

const plainTurn: fc.Arbitrary<(id: () => string) => Message[]> = fc
  .oneof(
    fc.record({ role: fc.constant("system" as const), content: fc.oneof(text, fc.array(textPart, { minLength: 1, maxLength: 2 })), cache }),
    fc.record({ role: fc.constant("user" as const), content: fc.oneof(text, fc.array(fc.oneof(textPart, file), { minLength: 1, maxLength: 3 })), name: fc.option(fc.constantFrom("ann", "bob"), { nil: undefined }) }),
    fc.record({ role: fc.constant("assistant" as const), content: fc.oneof(text, fc.array(textPart, { maxLength: 2 })) }),
  )
  .map((message) => () => [message as Message]);

/** Sound conversations that end with the user; tool-call ids come from the given arbitrary. */
export function conversation(ids: fc.Arbitrary<string>): fc.Arbitrary<Message[]> {
  return fc
    .tuple(fc.array(fc.oneof(plainTurn, toolTurn), { maxLength: 6 }), fc.uniqueArray(ids, { minLength: 24, maxLength: 24 }))
    .map(([turns, names]) => {
      let next = 0;
      const id = (): string => names[next++] ?? `spare-${next}`;
      return [...turns.flatMap((turn) => turn(id)), { role: "user" as const, content: "Go on." }];
    });
}

/** Freezes a value and all that it holds; bytes cannot be frozen. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
