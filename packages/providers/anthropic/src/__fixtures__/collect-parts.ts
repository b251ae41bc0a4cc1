import type {
  AssistantMessage,
  AssistantPart,
  Citation,
  JsonValue,
  ProviderState,
  Target,
  ToolCallPart,
  Usage,
  WireEvent,
} from "@byok/core/provider";
import { WIRE } from "../provider-state.ts";

/** What a message's events add up to. */
export interface Collected {
  message: AssistantMessage;
  usage: Usage | undefined;
  reason: string | undefined;
  rawReason: string | undefined;
  done: boolean;
  events: WireEvent[];
}

interface OpenPart {
  kind: "text" | "reasoning";
  text: string;
  citations: Citation[];
}

/** Puts events together as the engine does, as far as these tests need it. */
export function collectParts(events: readonly WireEvent[], target: Target): Collected {
  const parts: (AssistantPart | undefined)[] = [];
  const tools = new Map<string | number, { slot: number; part: ToolCallPart; raw: string }>();
  const result: Omit<Collected, "message" | "events"> = {
    usage: undefined,
    reason: undefined,
    rawReason: undefined,
    done: false,
  };
  let messageState: JsonValue | undefined;
  let open: OpenPart | undefined;
  const scope = { wire: WIRE, platform: target.platform.id, model: target.model.id };
  const meta = (state: JsonValue | undefined): { providerState?: ProviderState[] } =>
    state === undefined ? {} : { providerState: [{ scope, data: state }] };
  const close = (state?: JsonValue): void => {
    if (open === undefined) {
      if (state !== undefined) parts.push({ type: "reasoning", text: "", ...meta(state) });
      return;
    }
    const { kind, text, citations } = open;
    open = undefined;
    if (kind === "reasoning") parts.push({ type: "reasoning", text, ...meta(state) });
    else parts.push({ type: "text", text, ...(citations.length === 0 ? {} : { citations }), ...meta(state) });
  };
  const openAs = (kind: OpenPart["kind"]): OpenPart => {
    if (open?.kind === kind) return open;
    close();
    open = { kind, text: "", citations: [] };
    return open;
  };

  for (const event of events) {
    switch (event.type) {
      case "text-start":
        close();
        openAs("text");
        break;
      case "text-delta":
        openAs("text").text += event.text;
        break;
      case "reasoning-delta":
        openAs("reasoning").text += event.text;
        break;
      case "reasoning-redacted":
        close();
        parts.push({ type: "reasoning", text: "", redacted: true, ...meta(event.state) });
        break;
      case "citation":
        openAs("text").citations.push(event.citation);
        break;
      case "block-end":
        close(event.state);
        break;
      case "tool-input": {
        close();
        let tool = tools.get(event.key);
        if (tool === undefined) {
          const part: ToolCallPart = { type: "tool-call", id: event.toolCallId ?? "", name: event.name ?? "", input: {} };
          if (event.executedBy !== undefined) part.executedBy = event.executedBy;
          tool = { slot: parts.push(undefined) - 1, part, raw: "" };
          tools.set(event.key, tool);
        }
        if (event.value !== undefined) tool.raw = JSON.stringify(event.value);
        else tool.raw += event.text ?? "";
        break;
      }
      case "tool-input-end": {
        const tool = tools.get(event.key);
        if (tool === undefined) break;
        parts[tool.slot] = { ...tool.part, input: JSON.parse(tool.raw === "" ? "{}" : tool.raw) as JsonValue, ...meta(event.state) };
        break;
      }
      case "tool-result":
      case "custom":
        close();
        parts.push(event.part);
        break;
      case "message-state":
        messageState = event.state;
        break;
      case "usage":
        result.usage = event.usage;
        break;
      case "choice-finish":
        result.reason = event.reason;
        result.rawReason = event.rawReason;
        break;
      case "done":
        result.done = true;
        break;
      default:
    }
  }
  close();
  const content = parts.filter((part) => part !== undefined);
  return { ...result, events: [...events], message: { role: "assistant", content, ...meta(messageState) } };
}
