import { sumCosts } from "../cost/add-cost.ts";
import { isByokError, type ErrorCode, type PartialAnswer } from "../errors/byok-error.ts";
import type { AssistantMessage } from "../messages/message.ts";
import type { Cost } from "../results/cost.ts";
import { sumUsage } from "../usage/add-usage.ts";
import type { AgentStep } from "./agent-response.ts";
import { isPaused, partsOf, wholeTurn } from "./paused-turn.ts";

/** Errors after which nobody knows whether the platform had begun to answer. */
const UNANSWERED: ReadonlySet<ErrorCode> = new Set(["timeout", "network", "aborted"]);

/** How far a step has come. */
export interface Progress {
  /** The requests that were answered. */
  readonly steps: AgentStep[];
  /** Whether a request is under way. */
  isAsking: boolean;
  /** The answer before this step, where its calls were run in it. */
  before?: AssistantMessage;
}

/**
 * Makes the `partial` of an error tell what the whole step has given and cost: the requests before the one that failed
 * were shown and billed too.
 */
export function tellSpent(error: unknown, { steps, isAsking, before }: Progress): void {
  if (!isByokError(error)) return;
  const shown = steps.length === 0 ? before : wholeTurn(steps).message;
  if (shown === undefined) return;
  // Of an error that comes from elsewhere, such as an abort within a tool, nothing belongs to this conversation.
  const own = isAsking ? error.partial : undefined;
  const parts = own === undefined ? steps : [...steps, own];
  const cost = sumCosts(parts.map((part) => part.cost));
  error.partial = {
    message: own === undefined ? shown : lastMessage(own, shown, steps),
    usage: sumUsage(parts.map((part) => part.usage)),
    cost: isAsking && own === undefined && UNANSWERED.has(error.code) ? withOpenEnd(cost) : cost,
  };
}

function withOpenEnd(cost: Cost): Cost {
  return {
    ...cost,
    basis: "estimated",
    complete: false,
    missing: [...cost.missing, "usage of the request that got no answer"],
  };
}

/** What had come of the answer that broke off; where that is nothing, the answer before it. */
function lastMessage(
  { message }: PartialAnswer,
  shown: AssistantMessage,
  steps: readonly AgentStep[],
): AssistantMessage {
  if (message.content.length === 0) return shown;
  const last = steps.at(-1);
  if (last === undefined || !isPaused(last.result)) return message;
  return { ...message, content: [...partsOf(shown), ...partsOf(message)] };
}
