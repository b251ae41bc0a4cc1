import { LimitError } from "../errors/errors.ts";
import type { StreamEvent } from "../events/stream-event.ts";
import type { JsonValue } from "../json.ts";
import type { ProviderState } from "../messages/message.ts";
import type { WireEvent } from "../spi/wire-event.ts";
import type { ChoiceState, OpenTool } from "./choice-state.ts";
import type { Limits } from "./limits.ts";
import { closeTool, openTool, type ToolInputCheck } from "./tool-calls.ts";

/** Puts tool calls together from their pieces. */
export interface ToolAssembly {
  /** Starts or continues a call. @throws LimitError when its input is longer than the cap. */
  add(choice: ChoiceState, event: Extract<WireEvent, { type: "tool-input" }>): void;
  /** The input of a call is whole. */
  end(choice: ChoiceState, event: Extract<WireEvent, { type: "tool-input-end" }>): void;
  /** The choice has finished: its calls become executable, or invalid. `cut`: it ended for length. */
  close(choice: ChoiceState, cut: boolean): void;
}

/** What the assembly needs of the assembler. */
export interface ToolAssemblyOptions {
  limits: Limits;
  newId(): string;
  blockId(): string;
  states(state: JsonValue | undefined): ProviderState[] | undefined;
  push(event: StreamEvent): void;
  checkToolInput?: ToolInputCheck;
}

// Some servers give every call of an answer the same id; results could not be told apart, and the message not be sent.
function freeId(choice: ChoiceState, id: string | undefined): string | undefined {
  for (const tool of choice.tools.values()) if (tool.toolCallId === id) return undefined;
  return id;
}

/** Makes the part of an assembler that handles tool calls. */
export function createToolAssembly(options: ToolAssemblyOptions): ToolAssembly {
  const { limits, push } = options;

  function find(choice: ChoiceState, event: Extract<WireEvent, { type: "tool-input" }>): OpenTool {
    const known = choice.tools.get(event.key);
    if (known === undefined) {
      const id = freeId(choice, event.toolCallId) ?? options.newId();
      const tool = openTool(event, options.blockId(), id, choice.parts.length);
      choice.parts.push(undefined);
      choice.tools.set(event.key, tool);
      return tool;
    }
    if (known.name === "" && event.name !== undefined) known.name = event.name;
    if (!known.started) known.toolCallId = freeId(choice, event.toolCallId) ?? known.toolCallId;
    if (event.state !== undefined) known.state = event.state;
    return known;
  }

  function start(choice: ChoiceState, tool: OpenTool): void {
    if (tool.started || tool.name === "") return;
    tool.started = true;
    push({
      type: "tool-input-start",
      id: tool.blockId,
      choice: choice.index,
      toolCallId: tool.toolCallId,
      name: tool.name,
      ...(tool.executedBy === undefined ? {} : { executedBy: tool.executedBy }),
    });
    // The name came after a piece of the input.
    if (tool.raw !== "") delta(choice, tool, tool.raw);
  }

  function delta(choice: ChoiceState, tool: OpenTool, text: string): void {
    push({ type: "tool-input-delta", id: tool.blockId, choice: choice.index, text });
  }

  function endInput(choice: ChoiceState, tool: OpenTool): void {
    if (tool.inputEnded) return;
    tool.inputEnded = true;
    if (tool.started) push({ type: "tool-input-end", id: tool.blockId, choice: choice.index });
  }

  function finish(choice: ChoiceState, tool: OpenTool, cut: boolean): void {
    endInput(choice, tool);
    const closed = closeTool(tool, limits, options.checkToolInput, cut);
    if ("invalid" in closed) {
      choice.invalidToolCalls.push(closed.invalid);
      const { name, rawInput, reason } = closed.invalid;
      push({
        type: "tool-call-invalid",
        id: tool.toolCallId,
        choice: choice.index,
        name,
        rawInput,
        reason,
      });
      return;
    }
    const { part } = closed;
    const states = options.states(tool.state);
    if (states !== undefined) part.providerState = states;
    choice.parts[tool.slot] = part;
    if (part.executedBy === undefined) choice.toolCalls.push(part);
    push({
      type: "tool-call",
      id: part.id,
      choice: choice.index,
      name: part.name,
      input: part.input,
      part,
    });
  }

  return {
    add(choice, event) {
      const tool = find(choice, event);
      start(choice, tool);
      if (event.value !== undefined) tool.value = event.value;
      const text = event.value === undefined ? event.text : JSON.stringify(event.value);
      if (text === undefined || text === "") return;
      tool.raw += text;
      if (tool.raw.length > limits.maxToolInputChars) {
        throw new LimitError(
          `The input of tool ${tool.name} is longer than ${limits.maxToolInputChars} characters.`,
          {
            hint: "Raise `limits.maxToolInputChars` if a tool really takes inputs of that size.",
          },
        );
      }
      if (tool.started) delta(choice, tool, text);
    },
    end(choice, event) {
      const tool = choice.tools.get(event.key);
      if (tool === undefined) return;
      if (event.state !== undefined) tool.state = event.state;
      endInput(choice, tool);
      // The platform runs this one itself, and its result follows at once.
      if (tool.executedBy === undefined) return;
      choice.tools.delete(event.key);
      finish(choice, tool, false);
    },
    close(choice, cut) {
      for (const tool of choice.tools.values()) finish(choice, tool, cut);
      choice.tools.clear();
    },
  };
}
