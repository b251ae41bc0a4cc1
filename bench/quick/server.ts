import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";

import { sampleStream, SMALL_ANSWER, type SampleName } from "./sample-streams.ts";

/** Events of a stream that comes at the speed of tokens, and the time between two. */
const DRIP_EVENTS = 100;
const DRIP_MS = 10;
/** Bytes per write of a stream that comes at once: about what a proxy passes on. */
const PIECE_BYTES = 16_384;

// The server is a process of its own, so that only the clients' CPU time is counted.
const bodies = new Map<string, readonly Uint8Array[]>();
const drips: { response: ServerResponse; sent: number }[] = [];
const drip = sampleStream("openai", DRIP_EVENTS);

for (const name of ["openai", "anthropic"] satisfies SampleName[]) {
  const { path, opening, texts, closing } = sampleStream(name);
  bodies.set(`/bulk${path}`, pieces(opening + texts.join("") + closing));
}

const server = createServer((request, response) => {
  request.resume().on("end", () => {
    const path = request.url ?? "";
    if (path === "/small/v1/chat/completions") {
      response.writeHead(200, { "content-type": "application/json" }).end(SMALL_ANSWER);
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    if (path === "/drip/v1/chat/completions") {
      response.write(drip.opening);
      drips.push({ response, sent: 0 });
    } else void sendPieces(response, bodies.get(path) ?? []);
  });
});

setInterval(() => {
  for (let index = drips.length - 1; index >= 0; index--) {
    const stream = drips[index]!;
    if (stream.sent < DRIP_EVENTS) stream.response.write(drip.texts[stream.sent++]!);
    else {
      stream.response.end(drip.closing);
      drips.splice(index, 1);
    }
  }
}, DRIP_MS);

server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());

async function sendPieces(response: ServerResponse, list: readonly Uint8Array[]): Promise<void> {
  for (const piece of list) {
    if (response.write(piece)) continue;
    await new Promise<void>((resolve) => response.once("drain", resolve));
  }
  response.end();
}

function pieces(text: string): Uint8Array[] {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.byteLength / PIECE_BYTES);
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES),
  );
}
