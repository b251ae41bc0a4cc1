import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Frame, Reply } from "../answer/reply.ts";
import type { Fault, Plan } from "../options.ts";

/** Writes an answer as the plan says: in pieces, with delays, broken. */
export async function send(
  response: ServerResponse,
  reply: Reply,
  plan: Plan,
  fault: Fault | undefined,
  errorFrame: Frame,
): Promise<void> {
  if (plan.firstDelayMs !== undefined) await wait(plan.firstDelayMs);
  if (response.destroyed) return;
  const { content } = reply;
  const isStream = "frames" in content;
  const writes = isStream
    ? streamWrites(content.frames, plan, fault, errorFrame)
    : [Buffer.from(bodyOf(content.body, fault))];
  // A whole body has its length; without chunked coding a cut shows as a broken connection.
  const headers = isStream
    ? { "cache-control": "no-cache", ...reply.headers }
    : { ...reply.headers, "content-length": String(sizeOf(writes)) };
  response.writeHead(reply.status, headers);
  const limit = fault?.kind === "drop-after" || fault?.kind === "stall" ? fault.bytes : undefined;
  if (limit !== undefined) {
    response.flushHeaders();
    await flushed(response, Buffer.concat(writes).subarray(0, limit));
    if (fault?.kind === "drop-after") response.destroy();
    return;
  }
  await writeAll(response, writes, plan);
  response.end();
}

function bodyOf(body: string, fault: Fault | undefined): string {
  if (fault?.kind === "truncate") return body.slice(0, Math.floor(body.length / 2));
  return fault?.kind === "malformed-frame" ? `{${body}` : body;
}

function streamWrites(
  frames: readonly Frame[],
  plan: Plan,
  fault: Fault | undefined,
  errorFrame: Frame,
): Buffer[] {
  let list = [...frames];
  if (fault?.kind === "truncate") list = list.filter(({ final }) => final === undefined);
  const middle = Math.ceil(list.length / 2);
  if (fault?.kind === "malformed-frame")
    list.splice(middle, 0, {
      data: '{"choices": [{"delta": {"con',
      ...(list[0]?.event === undefined ? {} : { event: "content_block_delta" }),
    });
  if (fault?.kind === "error-frame") list = [...list.slice(0, middle), errorFrame];
  if (fault?.kind === "duplicate-frames") list = list.flatMap((frame) => [frame, frame]);
  const end = plan.lineEnding ?? "\n";
  const writes = list.map(({ event, data }) => {
    const comment = plan.comments === true ? `: byok simulator${end}${end}` : "";
    return Buffer.from(
      `${comment}${event === undefined ? "" : `event: ${event}${end}`}data: ${data}${end}${end}`,
    );
  });
  const size = plan.chunkBytes;
  if (size === undefined) return writes;
  const whole = Buffer.concat(writes);
  return Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
    whole.subarray(index * size, (index + 1) * size),
  );
}

async function writeAll(
  response: ServerResponse,
  writes: readonly Buffer[],
  plan: Plan,
): Promise<void> {
  for (const [index, bytes] of writes.entries()) {
    if (response.destroyed) return;
    if (index > 0 && plan.delayMs !== undefined) await wait(plan.delayMs);
    // Each write is a chunk of its own in HTTP's chunked coding, so a reader sees the cuts however TCP packs them.
    response.write(bytes);
  }
}

function flushed(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (bytes.length === 0) {
      setImmediate(resolve);
      return;
    }
    const done = (): void => resolve();
    response.once("close", done);
    response.write(bytes, () => {
      response.off("close", done);
      resolve();
    });
  });
}

function sizeOf(writes: readonly Buffer[]): number {
  return writes.reduce((sum, bytes) => sum + bytes.length, 0);
}
