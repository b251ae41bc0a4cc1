import { InvalidRequestError } from "../errors/errors.ts";
import { checkMessages } from "../messages/check-messages.ts";
import type {
  ApprovalRequestPart,
  ApprovalResponsePart,
  AssistantMessage,
  Message,
  ToolCallPart,
  ToolResultPart,
} from "../messages/message.ts";
import type { Result } from "../results/result.ts";
import type { Memory } from "./memory.ts";
import { partsOf } from "./paused-turn.ts";
import { recordResults } from "./record-results.ts";
import { failedResult } from "./run-tools.ts";
import type { StepOptions } from "./step.ts";
import type { Progress } from "./step-partial.ts";

/** The last answer, with what in it is still open. */
interface OpenTurn {
  message: AssistantMessage;
  /** Calls without a result that are not the platform's own. */
  calls: ToolCallPart[];
  /** Questions about these calls. */
  requests: ApprovalRequestPart[];
}

/**
 * Takes an input into the conversation. Its words on approvals decide the open calls: those approved, and those that
 * need no approval, run now; the others are told as denied. Without such a word, open calls that the input does not
 * answer are closed, since the conversation could not be sent with them.
 *
 * @throws InvalidRequestError, before anything is changed, for messages of a wrong shape and a word on no open call.
 */
export async function takeInput(options: StepOptions, progress: Progress): Promise<Message[]> {
  const { memory, input } = options;
  if (input.length > 0) checkMessages(input);
  const turn = openTurn(memory);
  const said = input.flatMap((message) => (message.role === "tool" ? message.content : []));
  const words = said.filter((part) => part.type === "tool-approval-response");
  const given = said.filter((part) => part.type === "tool-result");
  checkWords(words, turn?.requests ?? []);
  if (turn === undefined || turn.calls.length === 0) return [...input];
  if (words.length === 0) {
    closeCalls(memory, turn, given);
    return [...input];
  }
  progress.before = turn.message;
  await recordResults(turn.calls, options, decide(turn, words, given, options));
  return withoutAnswers(input, turn);
}

/** Asks a person about the calls of an answer that need it. */
export async function requestApprovals(
  calls: readonly ToolCallPart[],
  { tools, push }: StepOptions,
): Promise<ApprovalRequestPart[]> {
  const requests: ApprovalRequestPart[] = [];
  for (const call of calls) {
    const needs = tools.get(call.name)?.needsApproval;
    const asks = typeof needs === "function" ? await needs(call.input) : needs === true;
    if (!asks) continue;
    const part: ApprovalRequestPart = {
      type: "tool-approval-request",
      // Of its own making, since some platforms give the calls of each turn the same ids.
      approvalId: `approval_${crypto.randomUUID()}`,
      toolCallId: call.id,
    };
    requests.push(part);
    push({ type: "tool-approval-request", id: part.approvalId, choice: 0, part });
  }
  return requests;
}

/** A result whose message holds the questions too, so that they are stored with the conversation. */
export function withRequests(
  result: Result<unknown>,
  requests: readonly ApprovalRequestPart[],
): Result<unknown> {
  const message = { ...result.message, content: [...partsOf(result.message), ...requests] };
  const choices = result.choices.map((choice, index) =>
    index === 0 ? { ...choice, message } : choice,
  );
  return { ...result, message, choices };
}

function openTurn({ messages }: Memory): OpenTurn | undefined {
  const index = messages.findLastIndex((message) => message.role === "assistant");
  const message = messages[index];
  if (message?.role !== "assistant") return undefined;
  const answered = new Set(
    messages
      .slice(index + 1)
      .flatMap((later) => (later.role === "tool" ? later.content : []))
      .flatMap((part) => (part.type === "tool-result" ? [part.id] : [])),
  );
  const parts = partsOf(message);
  const calls = parts
    .filter((part) => part.type === "tool-call")
    .filter((call) => call.executedBy === undefined && !answered.has(call.id));
  const requests = parts
    .filter((part) => part.type === "tool-approval-request")
    .filter((request) => calls.some((call) => call.id === request.toolCallId));
  return { message, calls, requests };
}

function checkWords(
  words: readonly ApprovalResponsePart[],
  requests: readonly ApprovalRequestPart[],
): void {
  const seen = new Set<string>();
  for (const { approvalId } of words) {
    const isTwice = seen.has(approvalId);
    seen.add(approvalId);
    if (!isTwice && requests.some((request) => request.approvalId === approvalId)) continue;
    const waiting = requests.map((request) => JSON.stringify(request.approvalId)).join(", ");
    throw new InvalidRequestError(
      isTwice
        ? `The approval "${approvalId}" is answered twice.`
        : `No tool call waits for the approval "${approvalId}".`,
      {
        hint:
          waiting === ""
            ? "Nothing waits for an approval; nothing was sent or run."
            : `Answer ${waiting}, from \`info.approvals\`; nothing was sent or run.`,
      },
    );
  }
}

/** The results of open calls that need no run: given with the word, denied, or left to the caller without a result. */
function decide(
  { calls, requests }: OpenTurn,
  words: readonly ApprovalResponsePart[],
  given: readonly ToolResultPart[],
  { tools }: StepOptions,
): Map<string, ToolResultPart> {
  const decided = new Map<string, ToolResultPart>();
  for (const call of calls) {
    const own = given.find((part) => part.id === call.id);
    const request = requests.find((part) => part.toolCallId === call.id);
    const word = words.find((part) => part.approvalId === request?.approvalId);
    const tool = tools.get(call.name);
    if (own !== undefined) decided.set(call.id, own);
    // One word on a turn is a word on all of its calls: those not named are decided by it too.
    else if (request !== undefined && word?.approved !== true)
      decided.set(
        call.id,
        failedResult(call, "denied", word?.reason ?? "The user did not approve this call."),
      );
    else if (tool !== undefined && tool.execute === undefined)
      decided.set(call.id, unanswered(call));
  }
  return decided;
}

function closeCalls(memory: Memory, { calls }: OpenTurn, given: readonly ToolResultPart[]): void {
  const open = calls.filter((call) => !given.some((part) => part.id === call.id));
  if (open.length > 0) memory.add({ role: "tool", content: open.map(unanswered) });
}

function unanswered(call: ToolCallPart): ToolResultPart {
  return failedResult(call, "denied", "The user went on without answering this call.");
}

/** What an input says beside its answers to open calls. */
function withoutAnswers(input: readonly Message[], { calls }: OpenTurn): Message[] {
  const isAnswer = (part: ToolResultPart | ApprovalResponsePart): boolean =>
    part.type === "tool-approval-response" || calls.some((call) => call.id === part.id);
  return input.flatMap((message): Message[] => {
    if (message.role !== "tool") return [message];
    const content = message.content.filter((part) => !isAnswer(part));
    return content.length === 0 ? [] : [{ ...message, content }];
  });
}
