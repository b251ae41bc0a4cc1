import { expect } from "vitest";
import type { Message, Result, Tool, ToolCallPart, ToolChoice } from "@byok/core";
import type { JsonObject } from "@byok/core/provider";
import type { Bench } from "./bench.ts";
import type { ConformanceCheck } from "./check.ts";
import type { SampleModel, Subject } from "./subject.ts";
import { WEATHER } from "./weather-tool.ts";

const ASK = "What is the weather in Oslo?";

/** Tools with all that some platforms do not take. */
const RICH: readonly Tool[] = ["book_table", "book_room"].map((name) => ({
  name,
  description: "Books a place.",
  strict: true,
  inputSchema: {
    type: "object",
    properties: {
      where: { $ref: "#/$defs/place" },
      note: { type: ["string", "null"], pattern: "^[a-z ]+$" },
    },
    required: ["where", "note"],
    additionalProperties: false,
    $defs: {
      place: {
        type: "object",
        properties: { city: { type: "string" } },
        required: ["city"],
        additionalProperties: false,
      },
    },
  },
}));

/** Tool calls and their way back. */
export const TOOL_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "calls a tool, takes its result and answers with it",
    applies: (subject) => toolModel(subject) !== undefined,
    async run(bench) {
      const sample = toolModel(bench.subject)!;
      for (const stream of [false, true]) {
        const first = await ask(bench, sample, [{ role: "user", content: ASK }], stream);
        expect(first.finishReason).toBe("tool-calls");
        expect(first.toolCalls).toHaveLength(1);
        const [call] = first.toolCalls;
        expect(call).toMatchObject({ name: "get_weather", input: { city: "Oslo" } });
        expectId(call!, sample);
        const second = await ask(bench, sample, withResults(first, ["4 °C and rain"]), stream);
        expect(second.finishReason).toBe("stop");
        expect(second.text).toContain("4 °C and rain");
      }
    },
  },
  {
    name: "calls tools in parallel",
    applies: (subject) => toolModel(subject) !== undefined,
    async run(bench) {
      const sample = toolModel(bench.subject)!;
      const ask2 = "What is the weather in both cities, in Oslo and in Rome?";
      const first = await ask(bench, sample, [{ role: "user", content: ask2 }], true);
      expect(first.toolCalls.map(({ input }) => input)).toEqual([
        { city: "Oslo" },
        { city: "Rome" },
      ]);
      expect(new Set(first.toolCalls.map(({ id }) => id)).size).toBe(2);
      const second = await ask(bench, sample, withResults(first, ["4 °C", "19 °C"], ask2), true);
      expect(second.text).toContain("4 °C");
      expect(second.text).toContain("19 °C");
    },
  },
  {
    name: "takes a conversation with another platform's tool ids",
    applies: (subject) => toolModel(subject) !== undefined,
    async run(bench) {
      const sample = toolModel(bench.subject)!;
      const id = "functions.get_weather:0";
      const { text } = await ask(bench, sample, [
        { role: "user", content: ASK },
        {
          role: "assistant",
          content: [{ type: "tool-call", id, name: "get_weather", input: { city: "Oslo" } }],
        },
        {
          role: "tool",
          content: [
            {
              type: "tool-result",
              id,
              name: "get_weather",
              status: "ok",
              content: [{ type: "json", value: { celsius: 4 } }],
            },
          ],
        },
      ]);
      expect(text).toContain('{"celsius":4}');
    },
  },
  {
    name: "sends tools in the form that the platform takes",
    applies: (subject) => toolModel(subject) !== undefined,
    async run(bench) {
      const { policy, ...sample } = toolModel(bench.subject)!;
      const model = bench.model({ policy, ...sample });
      // The server refuses what the platform would: references, types in lists, keywords, too many strict ones.
      const tools = RICH.slice(0, policy.tools?.max);
      const { warnings } = await model.generate({ messages: "Hello", tools });
      const told = warnings.filter(({ path }) => path.startsWith("tools"));
      const { mode, max = tools.length } = policy.tools?.strict ?? {};
      if (mode === "drop" || max < tools.length) expect(told, sample.id).not.toEqual([]);
      const schema = { ...WEATHER.inputSchema } as JsonObject;
      bench.simulator.set({ text: '{"city": "Oslo"}' });
      const { output } = await model.generate({
        messages: "Which city?",
        tools: [WEATHER],
        output: { schema },
      });
      expect(output, sample.id).toEqual({ city: "Oslo" });
    },
  },
  {
    name: "says which tool must be called",
    applies: (subject) => toolModel(subject) !== undefined,
    async run(bench) {
      for (const sample of bench.subject.samples.filter(takesTools))
        await checkChoice(bench, sample);
    },
  },
];

function leavesChoiceOut({ warnings }: Result): boolean {
  return warnings.some(({ path }) => path === "config.toolChoice");
}

/** The first model that takes tools. */
export function toolModel({ samples }: Subject): SampleModel | undefined {
  return samples.find(takesTools);
}

function takesTools({ policy, row }: SampleModel): boolean {
  return policy.tools?.supported !== false && row?.tools !== false;
}

async function checkChoice(bench: Bench, sample: SampleModel): Promise<void> {
  const choose = async (toolChoice: ToolChoice, messages = "Hello"): Promise<Result> =>
    await bench.model(sample).generate({ messages, tools: [WEATHER], config: { toolChoice } });
  const { allowed } = sample.policy.params?.toolChoice ?? {};
  // A named tool is none of the allowed values.
  if (allowed === undefined) {
    const named = await choose({ tool: "get_weather" });
    expect(
      named.toolCalls.map(({ name }) => name),
      sample.id,
    ).toEqual(leavesChoiceOut(named) ? [] : ["get_weather"]);
  }
  if (allowed?.includes("none") !== false)
    expect((await choose("none", ASK)).toolCalls, sample.id).toEqual([]);
  if (allowed?.includes("required") === false) return;
  const required = await choose("required");
  expect(required.toolCalls, sample.id).toHaveLength(leavesChoiceOut(required) ? 0 : 1);
}

/** Asks with the weather tool at hand. */
export async function ask(
  bench: Bench,
  sample: SampleModel,
  messages: readonly Message[],
  stream = false,
): Promise<Result> {
  const request = { messages, tools: [WEATHER] };
  const model = bench.model(sample);
  return stream ? await model.stream(request).result() : await model.generate(request);
}

/** The conversation after the tools have answered. */
export function withResults(
  answer: Result,
  texts: readonly string[],
  prompt: string = ASK,
): Message[] {
  return [
    { role: "user", content: prompt },
    answer.message,
    {
      role: "tool",
      content: answer.toolCalls.map(({ id, name }, index) => ({
        type: "tool-result",
        id,
        name,
        status: "ok",
        content: [{ type: "text", text: texts[index] ?? "" }],
      })),
    },
  ];
}

function expectId({ id }: ToolCallPart, { policy }: SampleModel): void {
  const pattern = policy.tools?.idPattern;
  expect(id).not.toBe("");
  if (pattern !== undefined) expect(id).toMatch(new RegExp(pattern));
}
