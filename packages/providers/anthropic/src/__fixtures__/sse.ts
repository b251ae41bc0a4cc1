import type { Target, WireEvent } from "@byok/core/provider";
import { decodeStream } from "../decode-stream.ts";
import { testHead } from "./test-target.ts";

/** The frames of an event stream: name and data. */
function framesOf(sse: string): { event: string; data: string }[] {
  return sse
    .split("\n\n")
    .filter((block) => block.includes("data:"))
    .map((block) => {
      const lines = block.split("\n");
      const value = (field: string): string =>
        lines.find((line) => line.startsWith(`${field}:`))?.slice(field.length + 1).trimStart() ?? "";
      return { event: value("event"), data: value("data") };
    });
}

/** The events of a whole stream. */
export function decodeAll(sse: string, target: Target): WireEvent[] {
  const events: WireEvent[] = [];
  const decoder = decodeStream(testHead(), target, (event) => events.push(event));
  for (const { event, data } of framesOf(sse)) decoder.frame(event, data);
  decoder.end();
  return events;
}

/** One frame as the platform writes it. */
export function sseFrame(value: { type: string } & Record<string, unknown>): string {
  return `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
}
