import { expect } from "vitest";
import type { GenerateRequest, LooseConfig, StreamEvent } from "@byok/core";
import type { Counted, Plan } from "../options.ts";
import { comparable, type Bench } from "./bench.ts";
import type { ConformanceCheck } from "./check.ts";
import type { SampleModel, Subject } from "./subject.ts";
import { WEATHER } from "./weather-tool.ts";

const TRIP = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer", minimum: 1 } },
  required: ["city", "days"],
  additionalProperties: false,
};

/** Text, streams, usage, messages, structured output. */
export const ANSWER_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "streams text, usage and one finish",
    async run(bench) {
      const [sample] = bench.subject.samples;
      const events: StreamEvent[] = [];
      for await (const event of bench.model(sample!).stream("Hello there")) events.push(event);
      const text = events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
      expect(text).toContain("byok simulator");
      expect(events[0]?.type).toBe("stream-start");
      expect(events.filter(({ type }) => type === "finish")).toHaveLength(1);
      const finish = events.at(-1);
      if (finish?.type !== "finish") throw new Error("The last event is no finish.");
      expect(finish.reason).toBe("stop");
      expect(finish.result.text).toBe(text);
      if (hasUsage(bench.subject)) expectUsage(finish.usage, bench.last().counted);
    },
  },
  {
    name: "gives the same result streamed and whole",
    async run(bench) {
      for (const request of requests(bench.subject)) {
        const [sample] = bench.subject.samples;
        const model = bench.model(sample!);
        const whole = comparable(await model.generate(request));
        const streamed = comparable(await model.stream(request).result());
        if (!hasUsage(bench.subject)) {
          for (const each of [whole, streamed] as {
            usage?: unknown;
            cost?: unknown;
            warnings?: unknown;
          }[]) {
            delete each.usage;
            delete each.cost;
            delete each.warnings;
          }
        }
        expect(streamed).toEqual(whole);
      }
    },
  },
  {
    name: "reads the same from chunks of 1, 7 and 64 bytes",
    async run(bench) {
      const [sample] = bench.subject.samples;
      // Short, because every byte is a write of its own; with characters of two to four bytes.
      const plan: Plan = {
        reasoning: "Über… 🤔",
        text: "Grüße, 世界 🌍",
        toolCalls: [{ name: "get_weather", input: { city: "Zürich" } }],
        obfuscation: false,
      };
      const usesTools = sample?.policy.tools?.supported !== false;
      const request = { messages: "Hello", ...(usesTools ? { tools: [WEATHER] } : {}) };
      const model = bench.model(sample!);
      bench.simulator.set(usesTools ? plan : { ...plan, toolCalls: [] });
      const wanted = comparable(await model.stream(request).result());
      expect(wanted).toMatchObject({ text: plan.text });
      for (const chunkBytes of [1, 7, 64]) {
        bench.simulator.set({ ...(usesTools ? plan : { ...plan, toolCalls: [] }), chunkBytes });
        expect(comparable(await model.stream(request).result()), `chunks of ${chunkBytes}`).toEqual(
          wanted,
        );
      }
    },
  },
  {
    name: "counts input, cached, output and reasoning tokens apart",
    applies: hasUsage,
    async run(bench) {
      const [sample] = bench.subject.samples;
      bench.simulator.set({
        reasoning: "Thinking about it for a while.",
        cachedTokens: 6,
        cacheWriteTokens: 4,
      });
      const result = await bench.model(sample!).generate("Hello");
      expectUsage(result.usage, bench.last().counted);
      const streamed = await bench.model(sample!).stream("Hello").result();
      expectUsage(streamed.usage, bench.last().counted);
    },
  },
  {
    name: "takes a refusal back",
    applies: ({ wire }) => wire === "openai-chat",
    async run(bench) {
      for (const sample of bench.subject.samples) {
        await bench.model(sample).generate({
          messages: [
            { role: "user", content: "Hello" },
            { role: "assistant", content: [{ type: "text", text: "Never!", channel: "refusal" }] },
            { role: "user", content: "Please." },
          ],
        });
        expect(JSON.stringify(bench.body()), sample.id).toContain("Never!");
      }
    },
  },
  {
    name: "sends documents in the platform's form",
    applies: ({ wire }) => wire === "openai-chat",
    async run(bench) {
      const [sample] = bench.subject.samples;
      const pdf = {
        type: "file",
        mediaType: "application/pdf",
        source: { base64: "AQID" },
      } as const;
      const question = { type: "text", text: "What does it say?" } as const;
      await bench
        .model(sample!)
        .generate({ messages: [{ role: "user", content: [pdf, question] }] });
      expect(JSON.stringify(bench.body())).toContain("data:application/pdf;base64,AQID");
    },
  },
  {
    name: "gives structured output",
    async run(bench) {
      const [sample] = bench.subject.samples;
      bench.simulator.set({ text: '{"city": "Paris", "days": 3}' });
      const { output } = await bench
        .model(sample!)
        .generate({ messages: "Plan a trip to Paris.", output: { schema: TRIP, name: "trip" } });
      expect(output).toEqual({ city: "Paris", days: 3 });
    },
  },
  {
    name: "takes a schema as responseFormat, or says it in the prompt",
    async run(bench) {
      const json_schema = { name: "trip", schema: TRIP };
      const config = { responseFormat: { type: "json_schema", json_schema } } as const;
      for (const sample of bench.subject.samples) {
        const { warnings } = await bench
          .model(sample)
          .generate({ messages: "Plan a trip to Paris.", config });
        if (sample.policy.params?.responseFormat?.unsupported !== undefined) {
          expect(
            warnings.filter(({ path }) => path === "config.responseFormat"),
            `${sample.id}: the format is lost without a word`,
          ).toMatchObject([{ code: "unsupported" }]);
          continue;
        }
        const sent = JSON.stringify(bench.body());
        expect(sent.includes("days"), `${sample.id}: the schema is lost`).toBe(true);
      }
    },
  },
  {
    name: "embeds texts",
    applies: (subject) => embeddingModel(subject) !== undefined,
    async run(bench) {
      const sample = embeddingModel(bench.subject)!;
      const { embeddings, usage } = await bench.model(sample).embed(["one", "two"]);
      expect(embeddings).toHaveLength(2);
      expect(embeddings[0]).not.toEqual(embeddings[1]);
      expect(usage.input.total).toBe(bench.last().counted?.input);
      expect(bench.body()).toMatchObject({ model: sample.id, input: ["one", "two"] });
    },
  },
];

