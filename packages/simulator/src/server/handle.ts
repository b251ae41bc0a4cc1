import type { IncomingHttpHeaders } from "node:http";
import type { JsonObject } from "@byok/core/provider";
import { answerMessages, answerTokenCount } from "../anthropic/messages.ts";
import { messagesErrorReply, messagesRefusalOf } from "../anthropic/errors.ts";
import type { SignatureMemory } from "../anthropic/check-messages.ts";
import { createRandom } from "../answer/random.ts";
import type { Reply } from "../answer/reply.ts";
import {
  checkAuth,
  checkHeaders,
  findKey,
  KEY_HEADERS,
  type SentKey,
} from "../expect/check-auth.ts";
import { expectationsOf, type Expectations, type SpokenWire } from "../expect/expectations.ts";
import { RefusedRequest, type Refusal } from "../expect/refusal.ts";
import { isObject, show } from "../json.ts";
import { answerChat } from "../openai/chat.ts";
import { answerEmbeddings } from "../openai/embeddings.ts";
import { errorReply, refusalOf } from "../openai/errors.ts";
import type { ReasoningMemory } from "../openai/check-request.ts";
import type { Fault, Plan, ReceivedRequest, SimulatorOptions } from "../options.ts";
import { answerModels } from "./models.ts";
import { routeOf, type Route } from "./route.ts";

/** What a server remembers between requests. */
export interface ServerMemory {
  reasoning: ReasoningMemory;
  signatures: SignatureMemory;
}

/** A request as it came from the socket. */
export interface RawRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request that was understood so far that it can be answered. */
export interface Handled {
  received: ReceivedRequest;
  expected: Expectations;
  reply: Reply;
}

const DEFAULT_CREATED = 1_795_219_200;

/** Checks a request and makes its answer; a refusal that is known already comes before all else. */
export function handle(
  raw: RawRequest,
  options: SimulatorOptions,
  plan: Plan,
  fault: Fault | undefined,
  memory: ServerMemory,
  known?: Refusal,
): Handled {
  const route = routeOf(raw, options.platform);
  const body = parse(raw.body);
  const expected = expectationsOf(route.wire, body?.["model"], options);
  const key = findKey(raw.headers, raw.url.searchParams, expected);
  const received = receivedOf(raw, body, key);
  const random = createRandom(options.seed ?? 1, `${route.wire}:${raw.body}`);
  const requestId =
    route.wire === "anthropic-messages"
      ? `req_01${random.text(22)}`
      : `req_${random.text(32, "0123456789abcdef")}`;
  const headers = headersOf(route.wire, requestId);
  const fail = (refusal: Refusal, extra: Readonly<Record<string, string>> = {}): Reply => {
    received.refusal = refusal.message;
    return route.wire === "anthropic-messages"
      ? messagesErrorReply(refusal, expected, requestId, { ...headers, ...extra })
      : errorReply(refusal, expected, { ...headers, ...extra });
  };
  const reply = ((): Reply => {
    if (known !== undefined) return fail(known);
    const broken = faultReply(fault, fail, headers, route.wire);
    if (broken !== undefined) return broken;
    try {
      return answer(route, { raw, body, expected, options, plan, memory, headers, key });
    } catch (error) {
      if (error instanceof RefusedRequest) return fail(error.refusal);
      throw error;
    }
  })();
  received.status = reply.status;
  if (reply.counted !== undefined) received.counted = reply.counted;
  return { received, expected, reply };
}

interface AnswerInput {
  raw: RawRequest;
  body: JsonObject | undefined;
  expected: Expectations;
  options: SimulatorOptions;
  plan: Plan;
  memory: ServerMemory;
  headers: Record<string, string>;
  key: SentKey | undefined;
}

