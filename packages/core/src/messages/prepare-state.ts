import type { ReasoningPolicy } from "../catalog/policy.ts";
import type { Warning } from "../results/warning.ts";
import type { Message, Meta, Part, ProviderState } from "./message.ts";

/** Whom the messages are for, as far as provider state is concerned. */
export interface StateTarget {
  wire: string;
  platform: string;
  model: string;
  /** Whether another id of the platform names the same model; none does when absent. */
  isSameModel?: ((id: string) => boolean) | undefined;
  /** Whether a model has the same maker as this one; every model of the same platform has when absent. */
  isSameMaker?: ((platform: string, model: string) => boolean) | undefined;
}

/**
 * Removes provider state that its platform would not know: signatures and encrypted reasoning are only good where
 * they were made. Reasoning that is nothing but such state goes with it, and so do blocks of this wire's own that another
 * platform said: they name its files and containers. One warning tells of all of it.
 */
export function dropForeignState(
  messages: readonly Message[],
  scope: ReasoningPolicy["stateScope"],
  target: StateTarget,
  warn: (warning: Warning) => void,
): Message[] {
  let dropped = 0;
  let first = "";
  const keep = (state: ProviderState): boolean =>
    isInside(state.scope, scope ?? "platform", target);
  const clean = <T extends Meta>(value: T, path: string): T => {
    if (value.providerState === undefined || value.providerState.every(keep)) return value;
    const kept = value.providerState.filter(keep);
    dropped += value.providerState.length - kept.length;
    first ||= path;
    const { providerState: _, ...rest } = value;
    return (kept.length === 0 ? rest : { ...rest, providerState: kept }) as T;
  };
  const cleaned = messages.flatMap((message, index): Message[] => {
    const at = `messages[${index}]`;
    const whole = clean(message, at);
    if (typeof whole.content === "string") return [whole];
    const content = (whole.content as Part[]).flatMap((part, position) => {
      const path = `${at}.content[${position}]`;
      if (isForeignBlock(part, message, target)) {
        dropped += 1;
        first ||= path;
        return [];
      }
      const own = clean(part, path);
      return own !== part && isOnlyState(own) ? [] : [own];
    });
    const same =
      content.length === whole.content.length &&
      content.every((part, i) => part === whole.content[i]);
    if (same) return [whole];
    return content.length === 0 ? [] : [{ ...whole, content } as Message];
  });
  if (dropped > 0) {
    warn({
      code: "state-dropped",
      path: first,
      message: `${dropped} piece${dropped === 1 ? "" : "s"} of provider state came from elsewhere than ${target.platform} (${target.wire}), and ${dropped === 1 ? "was" : "were"} left out.`,
    });
  }
  return cleaned;
}

function isInside(
  from: ProviderState["scope"],
  scope: NonNullable<ReasoningPolicy["stateScope"]>,
  target: StateTarget,
): boolean {
  if (from.wire !== target.wire) return false;
  const samePlatform = from.platform === target.platform;
  switch (scope) {
    case "model":
      return (
        samePlatform && (from.model === target.model || target.isSameModel?.(from.model) === true)
      );
    case "maker":
      return target.isSameMaker?.(from.platform, from.model) ?? samePlatform;
    default:
      return samePlatform;
  }
}

/** A block of this wire's own from another platform; what other wires' blocks mean here, the wire says. */
function isForeignBlock(part: Part, message: Message, { wire, platform }: StateTarget): boolean {
  return (
    part.type === "custom" &&
    part.kind.startsWith(`${wire}.`) &&
    message.role === "assistant" &&
    message.origin !== undefined &&
    message.origin.platform !== platform
  );
}

/** Reasoning without text says nothing once its state is gone. */
function isOnlyState(part: Part): boolean {
  return (
    part.type === "reasoning" &&
    part.providerState === undefined &&
    (part.text === "" || part.redacted === true)
  );
}
