import type { ChatRequest, Message, Target, Warning, WireConfig, WireRequest } from "@byok/core/provider";
import { encodeRequest } from "../encode-request.ts";
import type { MessagesBody } from "../wire-types.ts";
import { testContext, testTarget } from "./test-target.ts";

/** Encodes a request and gives back what the server would see. */
export function encode(
  request: Partial<ChatRequest> & { config?: WireConfig },
  target: Target = testTarget(),
  stream = false,
): { body: MessagesBody; wire: WireRequest; warnings: Warning[] } {
  const context = testContext(stream);
  const messages: readonly Message[] = request.messages ?? [{ role: "user", content: "Hi" }];
  const wire = encodeRequest({ config: {}, ...request, messages }, target, context);
  const body = JSON.parse(new TextDecoder().decode(wire.body as Uint8Array)) as MessagesBody;
  return { body, wire, warnings: context.warnings };
}
