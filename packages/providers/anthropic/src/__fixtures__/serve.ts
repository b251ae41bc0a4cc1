import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject } from "@byok/core/provider";

/** A server that answers Messages requests, one answer after another (the last one again and again). */
export interface MessagesServer {
  url: string;
  /** The bodies that came, in their order. */
  bodies: JsonObject[];
  close(): void;
}

/** Starts one on this machine; an answer's fields are laid over a plain one's, and one with an `error` has status 400. */
export async function serveMessages(...answers: JsonObject[]): Promise<MessagesServer> {
  const bodies: JsonObject[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as JsonObject;
      const answer = { ...PLAIN, model: body["model"] ?? "", ...answers[Math.min(bodies.length, answers.length - 1)] };
      bodies.push(body);
      const streams = body["stream"] === true;
      if ("error" in answer) {
        response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify(answer));
        return;
      }
      response.writeHead(200, { "content-type": streams ? "text/event-stream" : "application/json" });
      response.end(streams ? asEvents(answer) : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const PLAIN: JsonObject = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  content: [{ type: "text", text: "Hello." }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 10, output_tokens: 5 },
};

// Every block arrives whole with its start, as server tools' results do.
function asEvents(answer: JsonObject): string {
  const { content, stop_reason, ...head } = answer;
  const blocks = Array.isArray(content) ? content : [];
  const events: JsonObject[] = [
    { type: "message_start", message: { ...head, content: [], stop_reason: null } },
    ...blocks.flatMap((content_block, index): JsonObject[] => [
      { type: "content_block_start", index, content_block },
      { type: "content_block_stop", index },
    ]),
    { type: "message_delta", delta: { stop_reason: stop_reason ?? null }, usage: head["usage"] ?? {} },
    { type: "message_stop" },
  ];
  return events.map((event) => `event: ${String(event["type"])}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}
