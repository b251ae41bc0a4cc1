import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ModelFactory, Secret, type ModelOptions } from "../index.ts";
import { createScrub } from "./scrub.ts";

/** From this length on a piece of a key is told from chance. */
const PIECE = 8;

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=";
const keys = fc
  .array(fc.constantFrom(...letters.split("")), { minLength: 20, maxLength: 120 })
  .map((characters) => `sk-${characters.join("")}`);
/** Lengths around the places where texts of a server are cut. */
const lengths = fc.oneof(
  fc.integer({ min: 0, max: 230 }),
  fc.integer({ min: 1_880, max: 2_020 }),
  fc.integer({ min: 9_900, max: 10_000 }),
);

function piecesIn(shown: string, key: string): string[] {
  const pieces = [];
  for (let at = 0; at + PIECE <= key.length; at++) {
    const piece = key.slice(at, at + PIECE);
    if (shown.includes(piece)) pieces.push(piece);
  }
  return pieces;
}

describe("a text that was cut", () => {
  // How a server may write a key, and what of that is nobody else's: base64 shares letters with the words beside it.
  const same = (text: string): string => text;
  const forms: [string, (key: string) => string, (form: string) => string][] = [
    ["as it is", same, same],
    ["in base64", (key) => btoa(key), same],
    ["in base64 of a header", (key) => btoa(`Bearer ${key}`), (form) => form.slice(11, -4)],
    ["in base64 of a pair", (key) => btoa(`user:${key}:x`), (form) => form.slice(8, -8)],
    ["in hex", (key) => Buffer.from(key).toString("hex"), same],
    ["in a URL", encodeURIComponent, same],
  ];
  test.each(forms)("keeps no piece of the key %s, wherever it was cut", (_, form, own) => {
    fc.assert(
      fc.property(
        keys,
        fc.string(),
        fc.string(),
        fc.nat(),
        fc.nat(),
        (key, before, after, a, b) => {
          const whole = before + form(key) + after;
          const from = a % (whole.length + 1);
          const to = from + (b % (whole.length - from + 1));
          const shown = createScrub([new Secret(key)])(whole.slice(from, to));
          expect(piecesIn(shown, own(form(key)))).toEqual([]);
        },
      ),
    );
  });
  test("loses nothing but the key", () => {
    fc.assert(
      fc.property(keys, fc.string(), fc.string(), (key, before, after) => {
        const scrub = createScrub([new Secret(key)]);
        expect(scrub(before + key + after)).toBe(`${before}[key removed]${after}`);
        expect(scrub(before + after)).toBe(before + after);
      }),
    );
  });
  test("what everybody knows is no secret", () => {
    const scrub = createScrub([new Secret("sk-orca-0123456789abcdef")], ["sk-orca-"]);
    expect(scrub("Keys begin with sk-orca-; yours ends in cdef.")).toBe(
      "Keys begin with sk-orca-; yours ends in cdef.",
    );
    expect(scrub("It is sk-orca-01234")).toBe("It is [key removed]");
  });
  test("a short key is removed whole", () => {
    expect(createScrub([new Secret("ab12")])("it is ab12, ab1")).toBe("it is [key removed], ab1");
  });
  test("a key with quotes is found in JSON inside of JSON", () => {
    const key = String.raw`sk-"a/b+=c\d-"x"\y`;
    const nested = (depth: number): string =>
      depth === 0 ? key : JSON.stringify({ k: nested(depth - 1) });
    for (const depth of [0, 1, 2, 3])
      expect(createScrub([new Secret(key)])(nested(depth))).toContain("[key removed]");
  });
});

