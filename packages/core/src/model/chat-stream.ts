import { AbortedError, InvalidRequestError } from "../errors/errors.ts";
import type { StreamEvent } from "../events/stream-event.ts";
import type { Result } from "../results/result.ts";
import type { DeepPartial } from "../structured/deep-partial.ts";
import { createEventQueue, type EventQueue } from "./event-queue.ts";
import { charsOf } from "./event-size.ts";
import { loadChunk } from "../load-chunk.ts";

const STOPPED = "Ask again for another answer; `partial` has what had arrived.";

/** Undoes what was done to an output schema, such as a wrapper around a list. */
export type RestoreOutput = (value: unknown) => unknown;

const restorers = new WeakMap<object, RestoreOutput>();

/** What a stream under way does to its output; undefined before it knows. */
export function restoreOutputOf(stream: object): RestoreOutput | undefined {
  return restorers.get(stream);
}

const queues = new WeakMap<object, EventQueue<StreamEvent>>();

/** Tells a stream that is read by another one that the last reader of the chain is still there. */
export function touchStream(stream: object): void {
  queues.get(stream)?.touch();
}

const withReader = new WeakSet<object>();

/**
 * A promise that stands beside the reader of a stream. The reader is told of an error, so that one which nobody awaits
 * does not tell it a second time and end the process; without a reader it does, for nobody else would hear of it.
 */
export function besideReader<T>(stream: object, promise: Promise<T>): Promise<T> {
  // A reader may be made in the same breath.
  queueMicrotask(() => {
    if (withReader.has(stream)) promise.catch(() => {});
  });
  return promise;
}

/** Starts the call behind a stream; resolves with its result. */
export type StreamRun = (options: {
  push(event: StreamEvent): void;
  onExchange: EventQueue<StreamEvent>["control"];
  /** How output that was asked for in another form becomes the caller's again. */
  onOutput(restore: RestoreOutput): void;
  signal: AbortSignal;
}) => Promise<Result<unknown>>;

/**
 * An answer as it arrives. The request starts at the first pull; leaving the loop aborts it and closes the socket.
 * A stream is read once: by iterating, or by `text()`, `batches()`, `partialOutput()`; `result()` goes with any of them.
 */
export class ChatStream<Output = undefined> implements AsyncIterable<StreamEvent<Output>> {
  readonly #run: StreamRun;
  readonly #controller = new AbortController();
  readonly #queue = createEventQueue<StreamEvent>(charsOf);
  #claimed = false;
  #restore: RestoreOutput = (value) => value;
  #result: Promise<Result<Output>> | undefined;

  constructor(run: StreamRun) {
    this.#run = run;
    queues.set(this, this.#queue);
  }

  /**
   * Every event, in order; the last is `finish`.
   *
   * @throws ByokError with `partial` when the answer breaks off; InvalidRequestError when read twice.
   */
  [Symbol.asyncIterator](): AsyncIterator<StreamEvent<Output>, undefined> {
    this.#claim();
    return this.#iterator(
      () => this.#queue.next() as Promise<IteratorResult<StreamEvent<Output>, undefined>>,
    );
  }

