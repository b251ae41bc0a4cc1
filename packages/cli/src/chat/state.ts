import type { FilePart, LooseConfig, TextPart } from "@byok/core";
import { createCostTotal, type CostTotal } from "../answer/cost-total.ts";
import type { AnyModel } from "../create-model.ts";
import type { OpenedModel } from "../open-model.ts";
import type { Session } from "./session.ts";

/** A conversation in progress. */
export interface ChatState {
  opened: OpenedModel;
  model: AnyModel;
  config: LooseConfig;
  system: string | undefined;
  /** How the context is put together; without one the whole branch is sent. */
  recipe: string | undefined;
  session: Session;
  /** Files that go with the next message. */
  attached: (TextPart | FilePart)[];
  /** The label of the stored key that pays, once it is known. */
  keyLabel(): string | undefined;
  total: CostTotal;
  /** Warnings that were shown. */
  warned: Set<string>;
}

/** Begins a conversation. @throws what ModelFactory.create throws. */
export function createState(
  opened: OpenedModel,
  session: Session,
  start: Pick<ChatState, "config" | "system" | "recipe" | "keyLabel">,
): ChatState {
  return {
    opened,
    model: opened.create(start.config),
    config: start.config,
    system: start.system,
    recipe: start.recipe,
    session,
    attached: [],
    keyLabel: start.keyLabel,
    total: createCostTotal(),
    warned: new Set(),
  };
}

/** Sets or removes a parameter; nothing changes when the platform refuses it. @throws what ModelFactory.create throws. */
export function setParameter(state: ChatState, name: keyof LooseConfig, value: unknown): void {
  const { [name]: _, ...rest } = state.config;
  const config = (value === undefined ? rest : { ...rest, [name]: value }) as LooseConfig;
  state.model = state.opened.create(config);
  state.config = config;
}
