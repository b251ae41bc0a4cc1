import type {
  ApprovalRequestPart,
  AssistantMessage,
  ToolCallPart,
  ToolResultPart,
} from "../messages/message.ts";
import type { Cost } from "../results/cost.ts";
import type { FinishReason, InvalidToolCall, Result } from "../results/result.ts";
import type { Usage } from "../results/usage.ts";
import type { Warning } from "../results/warning.ts";

/** One answer of an agent. */
export interface AgentMessage {
  role: "assistant";
  /** The text of the answer. */
  content: string;
  reasoning: string;
  /** The structured output, where one was asked for; undefined after a refusal, a content filter or open tool calls. */
  output: unknown;
  /** The whole message with all its parts, those before a pause of the platform included. */
  message: AssistantMessage;
}

/** A tool call of a step, with its result where the agent ran it. */
export interface AgentToolCall extends ToolCallPart {
  result?: ToolResultPart;
}

/** One request to the model within a step. */
export interface AgentStep {
  usage: Usage;
  cost: Cost;
  finishReason: FinishReason;
  toolCalls: AgentToolCall[];
  invalidToolCalls: InvalidToolCall[];
  result: Result<unknown>;
}

/** What a step of an agent gives. */
export interface AgentResponse {
  /** The first answer. */
  msg: AgentMessage;
  /** All answers; several when `n` > 1. */
  msgs: AgentMessage[];
  /** True when the step ended before the model was done: iterations used up, or an approval is waited for. */
  terminated: boolean;
  info: {
    /** Sums over the requests of this step. */
    usage: Usage;
    cost: Cost;
    toolCalls: AgentToolCall[];
    finishReasons: FinishReason[];
    steps: AgentStep[];
    warnings: Warning[];
    /** Calls that a person must approve before they run. */
    approvals: ApprovalRequestPart[];
    /** Why the step was terminated. */
    terminationReason?: "max-iterations" | "approval";
  };
}

/** Makes the answers of a result. */
export function agentMessages(result: Result<unknown>): AgentMessage[] {
  return result.choices.map((choice, index) => ({
    role: "assistant",
    content: choice.text,
    reasoning: choice.reasoning,
    output: index === 0 ? result.output : undefined,
    message: choice.message,
  }));
}