function embeddingModel({ rows, wire, surface }: Subject): SampleModel | undefined {
  const row = Object.values(rows).find(({ kind }) => kind === "embedding");
  // Anthropic's wire has no embeddings.
  return row === undefined || wire !== "openai-chat" || surface.models !== undefined
    ? undefined
    : { id: row.id, row, policy: {} };
}

/** Whether streams tell their usage. */
export function hasUsage({ samples }: Subject): boolean {
  return samples[0]?.policy.stream?.usage !== "never";
}

/** Whether `generate` is told the usage: it may have to read a stream. */
export function hasUsageWhole(subject: Subject): boolean {
  return hasUsage(subject) || subject.samples[0]?.policy.stream?.required !== true;
}

function requests({ samples }: Subject): GenerateRequest<LooseConfig>[] {
  const plain = { messages: "Hello, 世界 – naïve 🌍?" };
  const tools = {
    messages: "What is the weather in both cities, in Oslo and in Rome?",
    tools: [WEATHER],
  };
  return samples[0]?.policy.tools?.supported === false ? [plain] : [plain, tools];
}

function expectUsage(
  usage: Awaited<ReturnType<ReturnType<Bench["model"]>["generate"]>>["usage"],
  counted: Counted | undefined,
): void {
  if (counted === undefined) throw new Error("The server has counted nothing.");
  const { input, cached, written, output, reasoning } = counted;
  expect(usage.input).toMatchObject({
    total: input,
    cacheRead: cached,
    uncached: input - cached - written,
  });
  expect(usage.input.cacheWrite?.total ?? 0).toBe(written);
  expect(usage.output.total).toBe(output);
  if (usage.output.reasoning === undefined) return;
  expect(usage.output).toMatchObject({ reasoning, text: output - reasoning });
}
