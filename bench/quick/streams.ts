import { ModelFactory, type ChatModel } from "@byok/core";

import { alternate, type Contender, type CpuTime } from "./alternate.ts";
import type { Measure } from "./measure.ts";
import { readRawStream } from "./raw-client.ts";
import { sampleStream, STREAM_EVENTS } from "./sample-streams.ts";

/** CPU time per text event, against the raw client. */
const GOAL = 1.3;
const RAW = "raw undici";
const DRIP_STREAMS = 200;
const DRIP_EVENTS = 100;

interface Wire {
  readonly id: string;
  readonly model: ChatModel;
  readonly rawUrl: string;
  readonly textLength: number;
}

/** CPU time per text event of both wires, by each way of reading a stream. */
export async function measureStreams(origin: string, rounds: number): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const wire of wires(origin)) {
    const times = await alternate(contenders(wire), { rounds, warmups: 4 });
    const raw = times.get(RAW)!;
    for (const [name, time] of times) {
      if (name !== RAW) measures.push(ratio(`${wire.id} ${name}`, time, raw, GOAL));
    }
  }
  return measures;
}

/** CPU time per event of many streams at the speed of tokens, where every event is a read of its own. */
export async function measureDrip(origin: string, rounds: number): Promise<Measure[]> {
  const model = openai(`${origin}/drip/v1`);
  const rawUrl = `${origin}/drip/v1/chat/completions`;
  const many = (run: () => Promise<unknown>) => async (): Promise<number> => {
    await Promise.all(Array.from({ length: DRIP_STREAMS }, run));
    return DRIP_STREAMS * DRIP_EVENTS;
  };
  const times = await alternate(
    [
      { name: RAW, run: many(() => readRawStream(rawUrl)) },
      { name: "for await", run: many(() => readEvents(model)) },
    ],
    { rounds, warmups: 1 },
  );
  return [ratio(`${DRIP_STREAMS} slow streams`, times.get("for await")!, times.get(RAW)!)];
}

/** A ratio of two CPU times: by the medians, with the minima beside them. */
export function ratio(name: string, time: CpuTime, raw: CpuTime, goal?: number): Measure {
  const us = (value: number): string => value.toFixed(2);
  return {
    name,
    value: time.median / raw.median,
    unit: "×",
    ...(goal === undefined ? {} : { goal }),
    detail: `${us(time.median)} against ${us(raw.median)} µs; minima ${us(time.min)} against ${us(raw.min)}, ${(time.min / raw.min).toFixed(2)}×`,
  };
}

function wires(origin: string): Wire[] {
  const anthropic = ModelFactory.create({
    modelPlatform: "anthropic",
    modelType: "claude-haiku-4-5",
    apiKey: "bench",
    url: `${origin}/bulk`,
  });
  return [
    describe("openai-chat", openai(`${origin}/bulk/v1`), `${origin}/bulk`, "openai"),
    describe("anthropic-messages", anthropic, `${origin}/bulk`, "anthropic"),
  ];
}

function describe(id: string, model: unknown, base: string, sample: "openai" | "anthropic"): Wire {
  const { path, texts } = sampleStream(sample);
  const textLength = texts.reduce((sum, event) => sum + textOf(event).length, 0);
  return { id, model: model as ChatModel, rawUrl: `${base}${path}`, textLength };
}

function textOf(event: string): string {
  const frame = JSON.parse(event.slice(event.indexOf("data: ") + 6)) as {
    choices?: { delta: { content: string } }[];
    delta?: { text: string };
  };
  return frame.choices?.[0]?.delta.content ?? frame.delta?.text ?? "";
}

function openai(url: string): ChatModel {
  return ModelFactory.create({
    modelPlatform: "openai",
    modelType: "gpt-4o-mini",
    apiKey: "bench",
    url,
  }) as unknown as ChatModel;
}

function contenders({ model, rawUrl, textLength }: Wire): Contender[] {
  // A client that loses text is fast and of no use.
  const checked = (name: string, read: () => Promise<number>): Contender => ({
    name,
    async run() {
      const length = await read();
      if (length !== textLength)
        throw new Error(`${name} read ${length} of ${textLength} characters.`);
      return STREAM_EVENTS;
    },
  });
  return [
    checked(RAW, () => readRawStream(rawUrl)),
    checked("for await", () => readEvents(model)),
    checked(".batches()", () => readBatches(model)),
    checked(".text()", () => readTexts(model)),
  ];
}

async function readEvents(model: ChatModel): Promise<number> {
  let length = 0;
  for await (const event of model.stream("Hello")) {
    if (event.type === "text-delta") length += event.text.length;
  }
  return length;
}

async function readBatches(model: ChatModel): Promise<number> {
  let length = 0;
  for await (const batch of model.stream("Hello").batches()) {
    for (const event of batch) if (event.type === "text-delta") length += event.text.length;
  }
  return length;
}

async function readTexts(model: ChatModel): Promise<number> {
  let length = 0;
  for await (const text of model.stream("Hello").text()) length += text.length;
  return length;
}
