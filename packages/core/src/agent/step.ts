import { sumCosts } from "../cost/add-cost.ts";
import type { FinishEvent, StreamEvent } from "../events/stream-event.ts";
import type {
  Message,
  ApprovalRequestPart,
  ToolCallPart,
  ToolResultPart,
  UserMessage,
} from "../messages/message.ts";
import type { AnyConfig } from "../config/config-types.ts";
import type { ChatModel } from "../model/chat-model.ts";
import type { GenerateRequest, OutputSpec, Tool } from "../model/request.ts";
import type { InvalidToolCall, Result } from "../results/result.ts";
import { sumUsage } from "../usage/add-usage.ts";
import { agentMessages, type AgentResponse, type AgentStep } from "./agent-response.ts";
import type { Memory } from "./memory.ts";
import { endPausedTurn, isPaused, wholeTurn } from "./paused-turn.ts";
import { failedResult, runTools } from "./run-tools.ts";
import { tellSpent, type Progress } from "./step-partial.ts";

/** What a step works with. */
export interface StepOptions {
  model: ChatModel;
  memory: Memory;
  tools: ReadonlyMap<string, Tool>;
  maxIterations: number;
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
 * @throws ByokError whose `partial` is of the whole step.
 */
export async function runStep(options: StepOptions): Promise<AgentResponse> {
  const progress: Progress = { steps: [], isAsking: false };
  try {
    return await converse(options, progress);
  } catch (error) {
    tellSpent(error, progress);
    throw error;
  }
}

async function converse(options: StepOptions, progress: Progress): Promise<AgentResponse> {
  const { memory, tools, maxIterations } = options;
  const { steps } = progress;
  await answerApprovals(options, progress);

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
    if (approvals.length > 0) return respond(steps, "approval", approvals);

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
  const { memory, tools, signal } = options;
  const results = await untilAborted(
    runTools(calls, tools, { messages: memory.messages, signal }),
    signal,
    () => {
      // The conversation must stay usable: every call has a result, even one that was stopped.
      memory.add({
        role: "tool",
        content: calls.map((call) =>
          failedResult(call, "error", "Stopped before it had finished."),
        ),
      });
    },
  );
  memory.add({ role: "tool", content: results });
  for (const result of results) {
    const entry = step.toolCalls.find((call) => call.id === result.id);
    if (entry !== undefined) entry.result = result;
    options.push({ type: "tool-result", id: result.id, choice: 0, part: result });
  }
}

// A tool may be slow to hear of an abort, or deaf to it; the caller is not.
async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  onAbort: () => void,
): Promise<T> {
  let listener = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    listener = (): void => reject(signal.reason as Error);
    if (signal.aborted) listener();
    else signal.addEventListener("abort", listener, { once: true });
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, aborted]);
  } catch (error) {
    if (!signal.aborted) throw error;
    onAbort();
    throw signal.reason;
  } finally {
    signal.removeEventListener("abort", listener);
  }
}

/**
 * Closes calls that the input leaves open: the caller has said something else instead of answering them. Without
 * results the conversation could not be sent.
 */
export function closeOpenCalls(memory: Memory, input: readonly Message[]): void {
  const last = memory.messages.findLastIndex((message) => message.role === "assistant");
  const message = memory.messages[last];
  if (message?.role !== "assistant" || typeof message.content === "string") return;
  const answers = [...memory.messages.slice(last + 1), ...input].flatMap((item) =>
    item.role === "tool" ? item.content : [],
  );
  const isAnswered = (call: ToolCallPart): boolean =>
    answers.some((part) =>
      part.type === "tool-result" ? part.id === call.id : part.approvalId === `approval_${call.id}`,
    );
  // One word on the approvals of a turn is a word on all of its calls: those not named are decided by it too.
  if (answers.some((part) => part.type === "tool-approval-response")) return;
  const open = message.content
    .filter((part) => part.type === "tool-call")
    .filter((call) => call.executedBy === undefined && !isAnswered(call));
  if (open.length === 0) return;
  memory.add({
    role: "tool",
    content: open.map((call) =>
      failedResult(call, "denied", "The user went on without answering this call."),
    ),
  });
}

async function requestApprovals(
  calls: readonly ToolCallPart[],
  options: StepOptions,
): Promise<ApprovalRequestPart[]> {
  const requests: ApprovalRequestPart[] = [];
  for (const call of calls) {
    const needs = options.tools.get(call.name)?.needsApproval;
    const asks = typeof needs === "function" ? await needs(call.input) : needs === true;
    if (!asks) continue;
    const part: ApprovalRequestPart = {
      type: "tool-approval-request",
      approvalId: `approval_${call.id}`,
      toolCallId: call.id,
    };
    requests.push(part);
    options.push({ type: "tool-approval-request", id: part.approvalId, choice: 0, part });
  }
  return requests;
}

// The input may answer approvals: approved calls run now, the others are told as denied.
async function answerApprovals(options: StepOptions, progress: Progress): Promise<void> {
  const { memory, tools, signal } = options;
  const last = memory.messages.at(-1);
  const before = memory.messages.at(-2);
  if (last?.role !== "tool" || before?.role !== "assistant" || typeof before.content === "string")
    return;
  const responses = last.content.filter((part) => part.type === "tool-approval-response");
  if (responses.length === 0) return;
  const given = last.content.filter((part): part is ToolResultPart => part.type === "tool-result");
  const answered = new Map(responses.map((part) => [part.approvalId, part]));
  const calls = before.content.filter(
    (part): part is ToolCallPart => part.type === "tool-call" && part.executedBy === undefined,
  );
  const results = await Promise.all(
    calls.map(async (call): Promise<ToolResultPart> => {
      const own = given.find((part) => part.id === call.id);
      if (own !== undefined) return own;
      const needs = tools.get(call.name)?.needsApproval;
      const asks = typeof needs === "function" ? await needs(call.input) : needs === true;
      const response = answered.get(`approval_${call.id}`);
      if (asks && response?.approved !== true)
        return failedResult(
          call,
          "denied",
          response?.reason ?? "The user did not approve this call.",
        );
      return (await runTools([call], tools, { messages: memory.messages, signal }))[0]!;
    }),
  );
  memory.truncate(memory.messages.length - 1);
  memory.add({ role: "tool", content: results });
  progress.before = before;
  for (const part of results) options.push({ type: "tool-result", id: part.id, choice: 0, part });
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
