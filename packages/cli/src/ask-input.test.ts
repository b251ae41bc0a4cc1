import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { readAll } from "./ask-input.ts";

describe("reading standard input", () => {
  it("ends when the user stops waiting for it", async () => {
    const stop = new AbortController();
    const reading = readAll(new PassThrough(), stop.signal);
    stop.abort(new Error("stopped"));
    await expect(reading).rejects.toThrow("stopped");
  });

  it("leaves the stream alone once it is read", async () => {
    const stream = new PassThrough({ autoDestroy: false });
    stream.end("text");
    const stop = new AbortController();
    expect(await readAll(stream, stop.signal)).toBe("text");
    const errors: unknown[] = [];
    stream.on("error", (error) => errors.push(error));
    stop.abort(new Error("stopped"));
    await new Promise((resolve) => void setImmediate(resolve));
    expect(errors).toEqual([]);
  });

  it("takes characters that are cut between pieces", async () => {
    const stream = new PassThrough();
    const bytes = Buffer.from("a€b");
    stream.write(bytes.subarray(0, 2));
    stream.end(bytes.subarray(2));
    expect(await readAll(stream, new AbortController().signal)).toBe("a€b");
  });

  it("refuses more than it can send", async () => {
    const stream = new PassThrough();
    const reading = readAll(stream, new AbortController().signal);
    const piece = Buffer.alloc(4 * 1024 * 1024, 97);
    for (let index = 0; index < 9; index += 1) stream.write(piece);
    stream.end();
    await expect(reading).rejects.toThrow("longer than 32 MiB");
  });
});