function answer(route: Route, input: AnswerInput): Reply {
  const { raw, body, expected, options, plan, memory, headers } = input;
  const seed = options.seed ?? 1;
  const created = options.created ?? DEFAULT_CREATED;
  if (route.operation === "unknown") {
    throw new RefusedRequest({
      code: "model_not_found",
      message:
        route.wire === "openai-chat"
          ? `Invalid URL (${raw.method} ${raw.url.pathname})`
          : "Not Found",
      status: 404,
    });
  }
  checkAuth(raw.headers, input.key, expected, options);
  if (route.operation !== "models") checkHeaders(raw.headers, expected);
  if (route.operation === "models") {
    const reply = answerModels(route.modelId, route.wire, options, created, headers);
    if (reply === undefined) throw unknownModel(route.modelId ?? "", route.wire);
    return reply;
  }
  if (body === undefined) {
    const message =
      "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)";
    throw new RefusedRequest({
      code: "invalid_request",
      message: route.wire === "openai-chat" ? message : "The request body is not valid JSON",
    });
  }
  const model = body["model"];
  if (typeof model === "string" && options.modelIds?.includes(model) === false)
    throw unknownModel(model, route.wire);
  if (route.operation === "embed") return answerEmbeddings(body, expected, seed, headers);
  if (route.wire === "openai-chat")
    return answerChat(body, { expected, plan, seed, created, headers, memory: memory.reasoning });
  const context = { expected, plan, seed, headers, signatures: memory.signatures };
  return route.operation === "countTokens"
    ? answerTokenCount(body, context)
    : answerMessages(body, context);
}

function unknownModel(model: string, wire: SpokenWire): RefusedRequest {
  const message =
    wire === "openai-chat"
      ? `The model \`${model}\` does not exist or you do not have access to it.`
      : `model: ${model}`;
  return new RefusedRequest({ code: "model_not_found", message });
}

function faultReply(
  fault: Fault | undefined,
  fail: (refusal: Refusal, headers?: Readonly<Record<string, string>>) => Reply,
  headers: Record<string, string>,
  wire: SpokenWire,
): Reply | undefined {
  const refusalFor = wire === "openai-chat" ? refusalOf : messagesRefusalOf;
  switch (fault?.kind) {
    case "error":
      return fail(refusalFor(fault.code), fault.headers);
    case "status": {
      const own = fail(
        { ...refusalFor(codeOfStatus(fault.status)), status: fault.status },
        fault.headers,
      );
      if (fault.body === undefined) return own;
      const isText = typeof fault.body === "string";
      const type = isText ? "text/plain" : "application/json";
      return {
        status: fault.status,
        headers: { ...headers, "content-type": type, ...fault.headers },
        content: { body: isText ? show(fault.body) : JSON.stringify(fault.body) },
      };
    }
    case "redirect":
      return {
        status: fault.status ?? 307,
        headers: { location: fault.location },
        content: { body: "" },
      };
    case "html":
      return {
        status: 200,
        headers: { "content-type": "text/html; charset=utf-8" },
        content: {
          body: "<!doctype html><html><head><title>Sign in</title></head><body><h1>Welcome</h1><p>Please sign in to continue.</p></body></html>",
        },
      };
    case "empty":
      return { status: 200, headers: {}, content: { body: "" } };
    default:
      return undefined;
  }
}

function codeOfStatus(status: number): Refusal["code"] {
  const codes: Readonly<Record<number, Refusal["code"]>> = {
    401: "authentication",
    403: "permission",
    404: "model_not_found",
    429: "rate_limit",
    503: "overloaded",
    529: "overloaded",
  };
  return codes[status] ?? (status >= 500 ? "server_error" : "invalid_request");
}

function headersOf(wire: SpokenWire, requestId: string): Record<string, string> {
  if (wire === "anthropic-messages")
    return {
      "request-id": requestId,
      "anthropic-organization-id": "00000000-0000-4000-8000-000000000000",
    };
  return { "x-request-id": requestId, "openai-version": "2020-10-01", "openai-processing-ms": "1" };
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function receivedOf(
  raw: RawRequest,
  body: JsonObject | undefined,
  key: SentKey | undefined,
): ReceivedRequest {
  const hidden = new Set([...KEY_HEADERS, ...(key === undefined ? [] : [key.name])]);
  const headers = Object.entries(raw.headers).flatMap(([name, value]) =>
    hidden.has(name) || typeof value !== "string" ? [] : [[name, value] as const],
  );
  return {
    method: raw.method,
    path: raw.url.pathname,
    query: Object.fromEntries(
      [...raw.url.searchParams].filter(([name]) => !hidden.has(name) && name !== "key"),
    ),
    headers: Object.fromEntries(headers),
    ...(key === undefined
      ? {}
      : { credential: { name: key.name, prefix: key.prefix, ending: key.value.slice(-4) } }),
    body,
    status: 0,
  };
}
