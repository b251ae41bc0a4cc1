import { expect } from "vitest";
import { InvalidRequestError } from "@byok/core";
import type { Message } from "@byok/core";
import type { JsonObject, JsonValue } from "@byok/core/provider";
import { at, isObject } from "../json.ts";
import type { Bench } from "./bench.ts";
import { IMAGE, PIXEL, takesImages } from "./check-request.ts";
import { toolModel } from "./check-tools.ts";
import type { ConformanceCheck } from "./check.ts";
import type { SampleModel } from "./subject.ts";
import { WEATHER } from "./weather-tool.ts";

const MESSY: readonly Message[] = [
  { role: "system", content: "Answer briefly." },
  { role: "user", content: "Hello", name: "Ada" },
  { role: "user", content: "and good morning" },
  { role: "assistant", content: "" },
  { role: "assistant", content: "Good morning! " },
  { role: "system", content: "Be polite." },
  {
    role: "user",
    content: [
      { type: "text", text: "" },
      { type: "text", text: "How are you?" },
    ],
  },
];

/** Messages in the form that the platform takes. */
export const MESSAGE_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "sends messages as the platform takes them",
    async run(bench) {
      for (const sample of bench.subject.samples) {
        const { text } = await bench.model(sample).generate({ messages: MESSY });
        expect(text, sample.id).toContain("How are you?");
        const sent = JSON.stringify([bench.body()["system"], bench.body()["messages"]]);
        for (const words of ["Answer briefly.", "Hello", "and good morning", "Good morning!"])
          expect(sent, sample.id).toContain(words);
        expect(sent, sample.id).toContain("Be polite.");
      }
    },
  },
  {
    name: "refuses to continue the assistant's words where the platform does not",
    applies: ({ samples }) => samples.some(({ policy }) => policy.messages?.prefill === false),
    async run(bench) {
      for (const sample of bench.subject.samples) {
        if (sample.policy.messages?.prefill !== false) continue;
        const before = bench.simulator.requests.length;
        const error: unknown = await bench
          .model(sample)
          .generate({
            messages: [
              { role: "user", content: "Count to three." },
              { role: "assistant", content: "One, two," },
            ],
          })
          .catch((thrown: unknown) => thrown);
        expect(error, sample.id).toBeInstanceOf(InvalidRequestError);
        expect(bench.simulator.requests, "nothing is sent").toHaveLength(before);
      }
    },
  },
  {
    name: "sends tool results with their status, files and what follows them",
    applies: (subject) => toolModel(subject) !== undefined,
    async run(bench) {
      for (const sample of bench.subject.samples) {
        const { policy, row } = sample;
        if (policy.tools?.supported !== false && row?.tools !== false)
          await checkResults(bench, sample);
      }
    },
  },
];

async function checkResults(bench: Bench, sample: SampleModel): Promise<void> {
  const withImage = takesImages(sample);
  const ids = ["call00001", "call00002"];
  const result = { type: "tool-result" as const, name: "get_weather" };
  const text = { type: "text" as const, text: "A picture of the sky." };
  const messages: Message[] = [
    { role: "user", content: "What is the weather in Oslo and in Rome?" },
    {
      role: "assistant",
      content: ids.map((id) => ({
        type: "tool-call" as const,
        id,
        name: "get_weather",
        input: { city: "Oslo" },
      })),
    },
    {
      role: "tool",
      content: [
        { ...result, id: ids[0]!, status: "ok", content: withImage ? [text, IMAGE] : [text] },
      ],
    },
    {
      role: "tool",
      content: [
        { ...result, id: ids[1]!, status: "error", content: [{ type: "text", text: "No sky." }] },
      ],
    },
    { role: "user", content: "So what is it?" },
  ];
  const takesNone = sample.policy.params?.toolChoice?.allowed?.includes("none") !== false;
  const { warnings } = await bench.model(sample).generate({
    messages,
    tools: [WEATHER],
    ...(takesNone ? { config: { toolChoice: "none" } } : {}),
  });
  const results = resultsOf(bench.body());
  const label = sample.id;
  expect(results, label).toHaveLength(2);
  const [good, failed] = results;
  expect(JSON.stringify(good), label).toContain("A picture of the sky.");
  expect(JSON.stringify(failed), label).toContain("No sky.");
  if (bench.subject.wire === "anthropic-messages")
    expect([at(good, "is_error"), at(failed, "is_error")], label).toEqual([undefined, true]);
  // The other wire has words alone.
  else expect(JSON.stringify(failed), label).toMatch(/error|failed/i);
  expect(JSON.stringify(bench.body()["messages"]), label).toContain("So what is it?");
  if (!withImage) return;
  const mode = sample.policy.messages?.toolResultMedia ?? "nextUser";
  const sent = JSON.stringify(bench.body()["messages"]);
  const place = !sent.includes(PIXEL)
    ? "drop"
    : JSON.stringify(good).includes(PIXEL)
      ? "inline"
      : "nextUser";
  expect(place, `${label}: the file of the result`).toBe(mode);
  expect(
    warnings.filter(({ code }) => code === "content-dropped"),
    `${label}: a file that is lost is told`,
  ).toHaveLength(mode === "drop" ? 1 : 0);
}

/** The results in the order in which they stand. */
function resultsOf(body: JsonObject): JsonValue[] {
  const turns = Array.isArray(body["messages"]) ? body["messages"].filter(isObject) : [];
  return turns.flatMap((turn) => {
    if (turn["role"] === "tool") return [turn];
    const content = Array.isArray(turn["content"]) ? turn["content"].filter(isObject) : [];
    return content.filter((part) => part["type"] === "tool_result");
  });
}
