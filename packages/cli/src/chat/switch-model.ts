import type { ModelOptions } from "@byok/core";
import type { ModelChoice } from "../model-choice.ts";
import { EMBEDDED } from "../model-order.ts";
import { openModel } from "../open-model.ts";
import type { CommandContext } from "../options/command.ts";
import { renderModel, renderSimulatorNotice } from "./header.ts";
import type { ChatState } from "./state.ts";

/** Whether a choice is the simulator that is embedded in byok. */
export function isEmbedded(choice: ModelChoice): boolean {
  return choice.by === "simulator" || Object.is(choice.platform, EMBEDDED);
}

/** The options that hold for another model: address, region and wire belong to the platform they were given for. */
export function optionsFor(
  choice: ModelChoice,
  current: ModelChoice,
  options: ModelOptions,
): ModelOptions {
  const { url: _u, region: _r, surface: _s, ...general } = options;
  return choice.platform === current.platform ? options : general;
}

/** Goes on with another model and shows it; nothing changes when it cannot be made. @throws what ModelFactory.create throws. */
export async function switchModel(
  state: ChatState,
  choice: ModelChoice,
  options: ModelOptions,
  { io, screen }: CommandContext,
): Promise<void> {
  const next = await openModel(choice, optionsFor(choice, state.opened.choice, options), io.env);
  let model;
  try {
    model = next.create(state.config);
  } catch (error) {
    await next.close();
    throw error;
  }
  await state.opened.close();
  state.opened = next;
  state.model = model;
  const notice = isEmbedded(choice) ? renderSimulatorNotice(screen.columns) : "";
  screen.print(renderModel(choice, screen.columns) + notice);
}
