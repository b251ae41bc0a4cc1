import type { InputStream } from "../io.ts";

const LONGEST = 64 * 1024;

/** Reads one line of a stream and leaves the rest in it; undefined at its end. */
export async function readLine(stream: InputStream): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = await nextChunk(stream);
    if (chunk === undefined) {
      return chunks.length === 0 ? undefined : withoutReturn(Buffer.concat(chunks));
    }
    const end = chunk.indexOf(0x0a);
    chunks.push(end === -1 ? chunk : chunk.subarray(0, end));
    length += chunk.length;
    if (end === -1 && length < LONGEST) continue;
    const rest = end === -1 ? Buffer.alloc(0) : chunk.subarray(end + 1);
    if (rest.length > 0) stream.unshift(rest);
    return withoutReturn(Buffer.concat(chunks));
  }
}

function withoutReturn(line: Buffer): string {
  return line.toString("utf8").replace(/\r$/, "");
}

/** The next piece of a stream that does not flow; undefined at its end. */
function nextChunk(stream: InputStream): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const clear = (): void => {
      stream.off("readable", take);
      stream.off("end", end);
      stream.off("close", end);
      stream.off("error", fail);
    };
    const done = (chunk: Buffer | undefined): void => {
      clear();
      resolve(chunk);
    };
    const take = (): void => {
      const chunk: unknown = stream.read();
      if (chunk !== null) done(Buffer.from(chunk as Buffer));
    };
    const end = (): void => done(undefined);
    const fail = (error: Error): void => {
      clear();
      reject(error);
    };
    if (stream.readableEnded || stream.destroyed) return done(undefined);
    stream.on("readable", take);
    stream.on("end", end);
    stream.on("close", end);
    stream.on("error", fail);
    take();
  });
}
