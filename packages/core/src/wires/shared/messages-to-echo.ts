import type { ReasoningPolicy } from "../../catalog/policy.ts";
import type { Message } from "../../messages/message.ts";

/**
 * Indexes of the assistant messages whose reasoning goes back to the platform. `toolTurns` means turns, not
 * messages: where any answer between two user messages called a tool, all of that turn's reasoning goes back,
 * in every later request too. Nothing goes back where the policy does not speak of it.
 *
 * @see https://api-docs.deepseek.com/guides/thinking_mode
 */
export function messagesToEcho(
  messages: readonly Message[],
  policy: ReasoningPolicy | undefined,
): ReadonlySet<number> {
  const result = new Set<number>();
  if (policy?.echo === undefined || policy.echo === "forbidden") return result;
  let turn: number[] = [];
  let usesTools = false;
  const close = (): void => {
    if (usesTools || policy.echoWhen !== "toolTurns") for (const index of turn) result.add(index);
    turn = [];
    usesTools = false;
  };
  messages.forEach((message, index) => {
    if (message.role === "user") close();
    else if (message.role === "assistant") {
      turn.push(index);
      if (
        typeof message.content !== "string" &&
        message.content.some((part) => part.type === "tool-call")
      )
        usesTools = true;
    }
  });
  close();
  return result;
}
