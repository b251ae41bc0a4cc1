import { expect } from "vitest";
import { ByokError, StreamTruncatedError } from "@byok/core";
import type { FinishReason, Result } from "@byok/core";
import type { SpokenWire } from "../expect/expectations.ts";
import type { Plan } from "../options.ts";
import type { Bench } from "./bench.ts";
import { toolModel } from "./check-tools.ts";
import type { ConformanceCheck } from "./check.ts";
import { valueFor } from "./sample-values.ts";
import type { SampleModel, Subject } from "./subject.ts";
import { WEATHER } from "./weather-tool.ts";

/** What each wire says when an answer ends, and what that means. */
const REASONS: Readonly<Record<SpokenWire, Readonly<Record<string, FinishReason>>>> = {
  "openai-chat": { stop: "stop", length: "length", content_filter: "content-filter" },
  "anthropic-messages": {
    end_turn: "stop",
    stop_sequence: "stop",
    max_tokens: "length",
    refusal: "refusal",
  },
};

/** How answers end. */
export const FINISH_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "tells why an answer ended, whole and streamed",
    async run(bench) {
      for (const [raw, reason] of Object.entries(REASONS[bench.subject.wire])) {
        for (const result of await both(bench, { text: "Well,", finishReason: raw })) {
          expect(result.finishReason, raw).toBe(reason);
          expect(result.rawFinishReason, raw).toBe(raw);
        }
      }
    },
  },
  {
    name: "tells an answer that the limit cut",
    async run(bench) {
      const [sample] = bench.subject.samples;
      const maxTokens = Number(valueFor("maxTokens", sample?.policy.params?.maxTokens, 2));
      const plan = { text: `${"one two three ".repeat(maxTokens)}ten`, reasoning: false };
      for (const result of await both(bench, plan, { maxTokens })) {
        const { warnings } = result;
        // A limit that the platform does not take cuts nothing.
        if (warnings.some(({ path }) => path === "config.maxTokens")) continue;
        expect(result.finishReason).toBe("length");
        expect(result.text).not.toContain("ten");
      }
    },
  },
  {
    name: "tells a refusal, and that tools are called",
    async run(bench) {
      for (const result of await both(bench, { refusal: "I would rather not." })) {
        expect(JSON.stringify(result.message.content)).toContain("I would rather not.");
        if (bench.subject.wire === "anthropic-messages")
          expect(result.finishReason).toBe("refusal");
        else
          expect(result.message.content).toContainEqual(
            expect.objectContaining({ channel: "refusal", text: "I would rather not." }),
          );
      }
      const sample = toolModel(bench.subject);
      if (sample === undefined) return;
      bench.simulator.set({ toolCalls: [{ name: "get_weather", input: { city: "Oslo" } }] });
      const request = { messages: "Hello", tools: [WEATHER] };
      const model = bench.model(sample);
      for (const result of [await model.generate(request), await model.stream(request).result()])
        expect(result.finishReason).toBe("tool-calls");
    },
  },
  {
    name: "takes for the end of a stream what the platform ends it with",
    applies: ({ samples }) => samples.some(canStream),
    async run(bench) {
      for (const sample of bench.subject.samples) {
        if (!canStream(sample)) continue;
        const terminal = sample.policy.stream?.terminal ?? "either";
        const ends: readonly (readonly [finish: boolean, done: boolean])[] =
          bench.subject.wire === "openai-chat"
            ? [
                [true, true],
                [true, false],
                [false, true],
                [false, false],
              ]
            : [
                [true, true],
                [true, false],
              ];
        for (const [finish, done] of ends) {
          bench.simulator.set({ reasoning: false, finish, done });
          const error: unknown = await bench
            .model(sample)
            .stream("Hello")
            .result()
            .then(
              () => undefined,
              (thrown: unknown) => thrown,
            );
          const label = `${sample.id}, ${terminal}: finish reason ${finish}, end marker ${done}`;
          if (endsAt(terminal, finish, done)) expect(error, label).toBeUndefined();
          else expect(error, label).toBeInstanceOf(StreamTruncatedError);
        }
      }
    },
  },
  {
    name: "takes an error in mid-stream for the end, with what came before",
    applies: streams,
    async run(bench) {
      const [sample] = bench.subject.samples;
      for (const code of ["overloaded", "rate_limit"] as const) {
        bench.simulator.set({ reasoning: false, faults: [{ kind: "error-frame", code }] });
        const error: unknown = await bench
          .model(sample!)
          .stream("Hello there, tell me more")
          .result()
          .catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(ByokError);
        expect((error as ByokError).code).toBe(code);
        expect(JSON.stringify((error as ByokError).partial?.message.content)).toContain("Hello");
      }
    },
  },
];

/** Whether the platform streams, as far as its plain model shows. */
export function streams({ samples: [sample] }: Subject): boolean {
  return sample !== undefined && canStream(sample);
}

function canStream({ policy }: SampleModel): boolean {
  return policy.stream?.supported !== false;
}

async function both(bench: Bench, plan: Plan, config: object = {}): Promise<Result[]> {
  const [sample] = bench.subject.samples;
  bench.simulator.set(plan);
  const model = bench.model(sample!, config);
  return [await model.generate("Hello"), await model.stream("Hello").result()];
}

function endsAt(terminal: string, finish: boolean, done: boolean): boolean {
  if (terminal === "finishReason") return finish;
  if (terminal === "doneMarker") return done;
  return terminal === "eof" || finish || done;
}
