import { InvalidRequestError } from "../errors/errors.ts";
import type { StreamEvent } from "../events/stream-event.ts";
import type { AnyConfig } from "../config/config-types.ts";
import type { MessageInput } from "../messages/message.ts";
import type { ChatModel } from "../model/chat-model.ts";
import { besideReader, ChatStream } from "../model/chat-stream.ts";
import { forwardEvents } from "../model/forward-events.ts";
import { linkSignals } from "../model/link-signals.ts";
import { ModelFactory } from "../model/model-factory.ts";
import type { GenerateRequest, OutputSpec, Tool } from "../model/request.ts";
import type { Result } from "../results/result.ts";
import type { AgentResponse } from "./agent-response.ts";
import { checkAgentOptions } from "./check-agent-options.ts";
import { createMemory, type Memory, type MemoryOptions } from "./memory.ts";
import type { StepOptions } from "./step.ts";
import { toMessages } from "./to-messages.ts";
import { loadChunk } from "../load-chunk.ts";

/** What an agent is made of. */
export interface ChatAgentOptions {
  /** A model, a ModelManager, or a reference such as `openai/gpt-4o-mini`. There is no default. */
  model: ChatModel | string;
  systemMessage?: string;
  tools?: readonly Tool[];
  memory?: MemoryOptions;
  /** The most requests to the model in one step. Default 25. */
  maxIterations?: number;
  /** Asks for structured output in every step. */
  output?: OutputSpec;
  /** Ends every step of this agent. */
  signal?: AbortSignal;
}

/** An agent's answer as it arrives: the events of every request and tool, with one `finish` for the whole step. */
export interface AgentStream extends AsyncIterable<StreamEvent> {
  text(): AsyncIterable<string>;
  /** The whole step; starts it when nobody reads. Beside a reader it may be left without an `await`, as a stream's `result()`. */
  response(): Promise<AgentResponse>;
}

/**
 * A model with a memory and tools: it answers, calls tools, reads their results, and goes on until it is done.
 *
 * @example
 * const agent = new ChatAgent({ systemMessage: "You are a helpful assistant.", model: "openai/gpt-4o-mini" });
 * console.log((await agent.step("Hello!")).msg.content);
 */
export class ChatAgent {
  readonly memory: Memory;
  readonly #model: ChatModel;
  readonly #tools: ReadonlyMap<string, Tool>;
  readonly #options: ChatAgentOptions;
  #busy = false;

  /** @throws InvalidRequestError without a model, or for an option that is unknown or wrong; what ModelFactory.create throws for a reference. */
  constructor(options: ChatAgentOptions) {
    checkAgentOptions(options);
    this.#options = options;
    this.#model =
      typeof options.model === "string" ? ModelFactory.create(options.model) : options.model;
    this.#tools = new Map((options.tools ?? []).map((tool) => [tool.name, tool]));
    this.memory = createMemory(options.systemMessage, options.memory);
  }

  /**
   * Says something to the agent and waits until it is done.
   *
   * @throws ByokError of a request; the input is then taken back out of the memory, so that it can be said again.
   * InvalidRequestError for an input of a wrong shape, or a word on an approval that no call waits for.
   */
  async step(
    input: string | MessageInput | readonly MessageInput[],
    options: { signal?: AbortSignal } = {},
  ): Promise<AgentResponse> {
    const ask: StepOptions["ask"] = async (request) => await this.#model.generate(request);
    return await this.#run(input, options.signal, () => {}, ask);
  }

  /** Says something to the agent and reads the answer as it arrives. */
  stream(
    input: string | MessageInput | readonly MessageInput[],
    options: { signal?: AbortSignal } = {},
  ): AgentStream {
    let response: Promise<AgentResponse> | undefined;
    const stream = new ChatStream<unknown>(async (outer) => {
      const { push } = outer;
      const link = linkSignals(outer.signal, options.signal);
      let started = false;
      const ask = async (
        request: GenerateRequest<AnyConfig, OutputSpec | undefined>,
      ): Promise<Result<unknown>> => {
        const answer = this.#model.stream(request);
        await forwardEvents(answer, { ...outer, signal: link.signal }, (event) => {
          if (event.type === "finish" || (event.type === "stream-start" && started)) return;
          started = true;
          push(event);
        });
        return await answer.result();
      };
      try {
        response = this.#run(input, link.signal, push, ask);
        const whole = await response;
        const { agentFinish } = await loadChunk(() => import("./step.ts"));
        const finish = agentFinish(whole);
        push(finish);
        return finish.result;
      } finally {
        link.unlink();
      }
    });
    const whole = async (): Promise<AgentResponse> => {
      await stream.result();
      return await response!;
    };
    return {
      [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator]() as AsyncIterator<StreamEvent>,
      text: () => stream.text(),
      response: () => besideReader(stream, whole()),
    };
  }

  /** Forgets the conversation; the system message stays. */
  reset(): void {
    this.memory.clear();
  }

  async #run(
    input: string | MessageInput | readonly MessageInput[],
    signal: AbortSignal | undefined,
    push: StepOptions["push"],
    ask: StepOptions["ask"],
  ): Promise<AgentResponse> {
    if (this.#busy) {
      throw new InvalidRequestError(
        "The agent is still answering; its memory holds one conversation.",
        { hint: "Await the step before, or make a second agent." },
      );
    }
    this.#busy = true;
    const link = linkSignals(this.#options.signal, signal);
    try {
      const { runStep } = await loadChunk(() => import("./step.ts"));
      return await runStep({
        model: this.#model,
        memory: this.memory,
        tools: this.#tools,
        maxIterations: this.#options.maxIterations ?? 25,
        input: toMessages(input),
        output: this.#options.output,
        signal: link.signal,
        ask,
        push,
      });
    } finally {
      this.#busy = false;
      link.unlink();
    }
  }
}
