import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchAttempts } from "../answer/watch-attempts.ts";
import type { Io } from "../io.ts";
import { startProgress, withoutProgress } from "./progress.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function terminal(isTTY: boolean, env: Record<string, string> = {}): { io: Io; err(): string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 40 });
  let err = "";
  stream.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return { io: { stdin: new PassThrough(), stdout: stream, stderr: stream, env }, err: () => err };
}

describe("progress", () => {
  it("appears before a second has passed, counts the seconds, and is cleared", () => {
    const { io, err } = terminal(true);
    const progress = startProgress(io, "waiting for x");
    vi.advanceTimersByTime(300);
    expect(err()).toBe("");
    vi.advanceTimersByTime(700);
    expect(err()).toContain("waiting for x");
    progress.update("reasoning");
    vi.advanceTimersByTime(2000);
    expect(err()).toContain("reasoning 2 s");
    progress.stop();
    expect(err().endsWith("\r\u001b[2K")).toBe(true);
    const before = err();
    vi.advanceTimersByTime(2000);
    progress.stop();
    expect(err()).toBe(before);
  });

  it("leaves the line alone while the user is asked something on it", async () => {
    const { io, err } = terminal(true);
    const progress = startProgress(io, "choosing a model");
    vi.advanceTimersByTime(1000);
    const asked = withoutProgress(async () => {
      io.stderr.write("Passphrase: ");
      await new Promise((resolve) => setTimeout(resolve, 5000));
    });
    await vi.advanceTimersByTimeAsync(4000);
    expect(err().endsWith("\r\u001b[2KPassphrase: ")).toBe(true);
    await vi.advanceTimersByTimeAsync(2000);
    await asked;
    expect(err().endsWith("Passphrase: ")).toBe(false);
    progress.stop();
  });

  it("writes nothing for something that is quick", () => {
    const { io, err } = terminal(true);
    startProgress(io, "x").stop();
    vi.advanceTimersByTime(5000);
    expect(err()).toBe("");
  });

  it.each([
    [false, {}],
    [true, { TERM: "dumb" }],
  ])("writes nothing where standard error is no terminal that can (%s, %j)", (isTTY, env) => {
    const { io, err } = terminal(isTTY, env);
    startProgress(io, "x");
    vi.advanceTimersByTime(5000);
    expect(err()).toBe("");
  });

  it("tells of retries", () => {
    const labels: string[] = [];
    const watch = watchAttempts("openai/m", () => ({
      update: (label) => labels.push(label),
      stop: () => {},
    }));
    watch({ type: "request", atMs: 0, attempt: 0, method: "POST", url: "", headers: {} });
    watch({ type: "response", atMs: 0, attempt: 0, status: 503, headers: {} });
    watch({ type: "request", atMs: 0, attempt: 1, method: "POST", url: "", headers: {} });
    expect(labels).toEqual(["openai/m answered 503; waiting", "waiting for openai/m (try 2)"]);
  });
});
