import type { Message } from "../messages/message.ts";
import type { PlacedMessages } from "../messages/message-places.ts";
import { prepareWithPlaces } from "../messages/prepare-messages.ts";
import type { Warning } from "../results/warning.ts";
import { fetchFiles } from "./fetch-files.ts";
import type { ModelContext } from "./model-context.ts";
import { stateTarget } from "./state-target.ts";

/**
 * Brings a conversation into the form that a model's platform takes: files by URL are loaded where they must be, then
 * the messages are checked and prepared. Loaded for every conversation that is more than plain texts.
 *
 * @throws InvalidRequestError for messages that cannot be sent.
 */
export async function prepareConversation(
  context: ModelContext,
  messages: readonly Message[],
  how: { instruction: string | undefined; signal: AbortSignal; warn(warning: Warning): void },
): Promise<PlacedMessages> {
  const { settled, parts, target } = context;
  const loaded = await fetchFiles(messages, {
    takesUrl: (part) => parts.wire.chat.takesUrl?.(part, target) ?? true,
    fetchUrl: settled.options.fetchUrl,
    signal: how.signal,
  });
  return prepareWithPlaces(loaded, {
    policy: target.policy,
    scope: stateTarget(context),
    instruction: how.instruction,
    warn: how.warn,
  });
}