  /** Everything that has arrived since the last read, as arrays: less work per event than iterating. */
  batches(): AsyncIterable<StreamEvent<Output>[]> {
    this.#claim();
    const next = (): Promise<IteratorResult<StreamEvent<Output>[], undefined>> =>
      this.#queue.nextBatch() as Promise<IteratorResult<StreamEvent<Output>[], undefined>>;
    return { [Symbol.asyncIterator]: () => this.#iterator(next) };
  }

  /** The text as it arrives: the answer, or a refusal; without commentary and reasoning. */
  text(): AsyncIterable<string> {
    this.#claim();
    const commentary = new Set<string>();
    const textOf = (event: StreamEvent): string | undefined => {
      if (event.type === "text-delta") {
        if (event.choice === 0 && (commentary.size === 0 || !commentary.has(event.id)))
          return event.text;
      } else if (event.type === "text-start" && event.channel === "commentary")
        commentary.add(event.id);
      return undefined;
    };
    const wait = async (): Promise<IteratorResult<string, undefined>> => {
      for (;;) {
        const { value: event, done } = await this.#queue.next();
        if (done === true) return { value: undefined, done: true };
        const text = textOf(event);
        if (text !== undefined) return { value: text, done: false };
      }
    };
    // Most texts wait already: they need no asynchronous function of their own.
    const next = (): Promise<IteratorResult<string, undefined>> => {
      for (let event = this.#queue.poll(); event !== undefined; event = this.#queue.poll()) {
        const text = textOf(event);
        if (text !== undefined) return Promise.resolve({ value: text, done: false });
      }
      return wait();
    };
    return { [Symbol.asyncIterator]: () => this.#iterator(next) };
  }

  /** The structured output as far as it has arrived, once per read that changed it. */
  partialOutput(): AsyncIterable<DeepPartial<Output>> {
    this.#claim();
    let text = "";
    const next = async (): Promise<IteratorResult<DeepPartial<Output>, undefined>> => {
      for (;;) {
        const { value: batch, done } = await this.#queue.nextBatch();
        if (done === true) return { value: undefined, done: true };
        const before = text.length;
        for (const event of batch)
          if (event.type === "text-delta" && event.choice === 0) text += event.text;
        if (text.length === before) continue;
        const { parsePartialJson } = await loadChunk(
          () => import("../structured/parse-partial-json.ts"),
        );
        const value = this.#restore(parsePartialJson(text));
        if (value !== undefined) return { value: value as DeepPartial<Output>, done: false };
      }
    };
    return { [Symbol.asyncIterator]: () => this.#iterator(next) };
  }

  /**
   * The whole answer; starts the request when nobody has read yet. Beside a reader it may be left without an `await`:
   * the reader is told of an error. Without one it must be awaited, as any promise: nobody else hears of an error.
   *
   * @throws ByokError of the call, to whoever awaits it.
   */
  result(): Promise<Result<Output>> {
    return besideReader(this, this.#whole());
  }

  async #whole(): Promise<Result<Output>> {
    // A reader may be made in the same breath; without one the events need not be kept.
    await Promise.resolve();
    if (!this.#claimed) {
      this.#claimed = true;
      return await this.#start(() => {});
    }
    return await this.#start((event) => this.#queue.push(event));
  }

  /** Ends the call at once, whoever reads. */
  abort(reason?: unknown): void {
    this.#controller.abort(
      new AbortedError("The stream was aborted.", { cause: reason, hint: STOPPED }),
    );
  }

  #claim(): void {
    if (this.#claimed) {
      throw new InvalidRequestError(
        "This stream has already been read; an answer arrives only once.",
        {
          hint: "Keep what you need while reading, or await `result()`.",
        },
      );
    }
    this.#claimed = true;
    withReader.add(this);
  }

  #start(push: (event: StreamEvent) => void): Promise<Result<Output>> {
    if (this.#result !== undefined) return this.#result;
    const run = this.#run({
      push,
      onExchange: (exchange) => this.#queue.control(exchange),
      onOutput: (restore) => {
        this.#restore = restore;
        restorers.set(this, restore);
      },
      signal: this.#controller.signal,
    }) as Promise<Result<Output>>;
    this.#result = run;
    run.then(
      () => this.#queue.end(),
      (error: unknown) => this.#queue.fail(error),
    );
    return run;
  }

  #iterator<T>(
    next: () => Promise<IteratorResult<T, undefined>>,
  ): AsyncIterator<T, undefined> & AsyncIterable<T> {
    let left = false;
    const iterator: AsyncIterator<T, undefined> & AsyncIterable<T> = {
      next: () => {
        if (left) return Promise.resolve({ value: undefined, done: true });
        if (this.#result === undefined) void this.#start((event) => this.#queue.push(event));
        return next();
      },
      return: async () => {
        left = true;
        this.#controller.abort(
          new AbortedError("The reader left the stream before its end.", { hint: STOPPED }),
        );
        // What stands behind the stream, such as an agent, is free again when the loop has been left.
        await this.#result?.catch(() => {});
        return { value: undefined, done: true };
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }
}
