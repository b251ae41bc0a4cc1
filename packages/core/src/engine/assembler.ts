import type { StreamPolicy } from "../catalog/policy.ts";
import type { StreamEvent } from "../events/stream-event.ts";
import type { JsonValue } from "../json.ts";
import type {
  AssistantMessage,
  AssistantPart,
  FilePart,
  ProviderState,
} from "../messages/message.ts";
import type { Choice, FinishReason, RateLimit, Source } from "../results/result.ts";
import type { Usage } from "../results/usage.ts";
import type { Warning } from "../results/warning.ts";
import type { WireEvent } from "../spi/wire-event.ts";
import type { ClassifiedError } from "../spi/wire-protocol.ts";
import { emptyChoice, partOf, reasoningOf, textOf, type ChoiceState } from "./choice-state.ts";
import type { Limits } from "./limits.ts";
import { createToolAssembly, type ToolAssembly } from "./tool-assembly.ts";
import type { ToolInputCheck } from "./tool-calls.ts";

/** What an assembler needs of its surroundings. */
export interface AssemblerOptions {
  scope: ProviderState["scope"];
  limits: Limits;
  /** How many choices were asked for; 1 when absent. */
  choices?: number | undefined;
  newId(): string;
  /** Receives every public event but stream-start and finish, in order. */
  push(event: StreamEvent): void;
  /** Takes the key out of a platform's own words. */
  clean(warning: Warning): Warning;
  checkToolInput?: ToolInputCheck;
}

/** Everything an answer has said, once it is whole. */
export interface Assembled {
  choices: Choice[];
  sources: Source[];
  files: FilePart[];
  reason: FinishReason;
  rawReason: string | undefined;
}

/**
 * Turns wire events into public events and, at the end, into the answer. It opens and closes blocks, gives ids,
 * holds tool calls back until their choice has finished, and knows whether the answer is complete.
 */
export class Assembler {
  readonly warnings: Warning[] = [];
  /** The protocol's end marker has come. */
  done = false;
  /** The platform reported an error inside the answer. */
  error: ClassifiedError | undefined;
  usage: Usage | undefined;
  platformCost: Extract<WireEvent, { type: "usage" }>["cost"];
  metadata: Omit<Extract<WireEvent, { type: "metadata" }>, "type"> = {};
  /** What the answer's headers say of the rate limit. */
  rateLimit: RateLimit | undefined;
  /** How many events have come. */
  progress = 0;
  /** How many have brought content; a stream that only counts tokens leaves it as it is. */
  content = 0;
  readonly #choices = new Map<number, ChoiceState>();
  readonly #sources: Source[] = [];
  readonly #files: FilePart[] = [];
  readonly #options: AssemblerOptions;
  readonly #tools: ToolAssembly;
  #ids = 0;
  #lastChoice: ChoiceState | undefined;
  #onlyIndex: number | undefined;

