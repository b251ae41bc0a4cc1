/**
 * The Anthropic messages wire as a plugin of `@byok/core`.
 *
 * @module
 */
import { defineProvider, type Provider } from "@byok/core/provider";
import { anthropicMessages } from "./anthropic-messages.ts";

/** Brings the wire `anthropic-messages`; hand it to `registerProvider`. */
export const anthropic: Provider = defineProvider({
  specVersion: 1,
  id: "anthropic",
  wires: [anthropicMessages],
});

export { anthropicMessages };