type Answer = (text: string) => Response;
const answers: [string, Answer][] = [
  ["a page with an error status", (text) => page(502, `<p>${text}</p>`)],
  ["a text with an error status", (text) => new Response(text, { status: 500 })],
  ["the message of an error", (text) => json(400, { error: { message: text } })],
  ["a list of errors", (text) => json(422, { errors: [{ message: "no" }, { message: text }] })],
  ["an error without a message", (text) => json(400, { foo: text })],
  ["a page in place of an answer", (text) => page(200, `<p>${text}`)],
  ["JSON that is damaged", (text) => json(200, `{"x":"${text}`)],
  ["JSON that is damaged at the key", (text) => json(200, `{"x":"a", ${text}`)],
  ["an event that is damaged", (text) => events(`data: {"x":"${text}\n\n`)],
  ["an event that is an error", (text) => events(`data: {"error":{"message":"${text}"}}\n\n`)],
];

describe.each(answers)("%s", (_, answer) => {
  test("shows no piece of a key that stands across a cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        keys,
        lengths,
        lengths,
        fc.integer({ min: 20, max: 2_500 }),
        fc.boolean(),
        async (key, before, after, maxErrorBytes, stream) => {
          const text = `${".".repeat(before)}${key}${".".repeat(after)}`;
          const error = await failWith(key, stream, {
            fetch: async () => answer(text),
            limits: { maxErrorBytes },
          });
          expect(piecesIn(shownOf(error), key)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test("a content type in a warning shows no piece of the key", async () => {
  await fc.assert(
    fc.asyncProperty(keys, fc.integer({ min: 0, max: 60 }), async (key, before) => {
      const body = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "Hi" }, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`;
      const model = ModelFactory.create(
        "openai/gpt-4o-mini",
        {},
        {
          apiKey: key,
          fetch: async () =>
            new Response(body, { headers: { "content-type": `text/${"x".repeat(before)}${key}` } }),
        },
      );
      const { warnings } = await model.stream("Hi").result();
      expect(warnings.map((warning) => warning.code)).toContain("content-type");
      expect(piecesIn(JSON.stringify(warnings), key)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test("a trace shows no piece of a key that comes in two chunks", async () => {
  await fc.assert(
    fc.asyncProperty(keys, fc.nat(), async (key, place) => {
      const bytes = new TextEncoder().encode(`{"error":{"message":"It is ${key}."}}`);
      const cut = place % bytes.length;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const chunk of [bytes.subarray(0, cut), bytes.subarray(cut)])
            controller.enqueue(chunk);
          controller.close();
        },
      });
      const records: unknown[] = [];
      await failWith(key, true, {
        fetch: async () => new Response(body, { status: 400 }),
        trace: (record) => records.push(record),
      });
      for (const record of records) expect(piecesIn(JSON.stringify(record), key)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test("the platform's name stays, though a key holds it", async () => {
  const key = "sk-or-test-5e1f7a2b9c-openrouter";
  const model = ModelFactory.create(
    "openrouter/x/y",
    {},
    { apiKey: key, fetch: async () => json(400, { error: { message: `openrouter-1: ${key}` } }) },
  );
  await expect(model.generate("Hi")).rejects.toThrow(/^openrouter-1: \[key removed\]$/);
});

async function failWith(key: string, stream: boolean, options: ModelOptions): Promise<unknown> {
  const model = ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    { apiKey: key, maxRetries: 0, ...options },
  );
  const answer = stream ? model.stream("Hi").result() : model.generate("Hi");
  return await answer.then(
    () => expect.unreachable("there is an error"),
    (error: unknown) => error,
  );
}

function shownOf(error: unknown): string {
  const { message, stack, hint } = error as Error & { hint: string };
  const printed = inspect(error, {
    depth: Infinity,
    showHidden: true,
    maxStringLength: Infinity,
    maxArrayLength: Infinity,
  });
  return [message, stack, hint, printed, JSON.stringify(error), String(error)].join("\n");
}

function page(status: number, body: string): Response {
  return new Response(body, { status, headers: { "content-type": "text/html" } });
}

function json(status: number, body: string | object): Response {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { "content-type": "application/json" } });
}

function events(body: string): Response {
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
