import type {
  MessageCreateParams,
  MessageCountTokensParams,
} from "@anthropic-ai/sdk/resources/messages";
import { anthropic, anthropicMessages } from "@byok/anthropic";
import type { Provider, WireProtocol } from "@byok/core/provider";
import { expectTypeOf, test } from "vitest";

import type { MessagesBody } from "./wire-types.ts";

test("the body is what the vendor's client would take", () => {
  expectTypeOf<MessagesBody & { stream: true }>().toExtend<MessageCreateParams>();
  expectTypeOf<MessagesBody & { stream: false }>().toExtend<MessageCreateParams>();
  expectTypeOf<
    Pick<
      MessagesBody,
      "model" | "messages" | "system" | "tools" | "tool_choice" | "thinking" | "output_config"
    >
  >().toExtend<MessageCountTokensParams>();
});

test("the plugin is a provider with one wire", () => {
  expectTypeOf(anthropic).toEqualTypeOf<Provider>();
  expectTypeOf(anthropicMessages).toEqualTypeOf<WireProtocol>();
});
