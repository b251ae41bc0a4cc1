import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Frame } from "./answer/reply.ts";
import { messagesErrorBody, messagesRefusalOf } from "./anthropic/errors.ts";
import { isObject } from "./json.ts";
import { frameBody, refusalOf } from "./openai/errors.ts";
import type { Fault, Plan, ReceivedRequest, Simulator, SimulatorOptions } from "./options.ts";
import type { Expectations } from "./expect/expectations.ts";
import { RefusedRequest } from "./expect/refusal.ts";
import { handle, type RawRequest, type ServerMemory } from "./server/handle.ts";
import { send } from "./server/send.ts";

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Header of a request that carries a plan for that request alone, as JSON. */
export const PLAN_HEADER = "x-simulator-plan";

/**
 * Starts a server on 127.0.0.1 that speaks openai-chat and anthropic-messages, checks what it receives as the
 * platform would, and answers the same bytes for the same seed and request.
 *
 * @example
 * const simulator = await startSimulator();
 * const model = ModelFactory.create("simulator/sim-1", {}, { url: simulator.url });
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  const memory: ServerMemory = { reasoning: new Map(), signatures: new Set() };
  let plan: Plan = options;
  let hits: number[] = [];

  const server = createServer((request, response) => {
    response.on("error", () => {});
    void serve(request, response).catch((error: unknown) => {
      // A fault of the simulator itself must be seen, not taken for the platform's.
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end(
        `The simulator failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await readRequest(request);
    const own = readPlan(request.headers[PLAN_HEADER]);
    const refusal = own instanceof RefusedRequest ? own.refusal : undefined;
    const said = own instanceof RefusedRequest ? undefined : own;
    const current: Plan = said === undefined ? plan : { ...plan, ...said };
    const fault = refusal === undefined ? (said?.faults?.[0] ?? nextFault()) : undefined;
    const handled = handle(raw, options, current, fault, memory, refusal);
    const { received, expected, reply } = handled;
    requests.push(received);
    if (fault?.kind === "drop") {
      received.status = 0;
      request.socket.destroy();
      return;
    }
    await send(response, reply, current, fault, errorFrame(expected, fault));
  }

  function nextFault(): Fault | undefined {
    for (const [index, fault] of (plan.faults ?? []).entries()) {
      const used = hits[index] ?? 0;
      if (fault.times !== undefined && used >= fault.times) continue;
      hits[index] = used + 1;
      return fault;
    }
    return undefined;
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}/v1`,
    origin,
    port,
    requests,
    set(next) {
      plan = next;
      hits = [];
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function errorFrame({ wire }: Expectations, fault: Fault | undefined): Frame {
  const code = (fault?.kind === "error-frame" ? fault.code : undefined) ?? "server_error";
  if (wire === "openai-chat") return { data: JSON.stringify(frameBody(refusalOf(code))) };
  const { request_id: _, ...body } = messagesErrorBody(messagesRefusalOf(code), "");
  return { event: "error", data: JSON.stringify(body) };
}

function readPlan(header: string | string[] | undefined): Plan | RefusedRequest | undefined {
  if (typeof header !== "string") return undefined;
  const wrong = (why: string): RefusedRequest =>
    new RefusedRequest({
      code: "invalid_request",
      message: `The header ${PLAN_HEADER} is for the simulator and must be a plan as a JSON object, such as {"text": "Hi"}: ${why}`,
    });
  try {
    const plan: unknown = JSON.parse(header);
    return isObject(plan) ? plan : wrong(`it is ${JSON.stringify(plan)}.`);
  } catch (error) {
    return wrong(error instanceof Error ? `${error.message}.` : String(error));
  }
}

async function readRequest(request: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error("The request is larger than 64 MiB.");
    chunks.push(chunk);
  }
  return {
    method: request.method ?? "GET",
    url: new URL(request.url ?? "/", "http://127.0.0.1"),
    headers: request.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}
