import { expect } from "vitest";
import type { JsonObject, JsonValue, Policy } from "@byok/core/provider";
import { at, isObject } from "../json.ts";
import { comparable, type Bench } from "./bench.ts";
import type { ConformanceCheck } from "./check.ts";
import type { SampleModel } from "./subject.ts";
import { ask, toolModel, withResults } from "./check-tools.ts";

const THOUGHT = "First I look at the question. Then I answer it.";

/** Reasoning: where it is read, and whether it goes back. */
export const REASONING_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "reads reasoning apart from the answer",
    async run(bench) {
      for (const sample of bench.subject.samples) {
        bench.simulator.set({ reasoning: THOUGHT });
        const whole = await bench.model(sample).generate("Hello");
        expect(whole.reasoning.trim(), sample.id).toBe(THOUGHT);
        expect(whole.text, sample.id).not.toContain("First I look");
        const streamed = await bench.model(sample).stream("Hello").result();
        expect(streamed.reasoning, sample.id).toBe(whole.reasoning);
      }
    },
  },
  {
    name: "reads every field that the platform may write reasoning to",
    applies: ({ samples, wire }) =>
      wire === "openai-chat" && (samples[0]?.policy.reasoning?.receive ?? []).length > 1,
    async run(bench) {
      const [sample] = bench.subject.samples;
      for (const field of sample?.policy.reasoning?.receive ?? []) {
        bench.simulator.set({ reasoning: THOUGHT, reasoningField: field });
        const { reasoning } = await bench.model(sample!).stream("Hello").result();
        expect(reasoning, field).toBe(THOUGHT);
      }
    },
  },
  {
    name: "reads reasoning between think tags",
    applies: ({ samples, wire }) =>
      wire === "openai-chat" && samples[0]?.policy.reasoning?.thinkTags === true,
    async run(bench) {
      const [sample] = bench.subject.samples;
      bench.simulator.set({ reasoning: false, text: `<think>\n${THOUGHT}\n</think>\n\nHello!` });
      const whole = await bench.model(sample!).generate("Hello");
      expect(whole).toMatchObject({ text: "Hello!" });
      expect(whole.reasoning.trim()).toBe(THOUGHT);
      expect(comparable(await bench.model(sample!).stream("Hello").result())).toMatchObject({
        text: "Hello!",
        reasoning: whole.reasoning,
      });
    },
  },
  {
    name: "sends reasoning back as the platform wants it",
    async run(bench) {
      for (const sample of bench.subject.samples) {
        await checkEcho(bench, sample, false);
        if (sample.policy.tools?.supported !== false && toolModel(bench.subject) !== undefined)
          await checkEcho(bench, sample, true);
      }
    },
  },
];

async function checkEcho(bench: Bench, sample: SampleModel, toolTurn: boolean): Promise<void> {
  bench.simulator.set({ reasoning: THOUGHT });
  const prompt = toolTurn ? "What is the weather in Oslo?" : "Hello";
  const first = toolTurn
    ? await ask(bench, sample, [{ role: "user", content: prompt }])
    : await bench.model(sample).generate(prompt);
  const messages = toolTurn
    ? withResults(first, ["4 °C"])
    : [
        { role: "user" as const, content: prompt },
        first.message,
        { role: "user" as const, content: "And now?" },
      ];
  if (toolTurn) await ask(bench, sample, messages);
  else await bench.model(sample).generate({ messages });
  const turns = bench.body()["messages"];
  const assistant = Array.isArray(turns)
    ? turns.filter(isObject).find(({ role }) => role === "assistant")
    : undefined;
  const sent =
    bench.subject.wire === "openai-chat" ? echoed(assistant, sample.policy) : thinkingOf(assistant);
  const label = `${sample.id}, ${toolTurn ? "tool turn" : "plain turn"}`;
  if (wantsEcho(bench, sample.policy, toolTurn)) expect(sent.join(" "), label).toContain(THOUGHT);
  // Typed details are state: where they may go back at all, they may do so in every turn.
  else if (bench.subject.wire === "openai-chat" && !keepsDetails(sample.policy))
    expect(sent, label).toEqual([]);
}

function wantsEcho(bench: Bench, { reasoning }: Policy, toolTurn: boolean): boolean {
  // On this wire, signed thinking goes back unchanged in tool turns, whatever the platform says of other wires.
  if (bench.subject.wire === "anthropic-messages")
    return toolTurn && reasoning?.echo !== "forbidden";
  const { echo, echoWhen = "always", details } = reasoning ?? {};
  // Where nothing is said of echo, typed details alone go back, as they came.
  if (echo === undefined) return details !== undefined;
  return (echo === "required" || echo === "optional") && (toolTurn || echoWhen === "always");
}

function keepsDetails({ reasoning }: Policy): boolean {
  return reasoning?.details !== undefined && reasoning.echo !== "forbidden";
}

/** What of a message is reasoning, in any field that the platform may mean. */
function echoed(message: JsonObject | undefined, { reasoning }: Policy): string[] {
  const fields = new Set([
    "reasoning_content",
    "reasoning",
    ...(reasoning?.receive ?? []),
    reasoning?.echoField ?? "reasoning_content",
    reasoning?.details ?? "reasoning_details",
  ]);
  fields.delete("content");
  const found: (JsonValue | undefined)[] = [...fields].map((field) =>
    message === undefined ? undefined : at(message, field),
  );
  const content = message?.["content"];
  if (typeof content === "string" && content.includes("<think>")) found.push(content);
  for (const part of Array.isArray(content) ? content.filter(isObject) : [])
    if (part["type"] === "thinking") found.push(at(listOf(part["thinking"])[0], "text"));
  return found
    .filter((each) => each !== undefined && each !== "")
    .map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function thinkingOf(message: JsonObject | undefined): string[] {
  const content = message?.["content"];
  const blocks = Array.isArray(content) ? content.filter(isObject) : [];
  return blocks.map(({ thinking }) => thinking).filter((each) => typeof each === "string");
}
