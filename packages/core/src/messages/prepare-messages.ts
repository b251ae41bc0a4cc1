import type { Policy } from "../catalog/policy.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import type { Warning } from "../results/warning.ts";
import { checkMessages } from "./check-messages.ts";
import { markPlaces, takePlaces, type PlacedMessages } from "./message-places.ts";
import type { FilePart, Message } from "./message.ts";
import { dropForeignState, type StateTarget } from "./prepare-state.ts";
import { placeSystem } from "./prepare-system.ts";
import { handleEmptyTexts, trimAssistantEnds } from "./prepare-text.ts";
import { mapToolIds, renameToolIds } from "./prepare-tool-ids.ts";
import { placeToolMedia } from "./prepare-tool-media.ts";
import { mergeToolMessages, pairToolResults } from "./prepare-tool-results.ts";
import { bridgeToolResults, dropNames, mergeNeighbours } from "./prepare-turns.ts";

/** What messages are prepared for. */
export interface PrepareMessagesOptions {
  /** Platform, surface, family and model merged. */
  policy: Policy;
  /** Wire, platform and model: provider state goes no further than the policy's `reasoning.stateScope` around them. */
  scope: StateTarget;
  /** Said as the first system message. */
  instruction?: string | undefined;
  warn(warning: Warning): void;
}

/**
 * Checks a conversation and brings it into the form that a platform takes: tool results behind their calls, provider
 * state only where it came from, system messages, turns, empty texts and tool-call ids as the policy says.
 * The given messages are not changed.
 *
 * @throws InvalidRequestError for messages of a wrong shape, a tool call without its result or a result without its
 * call, a file of another platform, and a last message of the assistant where the platform takes none
 */
export function prepareMessages(
  input: string | readonly Message[],
  options: PrepareMessagesOptions,
): Message[] {
  return prepareWithPlaces(input, options).messages;
}

/** `prepareMessages`, for who must say something of a prepared message in words of the given list. */
export function prepareWithPlaces(
  input: string | readonly Message[],
  options: PrepareMessagesOptions,
): PlacedMessages {
  const { policy, scope, instruction, warn } = options;
  const rules = policy.messages ?? {};
  const given: unknown = typeof input === "string" ? [{ role: "user", content: input }] : input;
  checkMessages(given);
  checkFileOwners(given, scope.platform);

  let messages = dropForeignState(markPlaces(given), policy.reasoning?.stateScope, scope, warn);
  messages = pairToolResults(messages);
  messages = placeToolMedia(messages, rules.toolResultMedia, warn);
  if (rules.mergeToolResults === true) messages = mergeToolMessages(messages);
  if (rules.trimEnd === true) messages = trimAssistantEnds(messages);
  messages = handleEmptyTexts(messages, rules.emptyText);
  checkLeft(messages, scope);
  if (rules.name === "drop") messages = dropNames(messages, warn);
  if (instruction !== undefined) messages.unshift({ role: "system", content: instruction });
  messages = placeSystem(messages, rules.system);
  if (rules.assistantAfterTool === true) messages = bridgeToolResults(messages, warn);
  if (rules.alternate === true) messages = mergeNeighbours(messages, warn);
  messages = renameToolIds(messages, mapToolIds(messages, policy.tools?.idPattern));
  checkEnd(messages, rules.prefill, scope);
  return takePlaces(messages, given);
}

function checkFileOwners(messages: readonly Message[], platform: string): void {
  messages.forEach((message, index) => {
    if (typeof message.content === "string") return;
    for (const part of message.content) {
      const files =
        part.type === "file"
          ? [part]
          : part.type === "tool-result"
            ? part.content.filter(isFile)
            : [];
      for (const { source } of files) {
        if (!("fileId" in source) || source.platform === platform) continue;
        throw new InvalidRequestError(
          `messages[${index}] has the file ${JSON.stringify(source.fileId)} of ${source.platform}, which ${platform} does not know.`,
          {
            platform,
            hint: "Upload the file to this platform, or give its bytes or URL.",
          },
        );
      }
    }
  });
}

function isFile(part: { type: string }): part is FilePart {
  return part.type === "file";
}

function checkLeft(messages: readonly Message[], { platform, model }: StateTarget): void {
  if (messages.length > 0) return;
  throw new InvalidRequestError("The messages hold nothing but empty texts.", {
    platform,
    model,
    hint: "Write a message.",
  });
}

function checkEnd(
  messages: readonly Message[],
  prefill: boolean | undefined,
  { platform, model }: StateTarget,
): void {
  const last = messages.at(-1);
  if (last?.role !== "assistant" || prefill !== false || isPaused(last)) return;
  throw new InvalidRequestError(
    `The last message is the assistant's, and ${platform}/${model} does not continue one.`,
    {
      platform,
      model,
      hint: "Remove it, or add a message of the user; for a form of answer, use output or responseFormat.",
    },
  );
}

/** An answer that stopped within the platform's own tools is handed back to be continued. */
function isPaused(message: Message): boolean {
  return (
    typeof message.content !== "string" &&
    message.content.some((part) => "executedBy" in part && part.executedBy === "provider")
  );
}
