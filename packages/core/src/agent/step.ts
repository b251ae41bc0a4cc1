import { sumCosts } from "../cost/add-cost.ts";
import type { FinishEvent, StreamEvent } from "../events/stream-event.ts";
import type {
  Message,
  ApprovalRequestPart,
  ToolCallPart,
  UserMessage,
} from "../messages/message.ts";
import type { AnyConfig } from "../config/config-types.ts";
import type { ChatModel } from "../model/chat-model.ts";
import type { GenerateRequest, OutputSpec, Tool } from "../model/request.ts";
import type { InvalidToolCall, Result } from "../results/result.ts";
import { sumUsage } from "../usage/add-usage.ts";
import { requestApprovals, takeInput, withRequests } from "./approvals.ts";
import { agentMessages, type AgentResponse, type AgentStep } from "./agent-response.ts";
import type { Memory } from "./memory.ts";
import { endPausedTurn, isPaused, wholeTurn } from "./paused-turn.ts";
import { recordResults } from "./record-results.ts";
import { failedResult } from "./run-tools.ts";
import { tellSpent, type Progress } from "./step-partial.ts";

/** What a step works with. */
export interface StepOptions {
  model: ChatModel;
  memory: Memory;
  tools: ReadonlyMap<string, Tool>;
  maxIterations: number;
  /** What is said to the agent. */
  input: readonly Message[];
  output: OutputSpec | undefined;
  signal: AbortSignal;
  /** Asks the model once; streams when the caller reads events. */
  ask(request: GenerateRequest<AnyConfig, OutputSpec | undefined>): Promise<Result<unknown>>;
  /** Receives tool results and approval requests of the agent. */
  push(event: StreamEvent): void;
}

/**
 * Runs the loop of model and tools until the model is done, a caller's tool is asked for, or the iterations are used up.
 * An answer that the platform has paused is handed back as it is.
 *
 * @throws ByokError whose `partial` is of the whole step; an input that got no answer is then taken back.
 */
export async function runStep(options: StepOptions): Promise<AgentResponse> {
  const { memory } = options;
  const progress: Progress = { steps: [], isAsking: false };
  let input: Message[] = [];
  let before = memory.messages.length;
  try {
    input = await takeInput(options, progress);
    before = memory.messages.length;
    memory.add(...input);
    return await converse(options, progress);
  } catch (error) {
    // What tools have done stays known; an input that got no answer is taken back.
    if (memory.messages.length === before + input.length) memory.truncate(before);
    tellSpent(error, progress);
    throw error;
  }
}

async function converse(options: StepOptions, progress: Progress): Promise<AgentResponse> {
  const { memory, tools, maxIterations } = options;
  const { steps } = progress;
  for (let iteration = 1; ; iteration++) {
    const result = await askModel(options, progress);
    memory.add(result.message);
    const step: AgentStep = {
      usage: result.usage,
      cost: result.cost,
      finishReason: result.finishReason,
      toolCalls: result.toolCalls.map((call) => ({ ...call })),
      invalidToolCalls: result.invalidToolCalls,
      result,
    };
    steps.push(step);

    if (isPaused(result)) {
      if (iteration < maxIterations) continue;
      endPausedTurn(memory);
      return respond(steps, "max-iterations", []);
    }
    if (result.toolCalls.length === 0 && result.invalidToolCalls.length === 0)
      return respond(steps, undefined, []);
    const approvals = await requestApprovals(result.toolCalls, options);
    if (approvals.length > 0) {
      step.result = withRequests(result, approvals);
      memory.truncate(memory.messages.length - 1);
      memory.add(step.result.message);
      return respond(steps, "approval", approvals);
    }

    // Calls of tools that the caller runs end the step, after the agent's own; their results come with the next input.
    const own = result.toolCalls.filter((call) => !isExternal(call, tools));
    if (own.length < result.toolCalls.length) {
      if (own.length > 0) await runAndRecord(own, step, options);
      return respond(steps, undefined, []);
    }

    if (iteration >= maxIterations) {
      // Open calls would make the conversation unusable, so each gets a result that says why it was not run.
      if (result.toolCalls.length > 0) {
        memory.add({
          role: "tool",
          content: result.toolCalls.map((call) =>
            failedResult(call, "error", "Not run: the limit of iterations was reached."),
          ),
        });
      }
      return respond(steps, "max-iterations", []);
    }
    if (result.toolCalls.length > 0) await runAndRecord(result.toolCalls, step, options);
    if (result.invalidToolCalls.length > 0) memory.add(complaint(result.invalidToolCalls));
  }
}

async function askModel(
  { ask, memory, tools, output, signal }: StepOptions,
  progress: Progress,
): Promise<Result<unknown>> {
  progress.isAsking = true;
  try {
    const result = await ask({
      messages: memory.context(),
      ...(tools.size === 0 ? {} : { tools: [...tools.values()] }),
      ...(output === undefined ? {} : { output }),
      signal,
    });
    progress.isAsking = false;
    return result;
  } catch (error) {
    const before = progress.steps.at(-1);
    if (before !== undefined && isPaused(before.result)) endPausedTurn(memory);
    throw error;
  }
}

function isExternal(call: ToolCallPart, tools: ReadonlyMap<string, Tool>): boolean {
  const tool = tools.get(call.name);
  return tool !== undefined && tool.execute === undefined;
}

async function runAndRecord(
  calls: readonly ToolCallPart[],
  step: AgentStep,
  options: StepOptions,
): Promise<void> {
  for (const result of await recordResults(calls, options)) {
    const entry = step.toolCalls.find((call) => call.id === result.id);
    if (entry !== undefined) entry.result = result;
  }
}

// An invalid call has no place in the conversation, so the model is told about it in words.
function complaint(calls: readonly InvalidToolCall[]): UserMessage {
  const why = {
    truncated: "its input was cut off",
    "not-json": "its input is not JSON",
    schema: "its input does not match the tool's schema",
  };
  const lines = calls.map(
    (call) =>
      `The call of tool "${call.name}" was not run: ${why[call.reason]}. Input: ${call.rawInput.slice(0, 500)}`,
  );
  return {
    role: "user",
    content: `${lines.join("\n")}\nCall the tool again with a complete and valid input.`,
  };
}

function respond(
  steps: AgentStep[],
  reason: "max-iterations" | "approval" | undefined,
  approvals: ApprovalRequestPart[],
): AgentResponse {
  const last = wholeTurn(steps);
  const msgs = agentMessages(last);
  return {
    msg: msgs[0]!,
    msgs,
    terminated: reason !== undefined,
    info: {
      usage: sumUsage(steps.map((step) => step.usage)),
      cost: sumCosts(steps.map((step) => step.cost)),
      toolCalls: steps.flatMap((step) => step.toolCalls),
      finishReasons:
        reason === "approval" ? ["approval"] : last.choices.map((choice) => choice.finishReason),
      steps,
      warnings: steps.flatMap((step) => step.result.warnings),
      approvals,
      ...(reason === undefined ? {} : { terminationReason: reason }),
    },
  };
}

/** The one `finish` of an agent's stream: the last request's, with the sums of the whole step. */
export function agentFinish(response: AgentResponse): FinishEvent {
  const last = wholeTurn(response.info.steps);
  const finishReason =
    response.info.terminationReason === "approval" ? "approval" : last.finishReason;
  return {
    type: "finish",
    reason: finishReason,
    rawReason: last.rawFinishReason,
    usage: response.info.usage,
    cost: response.info.cost,
    result: {
      ...last,
      finishReason,
      usage: response.info.usage,
      cost: response.info.cost,
      warnings: response.info.warnings,
    },
  };
}
