import type { ExchangeControl } from "../engine/call.ts";

/** How many events may wait before the network is paused, and how few before it goes on. */
const HIGH_WATER = 2048;
const LOW_WATER = 256;
/** The same in characters, for events that are few and large. */
const HIGH_CHARS = 4 * 1024 * 1024;
const LOW_CHARS = HIGH_CHARS / 4;

/** Hands events from the network to one reader, in order, and slows the network down when the reader is slow. */
export interface EventQueue<T> {
  push(event: T): void;
  end(): void;
  fail(error: unknown): void;
  /** The next event when one waits. */
  poll(): T | undefined;
  /** The next event, or everything that waits. */
  next(): Promise<IteratorResult<T, undefined>>;
  nextBatch(): Promise<IteratorResult<T[], undefined>>;
  /** Sets what slows the network down while a request is under way. */
  control(exchange: ExchangeControl | undefined): void;
  /** A reader further on has taken something: what waits here will be read. */
  touch(): void;
}

/** A reader of single events who came before its event. */
interface Reader<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

const DONE: IteratorResult<never, undefined> = { value: undefined, done: true };

/** Makes an empty queue; `charsOf` tells how much an event holds. */
export function createEventQueue<T>(charsOf: (event: T) => number = () => 0): EventQueue<T> {
  let items: T[] = [];
  let head = 0;
  let chars = 0;
  let ended = false;
  let failure: { error: unknown } | undefined;
  const readers: Reader<T>[] = [];
  let wake: (() => void) | undefined;
  let exchange: ExchangeControl | undefined;
  let paused = false;

  function signal(): void {
    const waiting = wake;
    wake = undefined;
    waiting?.();
  }
  function close(): void {
    for (const reader of readers.splice(0)) closed()?.then(reader.resolve, reader.reject);
    signal();
  }
  function pauseIfFull(): void {
    if (paused || exchange === undefined) return;
    if (items.length - head < HIGH_WATER && chars < HIGH_CHARS) return;
    paused = true;
    exchange.pause();
  }
  function resumeIfLow(): void {
    if (!paused || items.length - head > LOW_WATER || chars > LOW_CHARS) return;
    paused = false;
    exchange?.resume();
  }
  function take(): T {
    const item = items[head++]!;
    chars -= charsOf(item);
    if (head === items.length) {
      items = [];
      head = 0;
    } else if (head > HIGH_WATER) {
      items = items.slice(head);
      head = 0;
    }
    if (paused) {
      exchange?.taken();
      resumeIfLow();
    }
    return item;
  }
  // The failure is told once; after it the queue has ended.
  function closed(): Promise<IteratorResult<never, undefined>> | undefined {
    if (failure !== undefined) {
      const { error } = failure;
      failure = undefined;
      ended = true;
      return Promise.reject(error);
    }
    return ended ? Promise.resolve(DONE) : undefined;
  }

  return {
    push(event) {
      // A reader who waits gets the event itself: one promise per event, where events come one by one.
      if (readers.length > 0) {
        readers.shift()!.resolve({ value: event, done: false });
        return;
      }
      items.push(event);
      chars += charsOf(event);
      if (wake !== undefined) signal();
      pauseIfFull();
    },
    end() {
      ended = true;
      close();
    },
    fail(error) {
      failure = { error };
      close();
    },
    poll() {
      return head < items.length ? take() : undefined;
    },
    next() {
      if (head < items.length) return Promise.resolve({ value: take(), done: false });
      return closed() ?? new Promise((resolve, reject) => readers.push({ resolve, reject }));
    },
    async nextBatch() {
      while (head >= items.length) {
        const end = closed();
        if (end !== undefined) return await end;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const batch = head === 0 ? items : items.slice(head);
      items = [];
      head = 0;
      chars = 0;
      resumeIfLow();
      return { value: batch, done: false };
    },
    control(next) {
      exchange = next;
      paused = false;
      if (next !== undefined) pauseIfFull();
    },
    touch() {
      if (paused) exchange?.taken();
    },
  };
}
