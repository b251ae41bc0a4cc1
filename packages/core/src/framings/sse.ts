import { LimitError } from "../errors/errors.ts";
import type { Framing, FramingDecoder, FramingLimits, OnFrame } from "../spi/framing.ts";

/**
 * Server-sent events, as the HTML standard parses them, with one exception: a last event without its blank line
 * is delivered when the body ends, since servers leave the line out and the finish would be lost.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export const sse: Framing = { id: "sse", create: createSseDecoder };

function createSseDecoder(onFrame: OnFrame, limits: FramingLimits): FramingDecoder {
  const decoder = new TextDecoder();
  // A line that has not ended yet, in pieces: joined once, so that a long line costs linear time.
  let pieces: string[] = [];
  let pendingLength = 0;
  let heldCarriageReturn = false;
  let event = "";
  // The last line that named an event, and that name.
  let lastName = "event:";
  let name = "";
  let data: string | undefined;
  // A line of data of the open event has come since the last chunk.
  let hasGrown = false;

  function dispatch(): void {
    hasGrown = false;
    if (data !== undefined) {
      const whole = data;
      data = undefined;
      onFrame(event, whole);
    }
    event = "";
  }

  function line(text: string): void {
    if (text === "") {
      dispatch();
      return;
    }
    if (text.startsWith("data:")) {
      hasGrown = true;
      const value = text.slice(text.charCodeAt(5) === 32 ? 6 : 5);
      if (data === undefined) data = value;
      else {
        data += "\n" + value;
        if (data.length > limits.maxFrameBytes) throw tooLong(limits);
      }
      return;
    }
    if (text.startsWith("event:")) {
      event = name = text.slice(text.charCodeAt(6) === 32 ? 7 : 6);
      lastName = text;
    } else if (text === "data") data = data === undefined ? "" : data + "\n";
  }

  function take(text: string): void {
    let start = 0;
    let end = text.indexOf("\n");
    if (end === -1) {
      hold(text);
      return;
    }
    if (pendingLength > 0) {
      pieces.push(text.slice(0, end));
      const whole = pieces.join("");
      pieces = [];
      pendingLength = 0;
      line(whole);
      start = end + 1;
      end = text.indexOf("\n", start);
    }
    while (end !== -1) {
      // Almost every line is blank or repeats the last event's name: neither is worth a string of its own.
      if (end === start) dispatch();
      else if (end - start !== lastName.length || !text.startsWith(lastName, start)) {
        line(text.slice(start, end));
      } else event = name;
      start = end + 1;
      end = text.indexOf("\n", start);
    }
    if (start < text.length) hold(text.slice(start));
  }

  function hold(text: string): void {
    pieces.push(text);
    pendingLength += text.length;
    if (pendingLength > limits.maxFrameBytes) throw tooLong(limits);
  }

  function isInData(): boolean {
    let start = "";
    for (const piece of pieces) {
      start += piece;
      if (start.length > 4) return start.startsWith("data:");
    }
    return false;
  }

  // CR and CRLF end lines too; a CR at the end of a chunk may be half of a CRLF.
  function normalize(text: string): string {
    let whole = heldCarriageReturn ? "\r" + text : text;
    heldCarriageReturn = false;
    if (whole.endsWith("\r")) {
      heldCarriageReturn = true;
      whole = whole.slice(0, -1);
    }
    return whole.replace(/\r\n?/g, "\n");
  }

  return {
    isGrowing: () => hasGrown || isInData(),
    push(chunk) {
      hasGrown = false;
      const text = decoder.decode(chunk, { stream: true });
      if (text === "") return;
      take(heldCarriageReturn || text.includes("\r") ? normalize(text) : text);
    },
    end() {
      const rest = decoder.decode() + (heldCarriageReturn ? "\n" : "");
      heldCarriageReturn = false;
      if (rest !== "") take(rest);
      if (pendingLength > 0) {
        const whole = pieces.join("");
        pieces = [];
        pendingLength = 0;
        line(whole);
      }
      if (data !== undefined) line("");
    },
  };
}

function tooLong(limits: FramingLimits): LimitError {
  return new LimitError(`The server sent an event longer than ${limits.maxFrameBytes} bytes.`, {
    hint: "Raise `limits.maxFrameBytes` if this platform really sends events of that size.",
  });
}
