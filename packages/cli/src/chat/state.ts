import type { LooseConfig, Message } from "@byok/core";
import { createCostTotal, type CostTotal } from "../answer/cost-total.ts";
import type { AnyModel } from "../create-model.ts";
import type { OpenedModel } from "../open-model.ts";

/** A conversation in progress. */
export interface ChatState {
  opened: OpenedModel;
  model: AnyModel;
  config: LooseConfig;
  system: string | undefined;
  /** What was said, without the system message. */
  history: Message[];
  total: CostTotal;
  /** A message that got no answer, for /retry. */
  unsent: string | undefined;
  /** Warnings that were shown. */
  warned: Set<string>;
}

/** Begins a conversation. @throws what ModelFactory.create throws. */
export function createState(
  opened: OpenedModel,
  config: LooseConfig,
  system: string | undefined,
): ChatState {
  return {
    opened,
    model: opened.create(config),
    config,
    system,
    history: [],
    total: createCostTotal(),
    unsent: undefined,
    warned: new Set(),
  };
}

/** What is sent for a message. */
export function messagesFor(state: ChatState, text: string): Message[] {
  return [
    ...(state.system === undefined ? [] : [{ role: "system" as const, content: state.system }]),
    ...state.history,
    { role: "user", content: text },
  ];
}

/** Sets or removes a parameter; nothing changes when the platform refuses it. @throws what ModelFactory.create throws. */
export function setParameter(state: ChatState, name: keyof LooseConfig, value: unknown): void {
  const { [name]: _, ...rest } = state.config;
  const config = (value === undefined ? rest : { ...rest, [name]: value }) as LooseConfig;
  state.model = state.opened.create(config);
  state.config = config;
}
