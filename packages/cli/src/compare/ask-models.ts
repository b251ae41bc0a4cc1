import { type Cost, type Message, type Result, type StreamEvent, type Usage } from "@byok/core";
import { partialOf } from "../errors/partial-of.ts";
import { timed } from "../chat/plain-events.ts";
import type { AnyModel } from "../create-model.ts";

/** A model that is asked beside others. */
export interface Contestant {
  platform: string;
  model: string;
  /** Makes the model. @throws what choosing and creating a model throws. */
  open(): Promise<{ model: AnyModel; close(): Promise<void> }>;
}

/** What a model gave. */
export interface Outcome {
  platform: string;
  model: string;
  startedAt: number;
  latencyMs: number;
  firstTokenMs: number | undefined;
  /** What came back, */
  result: Result<unknown> | undefined;
  /** or what went wrong. */
  error: unknown;
  /** What arrived, also where it broke off. */
  text: string;
  usage: Usage | undefined;
  cost: Cost | undefined;
}

/** Asks models the same, all at once; one that fails does not stop the others. Outcomes stand in the models' order. */
export async function askModels(
  contestants: readonly Contestant[],
  messages: readonly Message[],
  options: { signal: AbortSignal; onProgress(characters: readonly number[], done: number): void },
): Promise<Outcome[]> {
  const characters = contestants.map(() => 0);
  let done = 0;
  return await Promise.all(
    contestants.map(async (contestant, index) => {
      const outcome = await askOne(contestant, messages, options.signal, (length) => {
        characters[index] = (characters[index] ?? 0) + length;
        options.onProgress(characters, done);
      });
      done += 1;
      options.onProgress(characters, done);
      return outcome;
    }),
  );
}

async function askOne(
  { platform, model: id, open }: Contestant,
  messages: readonly Message[],
  signal: AbortSignal,
  onText: (length: number) => void,
): Promise<Outcome> {
  const startedAt = Date.now();
  const started = performance.now();
  let firstTokenMs: number | undefined;
  let result: Result<unknown> | undefined;
  let error: unknown;
  let close: (() => Promise<void>) | undefined;
  try {
    const opened = await open();
    close = opened.close;
    const stream = opened.model.stream({ messages: [...messages], signal });
    const events = timed(stream as AsyncIterable<StreamEvent>, started, (ms) => {
      firstTokenMs = ms;
    });
    for await (const event of events) {
      if (event.type === "text-delta") onText(event.text.length);
      if (event.type === "finish") result = event.result;
    }
    if (result === undefined) throw new Error("the stream ended without a finish event");
  } catch (caught) {
    error = caught;
  } finally {
    await close?.();
  }
  const partial = partialOf(error);
  return {
    platform,
    model: id,
    startedAt,
    latencyMs: performance.now() - started,
    firstTokenMs,
    result,
    error,
    text: result?.text ?? wordsOf(partial?.message.content),
    usage: result?.usage ?? partial?.usage,
    cost: result?.cost ?? partial?.cost,
  };
}

function wordsOf(content: string | readonly { type: string; text?: string }[] | undefined): string {
  if (content === undefined || typeof content === "string") return content ?? "";
  return content.map((part) => (part.type === "text" ? (part.text ?? "") : "")).join("");
}