  constructor(options: AssemblerOptions) {
    this.#options = options;
    this.#tools = createToolAssembly({
      ...options,
      blockId: () => this.#id(),
      states: (state) => this.#states(state),
    });
  }

  /** Takes one wire event. */
  on(event: WireEvent): void {
    if (this.done || this.error !== undefined) return;
    this.progress++;
    if (event.type === "text-delta") {
      this.content++;
      if (event.choice !== 0) this.#renumber(event);
      const choice =
        this.#lastChoice?.index === event.choice ? this.#lastChoice : this.#choice(event.choice);
      let open = choice.open;
      if (open === undefined || open.kind !== "text") open = this.#openText(choice, "answer");
      open.text += event.text;
      event.id = open.id;
      if (event.logprobs !== undefined) (choice.logprobs ??= []).push(...event.logprobs);
      this.#options.push(event);
      return;
    }
    this.#onOther(event);
  }

  /** Whether the answer ended as its protocol says it must; `ended`: its body has come to a clean end. */
  isComplete(terminal: StreamPolicy["terminal"] = "either", ended = false): boolean {
    const begun = this.#choices.size;
    if (terminal === "eof" && ended) return begun > 0;
    if (terminal === "doneMarker") return this.done;
    // A choice that has not begun is not finished either; a platform that gives fewer says so with its end marker.
    const finished =
      begun >= (this.done ? 1 : (this.#options.choices ?? 1)) &&
      [...this.#choices.values()].every((choice) => choice.finish !== undefined);
    if (terminal === "finishReason") return finished;
    return finished || (this.done && this.progress > 1);
  }

  /** Closes what is open and gives the whole answer. */
  finish(): Assembled {
    for (const choice of this.#choices.values()) {
      this.#closeBlock(choice, undefined);
      this.#tools.close(choice, false);
      if (choice.finish === undefined) {
        this.#warnUnfinished();
        this.#finishChoice(choice, choice.toolCalls.length > 0 ? "tool-calls" : "other", undefined);
      }
    }
    if (this.#choices.size === 0) {
      this.#warnUnfinished();
      this.#choice(0).finish = { reason: "other", rawReason: undefined };
    }
    const choices = [...this.#choices.values()]
      .toSorted((a, b) => a.index - b.index)
      .map((choice) => this.#toChoice(choice));
    const first = choices[0]!;
    return {
      choices,
      sources: this.#sources,
      files: this.#files,
      reason: first.finishReason,
      rawReason: first.rawFinishReason,
    };
  }

  /** What has come of choice 0, for an error's `partial`; calls that are not known to be whole are left out. */
  partialMessage(): AssistantMessage {
    const choice = this.#choices.get(0);
    const parts: (AssistantPart | undefined)[] = [...(choice?.parts ?? [])];
    if (choice?.open !== undefined) parts.push(partOf(choice.open, undefined));
    return this.#message(parts, undefined);
  }

  #warnUnfinished(): void {
    this.warnings.push({
      code: "finish-missing",
      path: "response",
      message: "The platform ended the stream without saying why.",
    });
  }

  #onOther(event: Exclude<WireEvent, { type: "text-delta" }>): void {
    if (event.type !== "usage" && event.type !== "metadata") this.content++;
    if ("choice" in event && event.choice !== 0) this.#renumber(event);
    switch (event.type) {
      case "metadata":
        this.#onMetadata(event);
        return;
      case "usage":
        this.usage = event.usage;
        if (event.cost !== undefined) this.platformCost = event.cost;
        this.#options.push({ type: "usage", usage: event.usage });
        return;
      case "done":
        this.done = true;
        return;
      case "error":
        this.error = event.error;
        return;
      case "warning":
        this.warnings.push(this.#options.clean(event.warning));
        return;
      case "choice-finish": {
        const choice = this.#choice(event.choice);
        if (choice.finish !== undefined) return;
        this.#closeBlock(choice, undefined);
        this.#tools.close(choice, event.reason === "length");
        this.#finishChoice(choice, event.reason, event.rawReason);
        return;
      }
      default:
        this.#onContent(event, this.#choice(event.choice));
    }
  }

  // Where one choice was asked for, the first that comes is that one, whatever number its server gives it.
  #renumber(event: { choice: number }): void {
    if ((this.#options.choices ?? 1) > 1) return;
    if (this.#choices.size === 0) this.#onlyIndex = event.choice;
    if (event.choice === this.#onlyIndex) event.choice = 0;
  }

  #onMetadata(event: Extract<WireEvent, { type: "metadata" }>): void {
    const { type: _, ...known } = event;
    Object.assign(this.metadata, known);
    const { serviceTier: __, region: ___, ...told } = known;
    // Tier and region may be known only at the end; they are for the result, and no news of their own.
    if (Object.keys(told).length === 0) return;
    this.#options.push({
      type: "response-metadata",
      ...told,
      ...(this.rateLimit === undefined ? {} : { rateLimit: this.rateLimit }),
    });
  }

  #onContent(
    event: Exclude<
      WireEvent,
      { type: "text-delta" | "metadata" | "usage" | "done" | "error" | "warning" | "choice-finish" }
    >,
    choice: ChoiceState,
  ): void {
    const { push } = this.#options;
    switch (event.type) {
      case "text-start":
        this.#openText(choice, event.channel);
        return;
      case "reasoning-delta": {
        if (choice.open?.kind !== "reasoning") this.#openReasoning(choice);
        const open = choice.open!;
        open.text += event.text;
        event.id = open.id;
        push(event);
        return;
      }
      case "reasoning-redacted": {
        this.#closeBlock(choice, undefined);
        this.#openReasoning(choice);
        const id = choice.open!.id;
        const part = {
          type: "reasoning" as const,
          text: "",
          redacted: true as const,
          ...this.#meta(event.state),
        };
        choice.open = undefined;
        choice.parts.push(part);
        push({ type: "reasoning-end", id, choice: choice.index, part });
        return;
      }
      case "block-end":
        if (event.citations !== undefined && choice.open !== undefined) {
          choice.open.citations = [...(choice.open.citations ?? []), ...event.citations];
        }
        this.#closeBlock(choice, event.state);
        return;
      case "tool-input":
        this.#closeBlock(choice, undefined);
        this.#tools.add(choice, event);
        return;
      case "tool-input-end":
        this.#tools.end(choice, event);
        return;
      case "logprobs":
        (choice.logprobs ??= []).push(...event.logprobs);
        return;
      case "message-state":
        choice.state = event.state;
        return;
      case "citation":
        if (choice.open?.kind === "text") (choice.open.citations ??= []).push(event.citation);
        push({
          type: "citation",
          id: choice.open?.id ?? this.#id(),
          choice: choice.index,
          citation: event.citation,
        });
        return;
      case "source":
        this.#sources.push(event.source);
        push({ type: "source", id: this.#id(), choice: choice.index, source: event.source });
        return;
      case "file":
        this.#closeBlock(choice, undefined);
        if (event.preliminary !== true) {
          choice.parts.push(event.part);
          this.#files.push(event.part);
        }
        push({ ...event, id: this.#id(), choice: choice.index });
        return;
      case "tool-result":
        this.#closeBlock(choice, undefined);
        if (event.preliminary !== true) choice.parts.push(event.part);
        push({ ...event, id: this.#id(), choice: choice.index });
        return;
      case "custom":
        this.#closeBlock(choice, undefined);
        choice.parts.push(event.part);
        push({ type: "custom", id: this.#id(), choice: choice.index, part: event.part });
        return;
    }
  }

  #finishChoice(choice: ChoiceState, reason: FinishReason, rawReason: string | undefined): void {
    const told = reason === "stop" && choice.toolCalls.length > 0 ? "tool-calls" : reason;
    choice.finish = { reason: told, rawReason };
    this.#options.push({ type: "choice-finish", choice: choice.index, reason: told, rawReason });
  }

  #openText(
    choice: ChoiceState,
    channel: "answer" | "commentary" | "refusal",
  ): NonNullable<ChoiceState["open"]> {
    this.#closeBlock(choice, undefined);
    const open = { kind: "text" as const, id: this.#id(), text: "", channel, citations: undefined };
    choice.open = open;
    this.#lastChoice = choice;
    this.#options.push({ type: "text-start", id: open.id, choice: choice.index, channel });
    return open;
  }

  #openReasoning(choice: ChoiceState): void {
    this.#closeBlock(choice, undefined);
    choice.open = {
      kind: "reasoning",
      id: this.#id(),
      text: "",
      channel: "answer",
      citations: undefined,
    };
    this.#options.push({ type: "reasoning-start", id: choice.open.id, choice: choice.index });
  }

  #closeBlock(choice: ChoiceState, state: JsonValue | undefined): void {
    const open = choice.open;
    if (open === undefined) {
      // A signature without any text is a block of its own.
      if (state !== undefined)
        choice.parts.push({ type: "reasoning", text: "", ...this.#meta(state) });
      return;
    }
    choice.open = undefined;
    const part = partOf(open, this.#states(state));
    choice.parts.push(part);
    if (part.type === "text")
      this.#options.push({ type: "text-end", id: open.id, choice: choice.index, part });
    else this.#options.push({ type: "reasoning-end", id: open.id, choice: choice.index, part });
  }

  #toChoice(choice: ChoiceState): Choice {
    const parts = choice.parts.filter((part) => part !== undefined);
    const result: Choice = {
      index: choice.index,
      message: this.#message(parts, choice.state),
      text: textOf(parts),
      reasoning: reasoningOf(parts),
      toolCalls: choice.toolCalls,
      invalidToolCalls: choice.invalidToolCalls,
      finishReason: choice.finish?.reason ?? "other",
      rawFinishReason: choice.finish?.rawReason,
    };
    if (choice.logprobs !== undefined) result.logprobs = choice.logprobs;
    return result;
  }

  #message(
    parts: readonly (AssistantPart | undefined)[],
    state: JsonValue | undefined,
  ): AssistantMessage {
    const { platform, model } = this.#options.scope;
    const origin: NonNullable<AssistantMessage["origin"]> = {
      platform,
      model: this.metadata.model ?? model,
    };
    if (this.metadata.id !== undefined) origin.responseId = this.metadata.id;
    return {
      role: "assistant",
      content: parts.filter((part) => part !== undefined),
      origin,
      ...this.#meta(state),
    };
  }

  #meta(state: JsonValue | undefined): { providerState?: ProviderState[] } {
    const providerState = this.#states(state);
    return providerState === undefined ? {} : { providerState };
  }

  #states(state: JsonValue | undefined): ProviderState[] | undefined {
    return state === undefined ? undefined : [{ scope: this.#options.scope, data: state }];
  }

  #choice(index: number): ChoiceState {
    let choice = this.#choices.get(index);
    if (choice === undefined) {
      choice = emptyChoice(index);
      this.#choices.set(index, choice);
    }
    this.#lastChoice = choice;
    return choice;
  }

  #id(): string {
    return `b${this.#ids++}`;
  }
}
