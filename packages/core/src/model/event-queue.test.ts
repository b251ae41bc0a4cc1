import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEventQueue } from "./event-queue.ts";

const DONE = { value: undefined, done: true };

describe("the event queue", () => {
  it("gives every event once and in order, whether the reader is early or late", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (steps) => {
        const queue = createEventQueue<number>();
        const reads: Promise<IteratorResult<number, undefined>>[] = [];
        let pushed = 0;
        for (const isPush of steps) {
          if (isPush) queue.push(pushed++);
          else reads.push(queue.next());
        }
        queue.end();
        const results = await Promise.all(reads);
        const values = results.filter(({ done }) => done !== true).map(({ value }) => value);
        const expected = Math.min(pushed, reads.length);
        expect(values).toEqual(Array.from({ length: expected }, (_, index) => index));
        expect(results.slice(expected).every(({ done }) => done === true)).toBe(true);
      }),
    );
  });

  it("tells a failure once, after the events before it", async () => {
    const queue = createEventQueue<number>();
    queue.push(1);
    queue.fail(new Error("broken"));
    expect(await queue.next()).toEqual({ value: 1, done: false });
    await expect(queue.next()).rejects.toThrow("broken");
    expect(await queue.next()).toEqual(DONE);
  });

  it("tells a failure to the reader who waits, and the end to the one behind", async () => {
    const queue = createEventQueue<number>();
    const reads = [queue.next(), queue.next()];
    queue.fail(new Error("broken"));
    await expect(reads[0]).rejects.toThrow("broken");
    expect(await reads[1]).toEqual(DONE);
  });

  it("hands out what waits in batches", async () => {
    const queue = createEventQueue<number>();
    const early = queue.nextBatch();
    queue.push(1);
    queue.push(2);
    expect(await early).toEqual({ value: [1, 2], done: false });
    queue.push(3);
    queue.end();
    expect(await queue.nextBatch()).toEqual({ value: [3], done: false });
    expect(await queue.nextBatch()).toEqual(DONE);
  });

  it("pauses the network when many events wait, and resumes it when few do", async () => {
    const told: string[] = [];
    const queue = createEventQueue<number>();
    queue.control({
      pause: () => told.push("pause"),
      resume: () => told.push("resume"),
      taken: () => {},
    });
    for (let index = 0; index < 3000; index++) queue.push(index);
    expect(told).toEqual(["pause"]);
    for (let index = 0; index < 2900; index++) await queue.next();
    expect(told).toEqual(["pause", "resume"]);
  });

  it.each(["one by one", "in a batch"])(
    "pauses when much waits, however few events it is, and resumes when little does: %s",
    async (how) => {
      const told: string[] = [];
      const queue = createEventQueue<string>((text) => text.length);
      queue.control({
        pause: () => told.push("pause"),
        resume: () => told.push("resume"),
        taken: () => {},
      });
      const mega = "x".repeat(1024 * 1024);
      for (let index = 0; index < 3; index++) queue.push(mega);
      expect(told).toEqual([]);
      queue.push(mega);
      queue.push(mega);
      expect(told).toEqual(["pause"]);
      if (how === "in a batch") await queue.nextBatch();
      else {
        for (let index = 0; index < 3; index++) queue.poll();
        expect(told).toEqual(["pause"]);
        queue.poll();
      }
      expect(told).toEqual(["pause", "resume"]);
    },
  );

  it("tells of every event that is taken while the network is paused", () => {
    let taken = 0;
    const queue = createEventQueue<number>();
    queue.control({ pause: () => {}, resume: () => {}, taken: () => taken++ });
    for (let index = 0; index < 2047; index++) queue.push(index);
    queue.poll();
    expect(taken).toBe(0);
    for (let index = 0; index < 2; index++) queue.push(index);
    for (let index = 0; index < 10; index++) queue.poll();
    expect(taken).toBe(10);
  });

  it("counts what waits anew after a batch", async () => {
    let pauses = 0;
    const queue = createEventQueue<string>((text) => text.length);
    queue.control({ pause: () => pauses++, resume: () => {}, taken: () => {} });
    for (let index = 0; index < 100; index++) {
      queue.push("x".repeat(1024 * 1024));
      await queue.nextBatch();
      queue.push("y");
      queue.poll();
    }
    expect(pauses).toBe(0);
  });
});
