import type { Policy } from "../../../catalog/policy.ts";
import type { WireEvent } from "../../../spi/wire-event.ts";
import { decodeResponse } from "../decode-response.ts";
import { createStreamDecoder, type StreamDecoderOptions } from "../decode-stream.ts";
import { fold } from "./fold-events.ts";
import { head, target } from "./target.ts";

export function eventsOf(frames: readonly (string | [event: string, data: string])[], policy: Policy = {}, options: StreamDecoderOptions = {}): WireEvent[] {
  const events: WireEvent[] = [];
  const decoder = createStreamDecoder(head(), target(policy), (event) => void events.push(event), options);
  for (const frame of frames) {
    if (typeof frame === "string") decoder.frame("", frame);
    else decoder.frame(frame[0], frame[1]);
  }
  decoder.end();
  return events;
}

export function stream(frames: readonly (string | [event: string, data: string])[], policy: Policy = {}): ReturnType<typeof fold> {
  return fold(eventsOf(frames, policy));
}

export function whole(body: unknown, policy: Policy = {}): ReturnType<typeof fold> {
  const events: WireEvent[] = [];
  decodeResponse(head(), body as never, target(policy), (event) => void events.push(event));
  return fold(events);
}

export const delta = (fields: unknown, finish: unknown = null, index = 0): string =>
  JSON.stringify({ id: "c1", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index, delta: fields, finish_reason: finish }] });

export const call = (fields: Record<string, unknown>): string => delta({ tool_calls: [fields] });
