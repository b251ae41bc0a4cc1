import type { WireEvent } from "../../../spi/wire-event.ts";

export interface FoldedChoice {
  text: string;
  reasoning: string;
  refusal: string;
  calls: { id: string | undefined; name: string | undefined; input: string; state?: unknown }[];
  finish: string | undefined;
  raw: string | undefined;
  state: unknown;
}

/** Joins wire events as the engine would, for comparison. */
export function fold(events: readonly WireEvent[]): { choices: FoldedChoice[]; events: readonly WireEvent[]; error: WireEvent | undefined; usage: WireEvent | undefined; done: boolean } {
  const choices = new Map<number, FoldedChoice & { channel: string; keys: Map<unknown, number> }>();
  const of = (index: number): FoldedChoice & { channel: string; keys: Map<unknown, number> } => {
    let choice = choices.get(index);
    if (choice === undefined) {
      choice = { text: "", reasoning: "", refusal: "", calls: [], finish: undefined, raw: undefined, state: undefined, channel: "answer", keys: new Map() };
      choices.set(index, choice);
    }
    return choice;
  };
  let error: WireEvent | undefined;
  let usage: WireEvent | undefined;
  let done = false;
  for (const event of events) {
    if (event.type === "text-start") of(event.choice).channel = event.channel;
    else if (event.type === "text-delta") {
      const choice = of(event.choice);
      if (choice.channel === "refusal") choice.refusal += event.text;
      else choice.text += event.text;
    } else if (event.type === "reasoning-delta") of(event.choice).reasoning += event.text;
    else if (event.type === "tool-input") {
      const choice = of(event.choice);
      let at = choice.keys.get(event.key);
      if (at === undefined) {
        at = choice.calls.push({ id: undefined, name: undefined, input: "" }) - 1;
        choice.keys.set(event.key, at);
      }
      const call = choice.calls[at]!;
      call.id ??= event.toolCallId;
      call.name ??= event.name;
      if (event.state !== undefined) call.state = event.state;
      call.input += event.value === undefined ? (event.text ?? "") : JSON.stringify(event.value);
    } else if (event.type === "choice-finish") {
      const choice = of(event.choice);
      choice.finish = event.reason;
      choice.raw = event.rawReason;
    } else if (event.type === "message-state") of(event.choice).state = event.state;
    else if (event.type === "error") error ??= event;
    else if (event.type === "usage") usage = event;
    else if (event.type === "done") done = true;
  }
  const plain = [...choices.entries()].sort((a, b) => a[0] - b[0]).map(([, { channel: _c, keys: _k, ...rest }]) => rest);
  return { choices: plain, events, error, usage, done };
}
